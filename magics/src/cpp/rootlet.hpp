// What every C++ cell of rootlet sees.
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

// The names that cells use most, as at ROOT's prompt.
using std::cerr;
using std::cin;
using std::cout;
using std::endl;
using std::string;
using std::vector;

using Bool_t = bool;
using Char_t = char;
using Int_t = int;
using UInt_t = unsigned int;
using Long_t = long;
using Long64_t = long long;
using ULong64_t = unsigned long long;
using Float_t = float;
using Double_t = double;
using Size_t = std::size_t;

extern "C" {
// Bytes that go to Rust, which frees them with `free`; or bytes of Rust that C++ only reads.
struct rl_buffer {
    void* data;
    std::size_t count;
};
// A histogram of Rust, lent for the time of a cell.
struct rl_histogram {
    void* object;
    void (*fill)(void*, double, double);
    double (*content)(void*, std::size_t);
    double (*number)(void*, int);
};
}

namespace rl {
inline rl_buffer text(std::string_view view) {
    rl_buffer buffer{std::malloc(view.size() + 1), view.size()};
    std::memcpy(buffer.data, view.data(), view.size());
    return buffer;
}

// std::vector<bool> has no contiguous elements.
template <class T>
rl_buffer numbers(const std::vector<T>& values) {
    rl_buffer buffer{std::malloc(values.size() * sizeof(T) + 1), values.size()};
    for (std::size_t i = 0; i < values.size(); ++i) static_cast<T*>(buffer.data)[i] = values[i];
    return buffer;
}

inline rl_buffer texts(const std::vector<std::string>& values) {
    rl_buffer buffer{std::malloc(values.size() * sizeof(rl_buffer) + 1), values.size()};
    for (std::size_t i = 0; i < values.size(); ++i) static_cast<rl_buffer*>(buffer.data)[i] = text(values[i]);
    return buffer;
}

template <class T>
std::vector<T> vector(const rl_buffer& buffer) {
    auto first = static_cast<const T*>(buffer.data);
    return std::vector<T>(first, first + buffer.count);
}

inline std::string str(const rl_buffer& buffer) {
    return std::string(static_cast<const char*>(buffer.data), buffer.count);
}

inline std::vector<std::string> strings(const rl_buffer& buffer) {
    std::vector<std::string> values;
    for (std::size_t i = 0; i < buffer.count; ++i) values.push_back(str(static_cast<const rl_buffer*>(buffer.data)[i]));
    return values;
}

// A `std::vector<T>&` or `std::string&` parameter: a copy that goes back when the call ends.
template <class T>
struct Back {
    rl_buffer* buffer;
    T value;
    ~Back() {
        if constexpr (std::is_same_v<T, std::string>) *buffer = text(value);
        else if constexpr (std::is_same_v<T, std::vector<std::string>>) *buffer = texts(value);
        else *buffer = numbers(value);
    }
};

template <class C, class... A>
void* make(A&&... arguments) {
    if constexpr (std::is_abstract_v<C>) throw std::logic_error("an abstract class has no objects");
    else if constexpr (std::is_constructible_v<C, A...>) return new C(std::forward<A>(arguments)...);
    else throw std::logic_error("no public constructor takes these arguments");
}

template <class C>
void* copy(const C& object) {
    if constexpr (std::is_copy_constructible_v<C>) return new C(object);
    else throw std::logic_error("objects of this class cannot be copied");
}

template <class C>
void destroy(void* object) {
    if constexpr (std::is_destructible_v<C>) delete static_cast<C*>(object);
}

inline rl_buffer current_exception() {
    try {
        throw;
    } catch (const std::exception& error) {
        return text(error.what());
    } catch (const char* message) {
        return text(message);
    } catch (const std::string& message) {
        return text(message);
    } catch (...) {
        return text("an object that is no std::exception was thrown");
    }
}

// A histogram of Rust with the names that ROOT's users know; bins count from 1, 0 is the underflow.
class Hist {
    rl_histogram h{};
    const rl_histogram& get() const {
        if (!h.object) throw std::logic_error("this histogram belongs to no cell");
        return h;
    }
public:
    Hist() = default;
    explicit Hist(rl_histogram histogram) : h(histogram) {}
    void Fill(double x, double weight = 1) { get().fill(h.object, x, weight); }
    void Fill(const std::vector<double>& values) { for (double x : values) Fill(x); }
    double GetBinContent(std::size_t bin) const { return get().content(h.object, bin); }
    int GetNbinsX() const { return static_cast<int>(get().number(h.object, 0)); }
    double GetEntries() const { return get().number(h.object, 1); }
    double GetMean() const { return get().number(h.object, 2); }
    double GetStdDev() const { return get().number(h.object, 3); }
};

// A variable for Rust: a copy of its bytes, its text or its elements.
template <class T>
void give(const T& value, rl_buffer& out) {
    if constexpr (std::is_arithmetic_v<T>) out = numbers(std::vector<T>{value});
    else if constexpr (std::is_same_v<T, std::string>) out = text(value);
    else if constexpr (std::is_same_v<T, std::vector<std::string>>) out = texts(value);
}
template <class T>
void give(const std::vector<T>& value, rl_buffer& out) {
    if constexpr (std::is_arithmetic_v<T>) out = numbers(value);
    else if constexpr (std::is_same_v<T, std::string>) out = texts(value);
}

// The value of a last expression without `;`.
template <class T>
void show(const T& value) {
    if constexpr (requires { std::cout << value; }) std::cout << value << std::endl;
    else if constexpr (requires { value.begin(); std::cout << *value.begin(); }) {
        std::cout << "{ ";
        bool first = true;
        for (const auto& element : value) { if (!first) std::cout << ", "; std::cout << element; first = false; }
        std::cout << " }" << std::endl;
    }
}

// Its name keeps the type of a variable for later cells.
template <int N, class T>
constexpr const char* type_of() {
    return __PRETTY_FUNCTION__;
}
}  // namespace rl

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
#include <span>
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
// Histograms of Rust; the evaluator has these functions.
void* rootlet_hist_new(const char* name, const char* title, std::size_t bins, double low, double high);
void* rootlet_hist_copy(const void* histogram);
void rootlet_hist_free(void* histogram);
void rootlet_hist_fill(void* histogram, const double* xs, std::size_t count, double weight);
double rootlet_hist_bin(const void* histogram, std::size_t bin, int which);
void rootlet_hist_set_bin(void* histogram, std::size_t bin, int which, double value);
double rootlet_hist_number(const void* histogram, int which);
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
    void* object = nullptr;
    bool owned = false;
    void* get() const {
        if (!object) throw std::logic_error("this histogram has no axis yet");
        return object;
    }
public:
    Hist() = default;
    Hist(const std::string& name, const std::string& title, int bins, double low, double high)
        : object(rootlet_hist_new(name.c_str(), title.c_str(), bins < 0 ? 0 : bins, low, high)), owned(true) {
        if (!object) throw std::invalid_argument("a histogram needs at least one bin and low < high");
    }
    Hist(const Hist& other) : object(other.object ? rootlet_hist_copy(other.object) : nullptr), owned(true) {}
    Hist(Hist&& other) noexcept : object(other.object), owned(other.owned) { other.object = nullptr; }
    Hist& operator=(Hist other) noexcept {
        std::swap(object, other.object);
        std::swap(owned, other.owned);
        return *this;
    }
    ~Hist() {
        if (owned && object) rootlet_hist_free(object);
    }
    // The histogram of a Rust variable, which C++ fills where it is.
    static Hist lent(void* histogram) {
        Hist hist;
        hist.object = histogram;
        return hist;
    }
    // For Rust: a histogram that it owns from now on.
    void* release() {
        void* result = owned ? get() : rootlet_hist_copy(get());
        if (owned) object = nullptr;
        return result;
    }
    void* pointer() const { return object; }

    void Fill(double x, double weight = 1) { rootlet_hist_fill(get(), &x, 1, weight); }
    void Fill(std::span<const double> values, double weight = 1) {
        if (!values.empty()) rootlet_hist_fill(get(), values.data(), values.size(), weight);
    }
    double GetBinContent(std::size_t bin) const { return rootlet_hist_bin(get(), bin, 0); }
    double GetBinError(std::size_t bin) const { return rootlet_hist_bin(get(), bin, 1); }
    double GetBinCenter(std::size_t bin) const { return rootlet_hist_bin(get(), bin, 2); }
    void SetBinContent(std::size_t bin, double value) { rootlet_hist_set_bin(get(), bin, 0, value); }
    void SetBinError(std::size_t bin, double value) { rootlet_hist_set_bin(get(), bin, 1, value); }
    int GetNbinsX() const { return static_cast<int>(rootlet_hist_number(get(), 0)); }
    double GetEntries() const { return rootlet_hist_number(get(), 1); }
    double GetMean() const { return rootlet_hist_number(get(), 2); }
    double GetStdDev() const { return rootlet_hist_number(get(), 3); }
    double Integral() const { return rootlet_hist_number(get(), 4); }
    double GetMaximum() const { return rootlet_hist_number(get(), 5); }
    int GetMaximumBin() const { return static_cast<int>(rootlet_hist_number(get(), 6)); }
};

// A variable of Rust, as C++ has it.
template <class T>
void take(const rl_buffer& buffer, T& value) {
    if constexpr (std::is_same_v<T, Hist>) value = Hist::lent(buffer.data);
    else if constexpr (std::is_same_v<T, std::string>) value = str(buffer);
    else if constexpr (std::is_same_v<T, std::vector<std::string>>) value = strings(buffer);
    else if constexpr (std::is_arithmetic_v<T>) value = *static_cast<const T*>(buffer.data);
    else value = vector<typename T::value_type>(buffer);
}

// A variable for Rust: a copy of its bytes, its text or its elements.
template <class T>
void give(const T& value, rl_buffer& out) {
    if constexpr (std::is_arithmetic_v<T>) out = numbers(std::vector<T>{value});
    else if constexpr (std::is_same_v<T, std::string>) out = text(value);
    else if constexpr (std::is_same_v<T, std::vector<std::string>>) out = texts(value);
    else if constexpr (std::is_same_v<T, Hist>) out = {value.pointer(), 1};
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

}  // namespace rl

// Its name keeps the type of a variable for later cells; outside of `rl`, so that `rl::Hist` keeps its full name.
template <int N, class T>
constexpr const char* rl_type_of() {
    return __PRETTY_FUNCTION__;
}

#include <string>
class MyClass {
    std::string fName;
public:
    MyClass(const std::string& name, int n = 2) : fName(name), count(n) {}
    const std::string& getName() const { return fName; }
    void fail() const { throw std::runtime_error("failed on purpose"); }
    std::vector<double> values(double scale) const { return {scale, 2 * scale}; }
    static int answer() { return 42; }
    int count;
};
namespace tools { double twice(double x) { return 2 * x; } void grow(std::vector<double>& v) { v.push_back(7); }
  template <class T> T same(T x) { return x; } }
double use(const MyClass& c) { return c.count; }

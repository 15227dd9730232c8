"""Prints src/function/landau_table.rs: Chebyshev series of Landau's density, from its integral by mpmath."""

from mpmath import chebyfit, cos, exp, inf, linspace, log, mp, mpf, pi, quad, sin, sqrt

mp.dps = 30


def density(x):
    """1/pi * integral of exp(-t ln t - x t) sin(pi t)."""
    mp.dps = 30 if x > -2 else 30 + int(1.5 * exp(-1 - x))
    top = mpf(1)
    while top * log(top) + x * top < 80:
        top *= mpf(5) / 4
    points = linspace(0, top, max(3, int(top) + 2))
    value = quad(lambda t: exp(-t * log(t) - x * t) * sin(pi * t) if t > 0 else mpf(0), points) / pi
    mp.dps = 30
    return value


def chebyshev(f, low, high, terms):
    """Coefficients of the interpolation at Chebyshev's points."""
    nodes = [cos(pi * (k + mpf(1) / 2) / terms) for k in range(terms)]
    values = [f((low + high) / 2 + (high - low) / 2 * node) for node in nodes]
    series = []
    for j in range(terms):
        c = sum(v * cos(pi * j * (k + mpf(1) / 2) / terms) for k, v in enumerate(values)) * 2 / terms
        series.append(c / 2 if j == 0 else c)
    while abs(series[-1]) < mpf(10) ** -15 * abs(series[0]):
        series.pop()
    return series


PIECES = [
    ("LEFT", "`p sqrt(2 pi / u) e^u` over `1 / u` in [0.02, 1], with `u = e^(-1 - x)`",
     lambda s: density(-1 + log(s)) * sqrt(2 * pi * s) * exp(1 / s), mpf("0.02"), mpf(1), 24),
    ("PEAK", "`ln p` over `x` in [-1, 2]", lambda x: log(density(x)), mpf(-1), mpf(2), 26),
    ("SLOPE", "`ln p` over `x` in [2, 8]", lambda x: log(density(x)), mpf(2), mpf(8), 30),
    ("TAIL", "`p x^2` over `ln x` in [ln 8, ln 100]", lambda y: density(exp(y)) * exp(2 * y), log(mpf(8)), log(mpf(100)), 30),
    ("FAR", "`p x^2` over `ln x` in [ln 100, ln 1e6]", lambda y: density(exp(y)) * exp(2 * y), log(mpf(100)), log(mpf(10) ** 6), 30),
]

print("//! Chebyshev series of Landau's density; made by `tests/goldens/landau_table.py`.")
for name, what, f, low, high, terms in PIECES:
    series = chebyshev(f, low, high, terms)
    print(f"\n/// {what}.")
    print("#[rustfmt::skip]")
    print(f"pub(super) const {name}: &[f64] = &[")
    for c in series:
        print(f"    {float(c)!r},")
    print("];")

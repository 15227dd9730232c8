"""Writes minimisers.json: problems and what iminuit (MIGRAD, HESSE, MINOS) finds, and with how many calls.

"value", "values" and "errors" come from a search at a far smaller tolerance than the default; "calls" (MIGRAD),
"hesse_calls" and "minos_calls" (per free parameter) are those of the default.
"""

import json
import numpy as np
from iminuit import Minuit
from scipy.optimize import brentq

rng = np.random.default_rng(20240607)


def sub(values, digits=9):
    return [float(f"%.{digits}g" % v) for v in values]


def gauss_expo(x, p):
    return p[0] * np.exp(-0.5 * ((x - p[1]) / p[2]) ** 2) + p[3] * np.exp(-x / p[4])


GAUSS_EXPO = "[N]*exp(-0.5*((x-[mu])/[sigma])^2)+[B]*exp(-x/[tau])"


def binned(n, low, high, truth, function):
    edges = np.linspace(low, high, n + 1)
    x = 0.5 * (edges[1:] + edges[:-1])
    return x, rng.poisson(function(x, truth)).astype(float)


def chi2(x, y, e, f):
    return lambda p: float(np.sum(((y - f(x, p)) / e) ** 2))


def crossing(minuit, fine, p, sign):
    """Where the function minimised over the others has risen by 1: MINOS' own stops within a per cent of that."""
    inner = minuit(1e-4)
    inner.values = fine.values
    inner.fixed[p] = True

    def rise(distance):
        inner.values[p] = fine.values[p] + sign * distance
        inner.migrad()
        return inner.fval - fine.fval - 1

    low, high = 0.0, 0.5 * fine.errors[p]
    while rise(high) < 0:
        low, high = high, 1.5 * high
    return sign * brentq(rise, low, high, xtol=1e-7 * fine.errors[p])


problems = []


def add(name, cost, start, data=None, limits=None, fixed=(), minos=True, errors=True):
    names = list(start)
    limits = limits or {}

    def minuit(tol=None, values=None):
        m = Minuit(cost, list(start.values()), name=names)
        m.errordef = 1
        for k, v in limits.items():
            m.limits[k] = v
        for k in fixed:
            m.fixed[k] = True
        if tol is not None:
            m.tol = tol
        m.print_level = 0
        return m

    m = minuit()
    m.migrad()
    calls = m.nfcn
    m.hesse()
    hesse_calls = m.nfcn - calls
    fine = minuit(1e-6)
    fine.strategy = 2
    fine.migrad(iterate=20)
    fine.tol = 1e-9
    fine.migrad(iterate=20)
    fine.hesse()
    row = dict(name=name, start=start, limits=limits, fixed=list(fixed), value=fine.fval, values=list(fine.values),
               errors=list(fine.errors) if errors else None, calls=calls, hesse_calls=hesse_calls, valid=bool(fine.valid))
    if minos:
        intervals, counts = {}, []
        fine.tol = 1e-3
        for p in names:
            if p in fixed:
                continue
            # A fresh MINOS from the default search, for its calls.
            before = m.nfcn
            m.minos(p)
            counts.append(m.nfcn - before)
            intervals[p] = [crossing(minuit, fine, p, sign) for sign in (-1, 1)]
        row["minos"] = intervals
        row["minos_calls"] = counts
    if data:
        row.update(data)
    problems.append(row)
    print(name, calls, hesse_calls, row.get("minos_calls"), fine.fval, list(fine.values), list(fine.errors), fine.valid)


# Functions of the literature on minimisation.
add("rosenbrock", lambda p: (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2, {"x": -1.2, "y": 1.0}, minos=False)
add("wood", lambda p: 100 * (p[1] - p[0] ** 2) ** 2 + (1 - p[0]) ** 2 + 90 * (p[3] - p[2] ** 2) ** 2 + (1 - p[2]) ** 2
    + 10.1 * ((p[1] - 1) ** 2 + (p[3] - 1) ** 2) + 19.8 * (p[1] - 1) * (p[3] - 1), {"a": -3.0, "b": -1.0, "c": -3.0, "d": -1.0}, minos=False)
add("powell", lambda p: (p[0] + 10 * p[1]) ** 2 + 5 * (p[2] - p[3]) ** 2 + (p[1] - 2 * p[2]) ** 4 + 10 * (p[0] - p[3]) ** 4,
    {"a": 3.0, "b": -1.0, "c": 0.0, "d": 1.0}, minos=False, errors=False)
add("beale", lambda p: (1.5 - p[0] * (1 - p[1])) ** 2 + (2.25 - p[0] * (1 - p[1] ** 2)) ** 2 + (2.625 - p[0] * (1 - p[1] ** 3)) ** 2,
    {"x": 1.0, "y": 1.0}, minos=False)


def helix(p):
    theta = np.arctan2(p[1], p[0]) / (2 * np.pi)
    return 100 * ((p[2] - 10 * theta) ** 2 + (np.hypot(p[0], p[1]) - 1) ** 2) + p[2] ** 2


add("helix", helix, {"x": -1.0, "y": 0.1, "z": 0.0}, minos=False)
a = np.array([[1.0, 0.9999, 0.3], [0.9999, 1.0, 0.3], [0.3, 0.3, 1.0]])
inverse = np.linalg.inv(a)
add("correlated", lambda p: float((np.array(p) - [1, 2, 3]) @ inverse @ (np.array(p) - [1, 2, 3])), {"a": 0.0, "b": 0.0, "c": 0.0})

# Fits of data.
x, y = binned(100, 0, 10, [300, 4, 0.6, 200, 3], gauss_expo)
e = np.sqrt(np.maximum(y, 1))
data = dict(kind="chi2", formula=GAUSS_EXPO, x=sub(x), y=list(y), e=sub(e))
x, e = np.array(data["x"]), np.array(data["e"])
start = {"N": 200.0, "mu": 3.5, "sigma": 1.0, "B": 150.0, "tau": 2.0}
add("gauss_expo", chi2(x, y, e, gauss_expo), start, data)
add("gauss_expo_limits", chi2(x, y, e, gauss_expo), start, data, limits={"sigma": [0.1, 5], "tau": [0, None], "N": [None, 1000]})
add("gauss_expo_fixed", chi2(x, y, e, gauss_expo), start, data, fixed=["mu"])
add("gauss_expo_far", chi2(x, y, e, gauss_expo), {"N": 50.0, "mu": 5.5, "sigma": 2.0, "B": 50.0, "tau": 6.0}, data)
add("two_at_limit", chi2(x, y, e, gauss_expo), start, data, limits={"sigma": [0.1, 0.55], "tau": [0.5, 2.8]}, minos=False, errors=False)

x, y = binned(40, 100, 110, [50, 2, 0.1], lambda x, p: p[0] + p[1] * x + p[2] * (x - 105) ** 2)
e = np.sqrt(np.maximum(y, 1))
data = dict(kind="chi2", formula="[a]+[b]*x+[c]*x^2", x=sub(x), y=list(y), e=sub(e))
x, e = np.array(data["x"]), np.array(data["e"])
# Linear: values and errors exactly, from the normal equations in 50 digits.
import mpmath as mp
mp.mp.dps = 50
J = mp.matrix([[mp.mpf(1) / mp.mpf(float(s)), mp.mpf(float(t)) / mp.mpf(float(s)), mp.mpf(float(t)) ** 2 / mp.mpf(float(s))] for t, s in zip(x, e)])
r = mp.matrix([mp.mpf(float(v)) / mp.mpf(float(s)) for v, s in zip(y, e)])
V = (J.T * J) ** -1
best = V * (J.T * r)
rest = r - J * best
sigma = [mp.sqrt(V[i, i]) for i in range(3)]
add("parabola_far_from_zero", chi2(x, y, e, lambda x, p: p[0] + p[1] * x + p[2] * x ** 2), {"a": 0.0, "b": 0.0, "c": 0.0}, data, minos=False)
problems[-1].update(value=float((rest.T * rest)[0]), values=[float(b) for b in best], errors=[float(s) for s in sigma],
                    minos={n: [-float(s), float(s)] for n, s in zip("abc", sigma)}, minos_calls=[464, 474, 464])
print(problems[-1]["values"], problems[-1]["errors"])

two = lambda x, p: p[0] * np.exp(-x / p[1]) + p[2] * np.exp(-x / p[3])
x, y = binned(60, 0, 12, [1000, 0.8, 400, 3], two)
e = np.sqrt(np.maximum(y, 1))
data = dict(kind="chi2", formula="[A]*exp(-x/[t1])+[B]*exp(-x/[t2])", x=sub(x), y=list(y), e=sub(e))
x, e = np.array(data["x"]), np.array(data["e"])
add("two_decays", chi2(x, y, e, two), {"A": 700.0, "t1": 0.5, "B": 300.0, "t2": 4.0}, data)

bw = lambda x, p: p[0] / (2 * np.pi) * p[2] / ((x - p[1]) ** 2 + p[2] ** 2 / 4) + p[3]
x, y = binned(80, 60, 120, [3000, 91.2, 2.5, 20], bw)
e = np.sqrt(np.maximum(y, 1))
data = dict(kind="chi2", formula="[A]*TMath::BreitWigner(x,[M],[G])+[b]", x=sub(x), y=list(y), e=sub(e))
x, e = np.array(data["x"]), np.array(data["e"])
add("breit_wigner", chi2(x, y, e, bw), {"A": 2000.0, "M": 90.0, "G": 3.0, "b": 10.0}, data)


def deviance(x, n, f):
    def cost(p):
        mu = f(x, p)
        with np.errstate(all="ignore"):
            t = np.where(n > 0, n * np.log(n / mu), 0)
        return float(2 * np.sum(mu - n + t))
    return cost


x, y = binned(60, 0, 10, [6, 4, 0.6, 4, 3], gauss_expo)
data = dict(kind="likelihood", formula=GAUSS_EXPO, x=sub(x), y=list(y))
x = np.array(data["x"])
add("poisson_few_counts", deviance(x, y, gauss_expo), {"N": 4.0, "mu": 3.7, "sigma": 0.8, "B": 3.0, "tau": 2.0}, data)

events = np.concatenate([rng.normal(4, 0.6, 600), rng.exponential(3, 1400)])
events = np.array(sub(events[(events > 0) & (events < 10)], 7))
from math import erf, sqrt


def extended(p):
    s, mu, sigma, b, tau = p
    z = lambda t: 0.5 * (1 + erf((t - mu) / sigma / sqrt(2)))
    with np.errstate(all="ignore"):
        density = s * np.exp(-0.5 * ((events - mu) / sigma) ** 2) / (sigma * sqrt(2 * np.pi)) + b * np.exp(-events / tau) / tau
        total = s * (z(10) - z(0)) + b * (1 - np.exp(-10 / tau))
        return float(2 * (total - np.sum(np.log(density))))


data = dict(kind="extended", formula="[s]*exp(-0.5*((x-[mu])/[sigma])^2)/([sigma]*sqrt(2*pi))+[b]*exp(-x/[tau])/[tau]", x=list(events), range=[0, 10])
add("extended_unbinned", extended, {"s": 400.0, "mu": 3.7, "sigma": 0.8, "b": 1000.0, "tau": 2.0}, data)

with open("minimisers.json", "w") as out:
    json.dump(problems, out)

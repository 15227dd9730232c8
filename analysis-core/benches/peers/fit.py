"""The fits of benches/fit.rs with iminuit and numpy, on one core: best of several runs."""

import time
from math import erf, sqrt

import iminuit
import numpy as np
from iminuit import Minuit, cost

rng = np.random.default_rng(1)
events = np.concatenate([rng.normal(4, 0.6, 45000), rng.exponential(3, 110000)])
events = rng.permutation(events[(events > 0) & (events < 10)])[:100000]


def density(x, s, mu, sigma, b, tau):
    z = lambda t: 0.5 * (1 + erf((t - mu) / sigma / sqrt(2)))
    total = s * (z(10) - z(0)) + b * (1 - np.exp(-10 / tau))
    return total, s * np.exp(-0.5 * ((x - mu) / sigma) ** 2) / (sqrt(2 * np.pi) * sigma) + b * np.exp(-x / tau) / tau


def counts():
    return np.histogram(events, 100, (0, 10))


def unbinned():
    m = Minuit(cost.ExtendedUnbinnedNLL(events, density), s=25e3, mu=3.8, sigma=0.7, b=80e3, tau=2.5)
    m.migrad()
    m.hesse()
    return m


def chi2():
    n, edges = counts()
    x = 0.5 * (edges[1:] + edges[:-1])
    f = lambda x, N, mu, sigma, B, tau: N * np.exp(-0.5 * ((x - mu) / sigma) ** 2) + B * np.exp(-x / tau)
    m = Minuit(cost.LeastSquares(x, n, np.sqrt(np.maximum(n, 1)), f), N=2000, mu=4, sigma=0.8, B=1000, tau=2)
    m.migrad()
    m.hesse()
    return m


def best(what, runs):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        m = what()
        times.append(time.perf_counter() - begin)
    print(f"{what.__name__:10} {min(times) * 1e3:8.3f} ms, {m.nfcn} calls, minimum {m.fval:.4f}")


print("iminuit", iminuit.__version__, "numpy", np.__version__)
best(unbinned, 7)
best(chi2, 20)

"""Writes special.json: Voigt, Landau, chi-square survival, exGaussian, by scipy and mpmath."""

import json
from mpmath import exp, inf, log, mp, pi, quad, sin
from scipy.special import gammaincc, voigt_profile
from scipy.stats import exponnorm

mp.dps = 40


def landau(x):
    top = mp.mpf(1)
    while top * log(top) + x * top < 90:
        top *= 1.25
    edges = [mp.mpf(i) * top / 40 for i in range(41)]
    return quad(lambda t: exp(-t * log(t) - x * t) * sin(pi * t) if t > 0 else mp.mpf(0), edges) / pi


golden = {
    "voigt": [[x, s, g, float(voigt_profile(x, s, g / 2))]
              for x in [0, 0.1, 0.25, 0.5, 1, 2.3, 5, 12, 60, 1000] for s in [0.3, 1, 2] for g in [1e-8, 0.01, 0.5, 3, 20]],
    "landau": [[x, float(landau(mp.mpf(x)))] for x in [-3.5, -2.5, -1.5, -1.001, -0.999, -0.22278, 0, 1, 1.999, 2.001, 5, 7.99, 8.01, 40, 99, 101, 5000]],
    "chi2": [[c, n, float(gammaincc(n / 2, c / 2))] for c in [0, 0.1, 1, 10, 47.5, 200] for n in [1, 2, 5, 53, 400]],
    "exgauss": [[x, m, s, t, float(exponnorm.pdf(x, t / s, m, s))] for x in [-6, -1, 0, 0.7, 4, 30] for m, s, t in [(0, 1, 1), (0.5, 0.4, 2), (1, 2, 0.1)]],
}
with open("special.json", "w") as out:
    json.dump(golden, out, indent=0)

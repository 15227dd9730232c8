"""Writes scatter_fits.json: fits by ROOT of graphs without errors, whose errors come from the scatter of the points,
and of a profile. Needs ROOT."""

import array
import json

import ROOT

ROOT.gROOT.SetBatch(True)
ROOT.Math.MinimizerOptions.SetDefaultMinimizer("Minuit2")
ROOT.Math.MinimizerOptions.SetDefaultTolerance(1e-4)
rows = []
random = ROOT.TRandom3(5)


def record(name, data, formula, start, x, y):
    f = ROOT.TF1("f", formula, 0, 10)
    for i, value in enumerate(start):
        f.SetParameter(i, value)
    r = data.Fit(f, "SQN0")
    n = r.NPar()
    rows.append({
        "name": name, "formula": formula, "start": start, "x": x, "y": y, "chi2": r.Chi2(), "ndf": r.Ndf(),
        "values": list(r.Parameters()), "errors": list(r.Errors()),
        "covariance": [[r.CovMatrix(i, j) for j in range(n)] for i in range(n)],
    })


x = [0.5 * i for i in range(1, 19)]
for name, formula, start, truth in [
    ("line", "pol1", [0, 0], lambda t: 1 + 2 * t),
    ("decay", "[0]*exp(-x/[1])+[2]", [10, 2, 1], lambda t: 12 * 2.718281828 ** (-t / 2.5) + 3),
]:
    y = [truth(t) + random.Gaus(0, 0.4) for t in x]
    record(name, ROOT.TGraph(len(x), array.array("d", x), array.array("d", y)), formula, start, x, y)

profile = ROOT.TProfile("p", "", 10, 0, 10)
px, py = [], []
for _ in range(500):
    px.append(10 * random.Rndm() ** 2)
    py.append(1 + 0.5 * px[-1] + random.Gaus())
    profile.Fill(px[-1], py[-1])
record("profile", profile, "pol1", [0, 0], px, py)
with open("scatter_fits.json", "w") as out:
    json.dump(rows, out)

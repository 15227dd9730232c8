"""Writes root_fits.json: fits of histograms and graphs by ROOT's TH1::Fit and TGraph::Fit. Needs ROOT."""

import json
import ROOT

ROOT.gROOT.SetBatch(True)
ROOT.Math.MinimizerOptions.SetDefaultMinimizer("Minuit2")
ROOT.Math.MinimizerOptions.SetDefaultTolerance(1e-4)
ROOT.Math.MinimizerOptions.SetDefaultStrategy(2)
rows = []


def contents(h):
    return [h.GetBinContent(i) for i in range(1, h.GetNbinsX() + 1)], [h.GetBinError(i) for i in range(1, h.GetNbinsX() + 1)]


def record(name, h, formula, start, option, low=None, high=None, weighted=False):
    f = ROOT.TF1("f" + name, formula, h.GetXaxis().GetXmin() if low is None else low, h.GetXaxis().GetXmax() if high is None else high)
    for i, value in enumerate(start):
        f.SetParameter(i, value)
    r = h.Fit(f, "SQN0" + option + ("R" if low is not None else ""))
    y, e = contents(h)
    rows.append(dict(name=name, bins=h.GetNbinsX(), low=h.GetXaxis().GetXmin(), high=h.GetXaxis().GetXmax(), y=y, e=e, weighted=weighted,
                     formula=formula, start=list(start), option=option, range=[low, high] if low is not None else None,
                     values=list(r.Parameters()), errors=list(r.Errors()), chi2=r.Chi2(), min=r.MinFcnValue(), ndf=r.Ndf(), prob=r.Prob(),
                     minos=[[r.LowerError(i), r.UpperError(i)] for i in range(r.NPar())] if "E" in option else None,
                     correlation=[[r.Correlation(i, j) for j in range(r.NPar())] for i in range(r.NPar())],
                     global_correlation=[r.GlobalCC(i) for i in range(r.NPar())]))
    xs = [h.GetXaxis().GetBinCenter(i) for i in (1, h.GetNbinsX() // 2, h.GetNbinsX())]
    import array
    band = array.array("d", [0.0] * 3)
    r.GetConfidenceIntervals(3, 1, 1, array.array("d", xs), band, 0.95, False)
    rows[-1]["band"] = [xs, list(band)]
    print(name, list(r.Parameters()), list(r.Errors()), r.MinFcnValue(), r.Chi2(), r.Ndf(), int(r))


random = ROOT.TRandom3(12345)
peak = ROOT.TH1D("peak", "", 60, -3, 5)
for _ in range(4000):
    peak.Fill(random.Gaus(1, 0.8))
for _ in range(1500):
    peak.Fill(-3 + 8 * random.Rndm())
MODEL = "gaus(0)+pol1(3)"
START = [200, 1, 1, 20, 0]
record("chi2", peak, MODEL, START, "")
record("chi2_minos", peak, MODEL, START, "E")
record("likelihood", peak, MODEL, START, "L")
record("likelihood_minos", peak, MODEL, START, "LE")
record("integral", peak, MODEL, START, "I")
record("likelihood_integral", peak, MODEL, START, "LI")
record("pearson", peak, MODEL, START, "P")
record("range", peak, "gaus", [200, 1, 1], "", 0.2, 1.9)
few = ROOT.TH1D("few", "", 40, -3, 5)
for _ in range(120):
    few.Fill(random.Gaus(1, 0.8))
record("few_likelihood", few, "gaus", [10, 1, 1], "L")
weighted = ROOT.TH1D("weighted", "", 40, 0, 10)
weighted.Sumw2()
for _ in range(5000):
    weighted.Fill(random.Exp(3), 0.2 + random.Rndm())
record("weighted_chi2", weighted, "expo", [6, -0.3], "", weighted=True)
record("weighted_likelihood", weighted, "expo", [6, -0.3], "WL", weighted=True)
landau = ROOT.TH1D("landau", "", 80, -5, 35)
for _ in range(10000):
    landau.Fill(random.Landau(4, 1.5))
record("landau", landau, "landau", [2000, 4, 1.5], "")
with open("root_fits.json", "w") as out:
    json.dump(rows, out)

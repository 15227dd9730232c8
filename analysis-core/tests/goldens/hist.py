"""Writes `tests/data/hist.json` with ROOT's numbers for histograms, profiles, efficiencies and graphs.

Needs ROOT's wheel (6.40). The histograms are filled with TRandom3, whose numbers the library reproduces, so that
only results stand in the file: `python hist.py > ../data/hist.json`.
"""

import json
import sys
from array import array

import ROOT

ROOT.gErrorIgnoreLevel = ROOT.kError
ROOT.TH1.AddDirectory(False)
NO_DRAW = ROOT.nullptr


def contents(h):
    return [h.GetBinContent(i) for i in range(h.GetNcells())]


def errors(h):
    return [h.GetBinError(i) for i in range(h.GetNcells())]


def gaussian(seed, n, mean=0.0, sigma=1.0, bins=40, low=-4.0, high=4.0, weights=False, name="h"):
    h = ROOT.TH1D(name, "", bins, low, high)
    h.Sumw2()
    g = ROOT.TRandom3(seed)
    for _ in range(n):
        x = g.Gaus(mean, sigma)
        h.Fill(x, 0.5 + g.Rndm() if weights else 1.0)
    return h


def summary(h):
    return {
        "entries": h.GetEntries(),
        "mean": h.GetMean(), "std_dev": h.GetStdDev(),
        "contents": contents(h), "errors": errors(h),
    }


out = {"root": str(ROOT.gROOT.GetVersion())}
a = gaussian(1, 1000)
b = gaussian(2, 1500, 0.2, 1.1)
wa = gaussian(3, 1000, weights=True)
wb = gaussian(4, 1500, 0.2, 1.1, weights=True)


def statistics(h):
    error = ROOT.Double(0) if hasattr(ROOT, "Double") else array("d", [0.0])
    integral = h.IntegralAndError(5, 30, error)
    return {
        "entries": h.GetEntries(), "effective": h.GetEffectiveEntries(),
        "mean": h.GetMean(), "mean_error": h.GetMeanError(),
        "std_dev": h.GetStdDev(), "std_dev_error": h.GetStdDevError(),
        "skewness": h.GetSkewness(1), "skewness_error": h.GetSkewness(11),
        "kurtosis": h.GetKurtosis(1), "kurtosis_error": h.GetKurtosis(11),
        "integral": integral, "integral_error": error[0],
        "integral_width": h.Integral("width"),
        "maximum_bin": h.GetMaximumBin(), "maximum": h.GetMaximum(), "minimum": h.GetMinimum(),
    }


out["statistics"] = {"a": statistics(a), "wb": statistics(wb)}


def arithmetic(name):
    h = wa.Clone("c")
    {
        "add": lambda: h.Add(wb),
        "subtract": lambda: h.Add(wb, -0.5),
        "multiply": lambda: h.Multiply(wb),
        "divide": lambda: h.Divide(wb),
        "binomial": lambda: h.Divide(wa, wb, 1, 1, "B"),
        "scale": lambda: h.Scale(0.25),
    }[name]()
    return summary(h)


out["arithmetic"] = {n: arithmetic(n) for n in ("add", "subtract", "multiply", "divide", "binomial", "scale")}

out["rebin"] = summary(wa.Clone("r").Rebin(4))
out["rebin_remainder"] = summary(wa.Clone("r7").Rebin(7))
out["rebin_edges"] = summary(wa.Clone("re").Rebin(4, "re2", array("d", [-3.0, -1.0, 0.0, 0.4, 4.0])))
out["cumulative"] = contents(a.GetCumulative())
out["cumulative_backward"] = contents(a.GetCumulative(False))
out["interpolate"] = [[x, a.Interpolate(x)] for x in (-5.0, -3.95, -1.234, 0.0, 0.1, 2.2, 3.95, 5.0)]
smooth = a.Clone("s")
smooth.Smooth(1)
out["smooth"] = contents(smooth)
smooth.Smooth(2)
out["smooth_thrice"] = contents(smooth)
probabilities = [0.0, 0.05, 0.16, 0.5, 0.84, 0.95, 1.0]
values = array("d", [0.0] * len(probabilities))
a.GetQuantiles(len(probabilities), values, array("d", probabilities))
out["quantiles"] = {"probabilities": probabilities, "values": list(values)}
ROOT.gRandom.SetSeed(7)
out["random"] = [a.GetRandom() for _ in range(20)]

edges = array("d", [-4.0, -2.0, -1.0, -0.5, 0.0, 0.25, 1.0, 4.0])
variable = ROOT.TH1D("v", "", len(edges) - 1, edges)
g = ROOT.TRandom3(5)
for _ in range(500):
    variable.Fill(g.Gaus(0.3, 1.2))
out["variable"] = statistics(ROOT.TH1D(variable)) | {"contents": contents(variable)}


def chi2(h1, h2, option):
    value, ndf, good = array("d", [0.0]), array("i", [0]), array("i", [0])
    residuals = array("d", [0.0] * h1.GetNbinsX())
    p = h1.Chi2TestX(h2, value, ndf, good, option, residuals)
    return {"p": p, "chi2": value[0], "ndf": ndf[0], "residuals": list(residuals)}


def unweighted(h):
    u = ROOT.TH1D(h.GetName() + "u", "", h.GetNbinsX(), -4, 4)
    for i in range(h.GetNcells()):
        u.SetBinContent(i, h.GetBinContent(i))
    return u


ua, ub = unweighted(a), unweighted(b)
scaled = ua.Clone("scaled")
scaled.Sumw2()
scaled.Scale(0.37)
out["chi2"] = {
    "UU": chi2(ua, ub, "UU"),
    "UW": chi2(ua, wb, "UW"),
    "WW": chi2(wa, wb, "WW"),
    "NORM": chi2(scaled, ub, "UU NORM"),
}
out["kolmogorov"] = {
    "ab": a.KolmogorovTest(b), "ab_distance": a.KolmogorovTest(b, "M"),
    "weighted": wa.KolmogorovTest(wb), "weighted_distance": wa.KolmogorovTest(wb, "M"),
    "with_norm": a.KolmogorovTest(b, "N"),
    "function": [[z, ROOT.TMath.KolmogorovProb(z)] for z in (0.1, 0.3, 0.6, 0.8, 1.0, 1.5, 3.0, 7.0)],
}
statistic = array("d", [0.0])
out["anderson_darling"] = {"p": ua.AndersonDarlingTest(ub, statistic), "statistic": statistic[0]}
c = gaussian(8, 900)
uc = unweighted(c)
statistic2 = array("d", [0.0])
out["anderson_darling_same"] = {"p": ua.AndersonDarlingTest(uc, statistic2), "statistic": statistic2[0]}

h2 = ROOT.TH2D("h2", "", 10, -3, 3, 8, -2, 4)
p1 = ROOT.TProfile("p1", "", 10, -3, 3)
p1w = ROOT.TProfile("p1w", "", 10, -3, 3)
p1w.Sumw2()
p2 = ROOT.TProfile2D("p2", "", 4, -3, 3, 4, -3, 3)
h3 = ROOT.TH3D("h3", "", 4, -2, 2, 5, -2, 2, 6, -2, 2)
g = ROOT.TRandom3(6)
for _ in range(2000):
    x, y, z, w = g.Gaus(), g.Gaus(0.5, 1.5), g.Gaus(), 0.5 + g.Rndm()
    y += 0.5 * x
    h2.Fill(x, y)
    p1.Fill(x, y)
    p1w.Fill(x, y, w)
    p2.Fill(x, z, y)
    h3.Fill(x, y, z)
out["h2"] = {
    "contents": contents(h2),
    "mean_x": h2.GetMean(1), "mean_y": h2.GetMean(2), "std_dev_x": h2.GetStdDev(1), "std_dev_y": h2.GetStdDev(2),
    "covariance": h2.GetCovariance(), "correlation": h2.GetCorrelationFactor(),
    "project_x": summary(h2.ProjectionX()), "project_y_3_7": summary(h2.ProjectionY("py", 3, 7)),
    "interpolate": [[x, y, h2.Interpolate(x, y)] for x, y in ((0.1, 0.2), (-1.3, 2.2), (2.0, 3.1))],
    "profile_x": summary(h2.ProfileX()),
    "rebin": contents(h2.Clone("h2r").Rebin2D(2, 4)),
}
out["h3"] = {
    "contents": contents(h3), "mean_z": h3.GetMean(3), "std_dev_y": h3.GetStdDev(2),
    "project_x": summary(h3.ProjectionX()), "project_zx": contents(h3.Project3D("zx")),
}
h3.GetYaxis().SetRange(2, 4)
out["h3"]["project_zx_of_y_2_4"] = {
    "contents": contents(h3.Project3D("zx")), "entries": h3.Project3D("zx").GetEntries(),
    "x": summary(h3.Project3D("x")),
}


def profile(p):
    result = {"mean": p.GetMean(), "std_dev": p.GetStdDev(), "mean_y": p.GetMean(2), "std_dev_y": p.GetStdDev(2)}
    result |= {"entries": p.GetEntries(), "contents": contents(p), "bin_entries": [p.GetBinEntries(i) for i in range(p.GetNcells())]}
    for option in ("", "s", "i", "g"):
        p.SetErrorOption(option)
        result["errors_" + option] = errors(p)
    p.SetErrorOption("")
    return result


out["p1"], out["p1w"] = profile(p1), profile(p1w)
out["p1_rebin"] = summary(p1.Clone("p1r").Rebin(5))
out["p2"] = {"contents": contents(p2), "errors": errors(p2)}

E = ROOT.TEfficiency
intervals = {
    "clopper_pearson": E.ClopperPearson, "normal": E.Normal, "wilson": E.Wilson, "agresti_coull": E.AgrestiCoull,
    "mid_p": E.MidPInterval, "feldman_cousins": E.FeldmanCousins,
}
cases = [(0, 10), (1, 10), (5, 10), (10, 10), (37, 50), (990, 1000), (0, 1), (3, 7)]
out["efficiency"] = [
    {"interval": name, "total": n, "passed": k, "level": level,
     "low": f(n, k, level, False), "high": f(n, k, level, True)}
    for name, f in intervals.items() for k, n in cases for level in (0.682689492137, 0.95)
]
out["bayesian"] = [
    {"total": n, "passed": k, "alpha": alpha, "beta": beta, "shortest": shortest,
     "low": E.Bayesian(n, k, 0.682689492137, alpha, beta, False, shortest),
     "high": E.Bayesian(n, k, 0.682689492137, alpha, beta, True, shortest),
     "mean": E.BetaMean(k + alpha, n - k + beta)}
    for k, n in cases for alpha, beta in ((1, 1), (0.5, 0.5), (2, 3)) for shortest in (False, True)
]

x = [0.0, 1.0, 2.5, 3.0, 4.5, 6.0]
y = [1.0, 3.0, -1.0, 0.5, 2.0, 1.5]
graph = ROOT.TGraph(len(x), array("d", x), array("d", y))
at = [-1.0, 0.0, 0.3, 1.0, 2.0, 2.7, 5.0, 6.0, 7.0]
spline = ROOT.TSpline3("s", graph)
spline_ends = ROOT.TSpline3("e", graph, "b1e1", 0.5, -1.0)
spline_second = ROOT.TSpline3("f", graph, "b2e2", 0.0, 0.0)
out["graph"] = {
    "x": x, "y": y, "at": at,
    "linear": [graph.Eval(t) for t in at],
    "spline": [spline.Eval(t) for t in at],
    "spline_derivative": [spline.Derivative(t) for t in at],
    "spline_first": [spline_ends.Eval(t) for t in at],
    "spline_second": [spline_second.Eval(t) for t in at],
    "mean_x": graph.GetMean(1), "rms_y": graph.GetRMS(2), "covariance": graph.GetCovariance(),
    "correlation": graph.GetCorrelationFactor(), "integral": graph.Integral(),
}

g = ROOT.TRandom3(4357)
draws = {}


def draw(name, f, n=1000):
    generator = ROOT.TRandom3(4357)
    values = [f(generator) for _ in range(n)]
    draws[name] = {"first": values[:8], "last": values[-1], "next": generator.Rndm()}


px, py, pz = array("d", [0.0]), array("d", [0.0]), array("d", [0.0])


def circle(g):
    g.Circle(px, py, 2.0)
    return [px[0], py[0]]


def sphere(g):
    g.Sphere(px, py, pz, 2.0)
    return [px[0], py[0], pz[0]]


def rannor(g):
    g.Rannor(px, py)
    return [px[0], py[0]]


draw("binomial", lambda g: g.Binomial(20, 0.3))
draw("breit_wigner", lambda g: g.BreitWigner(1.0, 0.5))
draw("circle", circle)
draw("sphere", sphere)
draw("rannor", rannor)
draw("poisson_40", lambda g: g.Poisson(40.5))
draw("poisson_1e6", lambda g: g.PoissonD(1e6))
draw("poisson_1e10", lambda g: g.PoissonD(1e10))
draw("landau_2_3", lambda g: g.Landau(2.0, 3.0))
draw("gaus_1_2", lambda g: g.Gaus(1.0, 2.0))
out["draws"] = draws

json.dump(out, sys.stdout, separators=(",", ":"))

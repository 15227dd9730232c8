"""What ROOT prints for the tutorials that the gallery does again; needs ROOT's Python module.

The numbers under "ROOT" in the notebooks are those of `python root_numbers.py` with ROOT 6.40. Where a tutorial
draws random numbers, it starts here from ROOT's default generator with its default seed, as in a new session.
"""

import sys

import ROOT

ROOT.gROOT.SetBatch(True)


def restart():
    """The default generator of a new session."""
    ROOT.gRandom.SetSeed(4357)


def heading(text):
    print(f"--- {text}")


def fitted(result):
    print(f"chi2 {result.Chi2():.6g} ndf {result.Ndf()} fcn {result.MinFcnValue():.8g}")
    for i in range(result.NPar()):
        line = f"{result.GetParameterName(i)} {result.Parameter(i):.8g} {result.ParError(i):.6g}"
        if result.HasMinosError(i):
            line += f" {result.LowerError(i):.6g} {result.UpperError(i):.6g}"
        print(line)


def statistics():
    heading("chi2test.C")
    n = 20
    h1, h2 = ROOT.TH1D("u", "", n, 4, 16), ROOT.TH1D("w", "", n, 4, 16)
    counts = [0, 1, 0, 1, 1, 6, 7, 2, 22, 30, 27, 20, 13, 9, 9, 13, 19, 11, 9, 0]
    weights = [2.20173025, 3.30143857, 2.5892849, 2.99990201, 4.92877054, 8.33036995, 6.95084763, 15.206357, 23.9236012,
               44.3848114, 49.4465599, 25.1868858, 16.3129692, 13.0289612, 16.7857609, 22.9914703, 30.5279255, 12.5252123,
               16.4104557, 7.86067867]
    errors = [0.38974303, 0.536510944, 0.529702604, 0.642001867, 0.969341516, 1.47611344, 1.69797957, 3.28577447,
              5.40784931, 9.10106468, 9.73541737, 5.55019951, 3.57914758, 2.77877331, 3.23697519, 4.3608489, 5.77172089,
              3.38666105, 2.98861837, 1.58402085]
    for i in range(n):
        h1.SetBinContent(i + 1, counts[i])
        h2.SetBinContent(i + 1, weights[i])
        h2.SetBinError(i + 1, errors[i])
    h1.SetEntries(217)
    h2.SetEntries(500)
    h1.Chi2Test(h2, "UW P")
    heading("moments, quantiles and tests of two samples")
    r = ROOT.TRandom3(4357)
    a, b = ROOT.TH1D("a", "", 50, 0, 10), ROOT.TH1D("b", "", 50, 0, 10)
    for _ in range(2000):
        a.Fill(r.Gaus(5, 1))
    for _ in range(3000):
        b.Fill(r.Gaus(5.05, 1.1))
    print("mean", a.GetMean(), a.GetMeanError(), "std", a.GetStdDev(), a.GetStdDevError())
    print("skewness", a.GetSkewness(), a.GetSkewness(11), "kurtosis", a.GetKurtosis(), a.GetKurtosis(11))
    from array import array
    q, p = array("d", [0] * 3), array("d", [0.25, 0.5, 0.75])
    a.GetQuantiles(3, q, p)
    print("quantiles", list(q))
    print("chi2", a.Chi2Test(b, "UU"), "KS", a.KolmogorovTest(b), "AD", a.AndersonDarlingTest(b))
    print("KS distance", a.KolmogorovTest(b, "M"), "AD statistic", a.AndersonDarlingTest(b, "T"))
    heading("intervals for 3 of 10")
    e = ROOT.TEfficiency
    print("ClopperPearson", e.ClopperPearson(10, 3, 0.683, False), e.ClopperPearson(10, 3, 0.683, True))
    print("Wilson", e.Wilson(10, 3, 0.683, False), e.Wilson(10, 3, 0.683, True))
    print("AgrestiCoull", e.AgrestiCoull(10, 3, 0.683, False), e.AgrestiCoull(10, 3, 0.683, True))
    print("FeldmanCousins", e.FeldmanCousins(10, 3, 0.683, False), e.FeldmanCousins(10, 3, 0.683, True))
    print("MidP", e.MidPInterval(10, 3, 0.683, False), e.MidPInterval(10, 3, 0.683, True))
    print("Normal", e.Normal(10, 3, 0.683, False), e.Normal(10, 3, 0.683, True))
    print("Bayesian", e.Bayesian(10, 3, 0.683, 1, 1, False, False), e.Bayesian(10, 3, 0.683, 1, 1, True, False))


def minos():
    heading("a resonance: MINOS and contour")
    restart()
    truth = ROOT.TF1("truth", "gaus(0)+expo(3)", 0, 10)
    truth.SetParameters(60, 4, 0.4, 4, -0.3)
    h = ROOT.TH1D("res", "", 60, 0, 10)
    h.FillRandom("truth", 1200)
    f = ROOT.TF1("f", "gaus(0)+expo(3)", 0, 10)
    f.SetParameters(50, 4.2, 0.5, 4, -0.3)
    result = h.Fit(f, "SEQN")
    fitted(result)
    print("correlation", result.Correlation(0, 2))
    result = h.Fit(f, "SELQN")
    fitted(result)


def confidence():
    heading("ConfidenceIntervals.C")
    restart()
    gr = ROOT.TGraph(100)
    for i in range(100):
        x = ROOT.gRandom.Uniform(-1, 1)
        gr.SetPoint(i, x, -1 + 2 * x + ROOT.gRandom.Gaus(0, 1))
    fpol = ROOT.TF1("fpol", "pol1", -1, 1)
    result = gr.Fit(fpol, "SQN")
    fitted(result)
    band = ROOT.TGraphErrors(5)
    for i in range(5):
        band.SetPoint(i, -1 + 0.5 * i, 0)
    ROOT.TVirtualFitter.GetFitter().GetConfidenceIntervals(band)
    for i in range(5):
        print(band.GetX()[i], f"{band.GetY()[i]:.6g} {band.GetErrorY(i):.6g}")
    h = ROOT.TH1D("hci", "", 100, -3, 3)
    h.FillRandom("gaus", 5000)
    f = ROOT.TF1("fgaus", "gaus", -3, 3)
    result = h.Fit(f, "SQN")
    fitted(result)
    hint = ROOT.TH1D("hint", "", 100, -3, 3)
    ROOT.TVirtualFitter.GetFitter().GetConfidenceIntervals(hint)
    for i in (10, 30, 50, 70):
        print(i, f"{hint.GetBinContent(i):.6g} {hint.GetBinError(i):.6g}")


def unbinned():
    heading("unbinned: lifetime and mass")
    r = ROOT.TRandom3(4357)
    values = []
    for _ in range(2000):
        signal = r.Rndm() < 0.3
        while True:
            m = r.Gaus(5.28, 0.02) if signal else 5.0 + r.Exp(0.3)
            if 5.0 <= m < 5.6:
                break
        values.append(m)
    f = ROOT.TF1("mass", "[0]*exp(-0.5*((x-[1])/[2])^2)/([2]*sqrt(2*pi))+(1-[0])*exp(-(x-5)/[3])/([3]*(1-exp(-0.6/[3])))", 5, 5.6)
    f.SetParameters(0.4, 5.27, 0.03, 0.2)
    import array
    data = ROOT.Fit.UnBinData(len(values), array.array("d", values))
    fitter = ROOT.Fit.Fitter()
    fitter.SetFunction(ROOT.Math.WrappedMultiTF1(f, 1), False)
    for i, v in enumerate([0.4, 5.27, 0.03, 0.2]):
        fitter.Config().ParSettings(i).SetValue(v)
        fitter.Config().ParSettings(i).SetStepSize(0.01)
    fitter.Config().SetMinosErrors(True)
    fitter.LikelihoodFit(data, False)
    fitted(fitter.Result())


def ratio():
    heading("hist029_TRatioPlot_simple.C")
    restart()
    h1, h2 = ROOT.TH1D("r1", "", 50, 0, 10), ROOT.TH1D("r2", "", 50, 0, 10)
    f1 = ROOT.TF1("f1", "exp(-x/[0])")
    f1.SetParameter(0, 3)
    h1.FillRandom("f1", 1900)
    h2.FillRandom("f1", 2000)
    h1.Sumw2()
    h2.Scale(1.9 / 2.0)
    print("means", h1.GetMean(), h2.GetMean())
    q = h1.Clone()
    q.Divide(h2)
    for i in (1, 10, 25, 40):
        print(i, f"{q.GetBinContent(i):.6g} {q.GetBinError(i):.6g}")
    # Before a fit with `gaus`, which changes the function of that name for the rest of the session.
    heading("hist023_THStack_simple.C")
    restart()
    total = None
    for name, n in (("h1st", 20000), ("h2st", 15000), ("h3st", 10000)):
        h = ROOT.TH1F(name, "", 100, -4, 4)
        h.FillRandom("gaus", n)
        print(name, h.GetMean(), h.GetMaximum())
        total = h.Clone("total") if total is None else total
        if total is not h and name != "h1st":
            total.Add(h)
    print("stack maximum", total.GetMaximum(), "integral", total.Integral())
    heading("hist030_TRatioPlot_residual.C")
    restart()
    h = ROOT.TH1D("r3", "", 50, -5, 5)
    h.FillRandom("gaus", 5000)
    result = h.Fit("gaus", "SQ0")
    fitted(result)


def profiles():
    heading("df003_profiles.C")
    restart()
    p1 = ROOT.TProfile("p1", "", 64, -4, 4)
    p2 = ROOT.TProfile2D("p2", "", 40, -4, 4, 40, -4, 4, 0, 20)
    for _ in range(25000):
        px = ROOT.gRandom.Gaus()
        py = ROOT.gRandom.Gaus()
        pz = (px * px + py * py) ** 0.5
        p1.Fill(px, py)
        p2.Fill(px, py, pz)
    print("hprof1d", p1.GetEntries(), p1.GetMean(), p1.GetMean(2), p1.GetBinContent(32), p1.GetBinError(32))
    print("hprof2d", p2.GetEntries(), p2.GetMean(3), p2.GetBinContent(20, 20), p2.GetBinError(20, 20))
    for option in ("", "s", "i", "g"):
        p1.SetErrorOption(option)
        print(option or "default", p1.GetBinError(32))


def ntuple():
    heading("ntpl002_vector.C, with the generator's default seed")
    restart()
    h = ROOT.TH1F("hpx", "", 100, -4, 4)
    from ctypes import c_float
    px, py = c_float(), c_float()
    vectors = 0
    entry = None
    for i in range(25000):
        n = int(ROOT.gRandom.Rndm() * 15)
        row = []
        for _ in range(n):
            ROOT.gRandom.Rannor(px, py)
            ROOT.gRandom.Rndm()
            h.Fill(px.value)
            row.append(px.value)
        vectors += n
        if i == 42:
            entry = row
    print("entries", h.GetEntries(), "mean", h.GetMean(), "std", h.GetStdDev(), "values", vectors)
    print("entry 42", [f"{x:.6g}" for x in entry])


def dataframe():
    heading("df001_introduction.C")
    d = ROOT.RDataFrame(10).Define("b1", "double(rdfentry_)").Define("b2", "int(rdfentry_ * rdfentry_)")
    c1, c12 = "b1 < 5.", "b2 % 2 && b1 < 4."
    print(d.Filter(c1).Filter(c12).Count().GetValue(), d.Filter(c1).Count().GetValue())
    e = d.Filter(c12)
    print(e.Min("b1").GetValue(), e.Mean("b1").GetValue(), e.Max("b1").GetValue())
    print(list(d.Filter(c1).Take["double"]("b1")))
    h = d.Filter(c1).Histo1D("b1")
    print(h.GetEntries(), h.GetMean())
    print(d.Filter("b2 % 2 == 0").Count().GetValue(), d.Filter(c12).Count().GetValue())
    print(d.Define("sum", "b1 + b2").Filter("sum > 4.2").Count().GetValue())
    heading("df002_dataModel.C")
    ROOT.gInterpreter.Declare("""
    #include "Math/Vector3D.h"
    #include "Math/Vector4D.h"
    TRandom3 R(1);
    ROOT::RVec<ROOT::Math::XYZTVector> genTracks() {
        const double M = 0.13957;
        ROOT::RVec<ROOT::Math::XYZTVector> tracks;
        const auto nPart = R.Poisson(15);
        for (int j = 0; j < nPart; ++j) {
            const auto px = R.Gaus(0, 10);
            const auto py = R.Gaus(0, 10);
            const auto pt = sqrt(px * px + py * py);
            const auto eta = R.Uniform(-3, 3);
            const auto phi = R.Uniform(0.0, 2 * TMath::Pi());
            ROOT::Math::RhoEtaPhiVector v(pt, eta, phi);
            tracks.emplace_back(v.X(), v.Y(), v.Z(), sqrt(v.R() * v.R() + M * M));
        }
        return tracks;
    }
    ROOT::RVecD ptOf(const ROOT::RVec<ROOT::Math::XYZTVector> &tracks) {
        ROOT::RVecD pt;
        for (auto &v : tracks) pt.push_back(v.Pt());
        return pt;
    }""")
    d = ROOT.RDataFrame(64).Define("tracks", "genTracks()")
    d = d.Define("pt", "ptOf(tracks)").Define("w", "1. / pt")
    d = d.Define("n", "(int)tracks.size()")
    count = d.Filter("n > 8").Count()
    e = d.Filter("n > 2")
    n, pt, wpt = e.Histo1D(("", "", 40, -0.5, 39.5), "n"), e.Histo1D(("", "", 128, 0, 50), "pt"), e.Histo1D(("", "", 128, 0, 50), "pt", "w")
    print(count.GetValue(), "passed all filters")
    for h in (n, pt, wpt):
        print(h.GetEntries(), h.GetMean(), h.GetStdDev(), h.Integral())


def live():
    heading("hist007_TH1_liveupdate.C")
    import ctypes
    rng = ROOT.TRandom3()
    f = lambda x: ctypes.c_float(x).value
    total, main = ROOT.TH1D("total", "", 100, -4, 4), ROOT.TH1D("main", "", 100, -4, 4)
    s1, s2 = ROOT.TH1D("s1", "", 100, -4, 4), ROOT.TH1D("s2", "", 100, -4, 4)
    total.Sumw2()
    for _ in range(10000):
        m, a, b = f(rng.Gaus(-1, 1.5)), f(rng.Gaus(-0.5, 0.5)), f(rng.Landau(1, 0.15))
        main.Fill(m)
        s1.Fill(a, 0.3)
        s2.Fill(b, 0.2)
        total.Fill(m)
        total.Fill(a, 0.3)
        total.Fill(b, 0.2)
    print(total.GetEntries(), total.GetMean(), total.GetStdDev(), total.GetMaximum(), total.GetEffectiveEntries())


def dimuon():
    heading("df102_NanoAODDimuonAnalysis.C on dimuon.root")
    import pathlib
    df = ROOT.RDataFrame("Events", str(pathlib.Path(__file__).parent / "dimuon.root"))
    two = df.Filter("nMuon == 2", "Events with exactly two muons")
    opposite = two.Filter("Muon_charge[0] != Muon_charge[1]", "Muons with opposite charge")
    mass = opposite.Define("Dimuon_mass", "ROOT::VecOps::InvariantMass(Muon_pt, Muon_eta, Muon_phi, Muon_mass)")
    h = mass.Histo1D(("Dimuon_mass", "", 30000, 0.25, 300), "Dimuon_mass")
    jpsi = mass.Filter("Dimuon_mass > 2.9 && Dimuon_mass < 3.3").Mean("Dimuon_mass")
    df.Report().Print()
    print("entries", h.GetEntries(), "mean", h.GetMean(), "std", h.GetStdDev())
    print("highest bin", h.GetMaximumBin(), h.GetBinCenter(h.GetMaximumBin()), h.GetMaximum())
    print("mean in 2.9 - 3.3", jpsi.GetValue())
    z = ROOT.TH1D("z", "", 40, 70, 110)
    zs = mass.Histo1D(ROOT.RDF.TH1DModel(z), "Dimuon_mass")
    f = ROOT.TF1("bw", "[0]*[2]/(2*pi)/((x-[1])^2+0.25*[2]^2)+[3]", 70, 110)
    f.SetParameters(800, 91, 3, 1)
    fitted(zs.Fit(f, "SLQN"))


def vectors():
    heading("four-vectors and lists")
    V = ROOT.Math.PtEtaPhiMVector
    P = ROOT.Math.PxPyPzEVector
    a, b = P(V(45.0, 0.8, 0.3, 0.10566)), P(V(38.0, -0.4, -2.7, 0.10566))
    z = a + b
    print(f"mass {z.M():.8f} pt {z.Pt():.8f} rapidity {z.Rapidity():.8f} phi {z.Phi():.8f}")
    print(f"dR {ROOT.Math.VectorUtil.DeltaR(a, b):.8f} dphi {ROOT.Math.VectorUtil.DeltaPhi(a, b):.8f}")
    rest = ROOT.Math.Boost(z.BoostToCM())(a)
    print(f"cos {ROOT.Math.VectorUtil.CosTheta(rest.Vect(), z.Vect()):.6f} energy {rest.E():.6f}")
    pt, eta, phi, mass = ([62.0, 31.5, 118.0, 44.0, 38.5, 75.0], [0.1, -1.7, 0.9, 2.9, -0.6, 1.4],
                          [2.9, -0.4, -2.1, 0.6, 1.8, 0.2], [9.0, 5.5, 14.0, 7.5, 4.0, 11.0])
    from itertools import combinations
    near = min((ROOT.VecOps.DeltaR(eta[i], eta[j], phi[i], phi[j]), i, j) for i, j in combinations(range(6), 2))
    print("nearest pair", near)
    vec = lambda values, places: ROOT.RVecD([values[i] for i in places])
    masses = [(ROOT.VecOps.InvariantMass(*(vec(v, t) for v in (pt, eta, phi, mass))), t) for t in combinations(range(6), 3)]
    print("top", min(masses, key=lambda one: abs(one[0] - 172.5)))


def dimensions():
    heading("three and five dimensions")
    r = ROOT.TRandom3(4357)
    h3 = ROOT.TH3D("h3", "", 20, -4, 4, 20, -4, 4, 20, 0, 10)
    from array import array
    low, high = array("d", [-4] * 5), array("d", [4] * 5)
    sparse = ROOT.THnSparseD("s", "", 5, array("i", [20] * 5), low, high)
    for _ in range(20000):
        x, y = r.Gaus(0, 1), r.Gaus(0, 1)
        z = x * x + y * y
        h3.Fill(x, y, z)
        sparse.Fill(array("d", [x, y, r.Gaus(x, 0.5), r.Gaus(y, 0.5), r.Uniform(-1, 1)]))
    print("means", h3.GetMean(1), h3.GetMean(2), h3.GetMean(3), "correlation", h3.GetCorrelationFactor(1, 2), h3.GetCorrelationFactor(1, 3))
    print("bin", h3.GetBinContent(10, 11, 1), "integral", h3.Integral(), "projection", h3.ProjectionZ().GetBinContent(2))
    print("sparse", sparse.GetNbins(), sparse.GetEntries(), f"{sparse.GetSparseFractionBins():.6g}", sparse.Projection(2).GetBinContent(11))
    xy = sparse.Projection(2, 0)
    print("projection", xy.GetCorrelationFactor(), xy.Integral())


if __name__ == "__main__":
    print("ROOT", ROOT.gROOT.GetVersion())
    wanted = sys.argv[1:]
    for part in (statistics, minos, confidence, unbinned, ratio, profiles, ntuple, dataframe, live, dimuon, vectors, dimensions):
        if not wanted or part.__name__ in wanted:
            part()

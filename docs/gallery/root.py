"""Draws with ROOT what the gallery draws with rootlet: `python docs/gallery/root.py` (needs ROOT's wheel).

The random numbers are the same, so the pictures can be laid beside each other.
"""

import array
import math
import os

import ROOT

ROOT.gROOT.SetBatch(True)
ROOT.gErrorIgnoreLevel = ROOT.kWarning
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "root")
os.makedirs(FOLDER, exist_ok=True)
KEEP = []


def save(name, draw, log=False, size=(700, 500)):
    canvas = ROOT.TCanvas(name, name, *size)
    canvas.SetLogy(log)
    draw(canvas)
    canvas.SaveAs(os.path.join(FOLDER, name + ".png"))


def sample(name, title, seed, entries, mean, sigma):
    h = ROOT.TH1D(name, title, 40, -4, 4)
    random = ROOT.TRandom3(seed)
    for _ in range(entries):
        h.Fill(random.Gaus(mean, sigma))
    KEEP.append(h)
    return h


def styled(h, color, fill=False, dash=False):
    h.SetLineColor(color)
    h.SetLineWidth(2)
    h.SetStats(0)
    if fill:
        h.SetFillColor(color)
        h.SetLineColor(ROOT.kBlack)
    if dash:
        h.SetLineStyle(2)
    return h


h = ROOT.TH1D("h", "MyData", 64, -4, 4)
ROOT.gRandom.SetSeed(4357)
h.FillRandom("gaus", 5000)
fitted = h.Clone("h")
model = ROOT.TF1("model", "[0]*exp(-0.5*((x-[1])/[2])^2)", -4, 4)
model.SetParNames("N", "mu", "sigma")
model.SetParameters(200, 0, 1)
ROOT.gStyle.SetOptFit(111)
fitted.Fit(model, "Q")
save("fit", lambda c: fitted.Draw())
h.SetTitle("MyData;x [GeV];Events / 0.125 GeV")
save("steps", lambda c: h.Draw())


def errors(c):
    h.SetMarkerStyle(20)
    h.SetLineColor(ROOT.kBlack)
    h.Draw("E")


save("errors", errors)
save("points", lambda c: h.Draw("E X0"))


def filled(c):
    g = h.Clone("h")
    g.SetTitle("MyData;#eta;Tracks")
    g.SetFillColor(ROOT.TColor.GetColor("#3f90da"))
    KEEP.append(g)
    g.Draw("HIST")


save("filled_log", filled, log=True)



def dimuon(c):
    c.SetLogx()
    frame = ROOT.RDataFrame("Events", os.path.join(FOLDER, "../../../notebooks/data/dimuon.root"))
    frame = frame.Filter("nMuon == 2").Filter("Muon_charge[0] != Muon_charge[1]")
    frame = frame.Define("m", "ROOT::VecOps::InvariantMass(Muon_pt, Muon_eta, Muon_phi, Muon_mass)")
    low, high = math.log(0.25), math.log(150)
    edges = array.array("d", [math.exp(low + (high - low) * i / 280) for i in range(281)])
    model = ROOT.RDF.TH1DModel("m", "Muon pairs of opposite charge;m_{#mu#mu} [GeV];pairs", 280, edges)
    g = frame.Histo1D(model, "m").GetValue().Clone("m")
    g.SetStats(0)
    g.SetMinimum(0.7)
    g.SetMaximum(2000)
    g.Draw("HIST")
    KEEP.append(g)
    words = [(0.42, 190, "#eta"), (0.6, 190, "#rho, #omega"), (0.98, 290, "#phi"), (2.5, 1100, "J/#psi"), (3.9, 120, "#psi'")]
    for x, y, text in words + [(8, 500, "#Upsilon(1,2,3S)"), (87, 700, "Z")]:
        latex = ROOT.TLatex(x, y, text)
        latex.SetTextSize(0.04)
        latex.SetTextFont(42)
        latex.Draw()
        KEEP.append(latex)


save("dimuon", dimuon, log=True)


def bars(c):
    g = ROOT.TH1D("flow", "selection;;events", 4, 0, 4)
    for i, (cut, kept) in enumerate([("all", 980), ("trigger", 610), ("2 #mu", 240), ("m_{#mu#mu}", 75)]):
        g.GetXaxis().SetBinLabel(i + 1, cut)
        g.SetBinContent(i + 1, kept)
    g.SetStats(0)
    g.SetBarWidth(0.8)
    g.SetBarOffset(0.1)
    g.SetFillColor(602)
    g.SetMinimum(0)
    g.SetMaximum(1100)
    g.Draw("BAR")
    KEEP.append(g)


save("bars", bars)
PALETTE = [ROOT.TColor.GetColor(c) for c in ("#3f90da", "#ffa90e", "#bd1f01")]
a, b, c3 = sample("a", "signal", 1, 3000, 1, 0.5), sample("b", "W + jets", 2, 6000, 0, 1.2), sample("c", "t#bar{t}", 3, 2000, -1, 0.9)


def overlay(c):
    for i, (histogram, option) in enumerate([(b, ""), (a, "SAME"), (c3, "SAME")]):
        g = styled(histogram.Clone(), PALETTE[i], dash=histogram is c3)
        KEEP.append(g)
        g.Draw("HIST " + option)
    c.BuildLegend(0.68, 0.7, 0.88, 0.88)


save("overlay", overlay)
data = sample("d", "data", 4, 3000, 1, 0.5)
data.Add(sample("d2", "", 5, 6000, 0, 1.2))
data.Add(sample("d3", "", 6, 2000, -1, 0.9))


def stack(c):
    s = ROOT.THStack("s", "#bf{rootlet} #it{simulation};m_{#mu#mu} [GeV];Events / 0.2 GeV")
    for color, histogram in zip(PALETTE, (c3, b, a)):
        s.Add(styled(histogram.Clone(), color, fill=True))
    KEEP.append(s)
    s.Draw("HIST")
    data.SetMarkerStyle(20)
    data.SetLineColor(ROOT.kBlack)
    data.Draw("E SAME")
    c.BuildLegend(0.68, 0.65, 0.88, 0.88)


save("stack", stack)


def ratio(c):
    total = a.Clone("total")
    total.Add(b)
    total.Add(c3)
    data.SetStats(0)
    r = ROOT.TRatioPlot(data, total)
    KEEP.extend([total, r])
    r.Draw()


save("ratio", ratio, size=(700, 600))

h2 = ROOT.TH2D("h2", "two bumps;x [cm];y [cm]", 40, -3, 3, 40, -3, 3)
random = ROOT.TRandom3(11)
for _ in range(40_000):
    x = random.Gaus(0, 0.9)
    h2.Fill(x, 0.6 * x + random.Gaus(0, 0.6))
    u = random.Gaus(1.5, 0.3)
    h2.Fill(u, random.Gaus(-1.5, 0.3), 0.15)
h2.SetStats(0)
for name, option in (("colz", "COLZ"), ("contz", "CONTZ"), ("cont1", "CONT1"), ("lego2", "LEGO2"), ("surf1", "SURF1"), ("scat", "SCAT"), ("box", "BOX")):
    save(name, lambda c, option=option: h2.Draw(option))
h3 = ROOT.TH3D("h3", "two clouds;x;y;z", 12, -3, 3, 12, -3, 3, 12, -3, 3)
random = ROOT.TRandom3(12)
for _ in range(20_000):
    h3.Fill(random.Gaus(-1, 0.6), random.Gaus(-1, 0.6), random.Gaus(-1, 0.6))
    h3.Fill(random.Gaus(1.2, 0.4), random.Gaus(1.2, 0.4), random.Gaus(1.2, 0.4))
h3.SetFillColor(ROOT.kAzure - 9)
save("volume", lambda c: h3.Draw("BOX1"))
coarse = h2.Clone("coarse").Rebin2D(5, 5)
save("text", lambda c: coarse.Draw("COLZ TEXT"))

profile = ROOT.TProfile("p", "a profile;x;mean of y", 30, -3, 3)
random = ROOT.TRandom3(21)
for _ in range(5000):
    x = random.Gaus(0, 1.2)
    profile.Fill(x, x * x + random.Gaus(0, 1))
save("profile", lambda c: profile.Draw())

graph = ROOT.TGraphAsymmErrors(12)
graph.SetTitle("asymmetric errors;t [s];#frac{dN}{dt}")
for i in range(12):
    graph.SetPoint(i, i, math.sin(i * 0.5) + 2)
    graph.SetPointError(i, 0.3, 0.3, 0.1, 0.25)
graph.SetMarkerStyle(20)


def with_grid(c):
    c.SetGrid()
    graph.Draw("ALP")


save("graph", with_grid)


def band(c):
    g = graph.Clone()
    g.SetFillColor(ROOT.TColor.GetColor("#a8cdef"))
    g.Draw("A3")
    graph.Draw("LX SAME")
    KEEP.append(g)


save("band", band)


def multigraph(c):
    m = ROOT.TMultiGraph("mg", "several graphs")
    for shift in range(3):
        g = ROOT.TGraph(12)
        g.SetTitle(f"#phi = {shift}")
        g.SetMarkerStyle(20)
        g.SetMarkerColor(PALETTE[shift])
        for i in range(12):
            g.SetPoint(i, i, math.cos(i * 0.5 + shift))
        g.SetLineColor(PALETTE[shift])
        m.Add(g, "LP")
    KEEP.append(m)
    m.Draw("A")
    c.BuildLegend(0.15, 0.15, 0.35, 0.35)


save("multigraph", multigraph)
efficiency = ROOT.TEfficiency("eff", "trigger efficiency;p_{T} [GeV];Efficiency", 20, 0, 10)
for _ in range(4000):
    x = random.Uniform(0, 10)
    efficiency.Fill(random.Rndm() < 1 / (1 + math.exp(-2 * (x - 4))), x)
save("efficiency", lambda c: efficiency.Draw("AP"))
function = ROOT.TF1("sinc", "sin(x)/x", -12, 12)
function.SetTitle("#frac{sin x}{x}")
save("function", lambda c: (c.SetGrid(), function.Draw()))


def pads(c):
    c.Divide(2, 2)
    for i, (thing, option) in enumerate(((h, "HIST"), (h, "E"), (h2, "COLZ"), (graph, "AP")), 1):
        c.cd(i).SetLogy(i == 2)
        thing.Draw(option)


save("canvas", pads, size=(1044, 708))

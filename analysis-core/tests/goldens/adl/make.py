#!/usr/bin/env python3
"""Makes the events and the RDataFrame answers of the ADL test: needs ROOT's wheel and numpy.

usage: make.py [--events 1000] [--seed 7] [--out .]

Writes events.root (a TTree `Events`), events_rntuple.root (an RNTuple of the same content) and rdataframe.json (bin
contents with flow bins of the eight queries, from compiled C++ in RDataFrame). The distributions are invented: enough
of everything that each query has entries.
"""
import argparse, json, os
import numpy as np
import ROOT

options = argparse.ArgumentParser()
options.add_argument("--events", type=int, default=1000)
options.add_argument("--seed", type=int, default=7)
options.add_argument("--out", default=".")
options = options.parse_args()
n, rng = options.events, np.random.Generator(np.random.PCG64(options.seed))

columns = {}  # name -> (offsets or None, values)


def collection(name, mean, **members):
    counts = np.minimum(rng.poisson(mean, n), 16)
    total = int(counts.sum())
    offsets = np.concatenate([[0], np.cumsum(counts)])
    columns["n" + name] = (None, counts.astype(np.uint32))
    for member, make in members.items():
        columns[f"{name}_{member}"] = (offsets, make(total))


real = lambda f: lambda m: f(m).astype(np.float32)
phi = real(lambda m: rng.uniform(-np.pi, np.pi, m))
sign = lambda m: rng.choice([-1, 1], m).astype(np.int32)
columns["MET_pt"] = (None, rng.gamma(2.0, 18.0, n).astype(np.float32))
columns["MET_phi"] = (None, phi(n))
collection("Jet", 3.2, pt=real(lambda m: 15 + rng.exponential(22, m)), eta=real(lambda m: rng.normal(0, 1.8, m)),
           phi=phi, mass=real(lambda m: rng.gamma(6, 1.1, m)), btag=real(lambda m: rng.beta(0.7, 3, m)))
collection("Muon", 1.5, pt=real(lambda m: 3 + rng.exponential(25, m)), eta=real(lambda m: rng.normal(0, 1.2, m)),
           phi=phi, mass=real(lambda m: np.full(m, 0.105658)), charge=sign)
collection("Electron", 0.8, pt=real(lambda m: 5 + rng.exponential(20, m)), eta=real(lambda m: rng.normal(0, 1.2, m)),
           phi=phi, mass=real(lambda m: np.full(m, 0.000511)), charge=sign)

# A writer in C++, generated for these columns.
TYPES = {"uint32": ("i", "unsigned"), "int32": ("I", "int"), "float32": ("F", "float")}
declare, branch, copy, names = [], [], [], list(columns)
for index, (name, (offsets, values)) in enumerate(columns.items()):
    code, cpp = TYPES[str(values.dtype)]
    if offsets is None:
        declare.append(f"{cpp} b{index};")
        branch.append(f't.Branch("{name}", &b{index}, "{name}/{code}");')
        copy.append(f"b{index} = (({cpp}*)values[{index}])[e];")
    else:
        counter = "n" + name.split("_")[0]
        declare.append(f"{cpp} b{index}[16];")
        branch.append(f't.Branch("{name}", b{index}, "{name}[{counter}]/{code}");')
        copy.append(f"{{ long *o = (long*)offsets[{index}]; std::copy((({cpp}*)values[{index}]) + o[e], "
                    f"(({cpp}*)values[{index}]) + o[e + 1], b{index}); }}")
ROOT.gInterpreter.Declare("""
#include <TFile.h>
#include <TTree.h>
#include <Math/Vector4D.h>
#include <ROOT/RVec.hxx>
void write_tree(const char *file, long n, unsigned long *values, unsigned long *offsets) {
  TFile f(file, "RECREATE", "", 505);
  TTree t("Events", "ADL test events");
  t.SetAutoFlush(400);
""" + " ".join(declare) + " ".join(branch) + " for (long e = 0; e < n; ++e) { " + " ".join(copy) + """ t.Fill(); }
  f.Write();
}
using F = ROOT::RVec<float>; using I = ROOT::RVec<int>; using P = ROOT::Math::PtEtaPhiMVector;
using X = ROOT::Math::PxPyPzEVector;
std::vector<X> vectors(const F &pt, const F &eta, const F &phi, const F &m) {
  std::vector<X> v; for (size_t i = 0; i < pt.size(); ++i) v.emplace_back(P(pt[i], eta[i], phi[i], m[i])); return v;
}
bool q5(const F &pt, const F &eta, const F &phi, const F &m, const I &q) {
  auto v = vectors(pt, eta, phi, m);
  for (size_t i = 0; i < v.size(); ++i) for (size_t j = i + 1; j < v.size(); ++j) if (q[i] != q[j]) {
    double mass = (v[i] + v[j]).M(); if (mass >= 60 && mass < 120) return true; }
  return false;
}
F q6(const F &pt, const F &eta, const F &phi, const F &m, const F &tag) {
  auto v = vectors(pt, eta, phi, m); double least = 1e99; F best;
  for (size_t i = 0; i < v.size(); ++i) for (size_t j = i + 1; j < v.size(); ++j) for (size_t k = j + 1; k < v.size(); ++k) {
    auto s = v[i] + v[j] + v[k]; double d = std::abs(s.M() - 172.5);
    if (d < least) { least = d; best = {float(s.Pt()), std::max({tag[i], tag[j], tag[k]})}; } }
  return best;
}
F q7(const F &pt, const F &eta, const F &phi, const F &mpt, const F &meta, const F &mphi, const F &ept, const F &eeta,
     const F &ephi) {
  auto near = [&](size_t i, const F &p, const F &e, const F &f) {
    for (size_t j = 0; j < p.size(); ++j)
      if (p[j] > 10 && ROOT::VecOps::DeltaR(eta[i], e[j], phi[i], f[j]) < 0.4f) return true;
    return false; };
  F sum;
  for (size_t i = 0; i < pt.size(); ++i)
    if (pt[i] > 30 && !near(i, mpt, meta, mphi) && !near(i, ept, eeta, ephi)) {
      if (sum.empty()) sum.push_back(0); sum[0] += pt[i]; }
  return sum;
}
ROOT::RVec<double> q8(const F &mpt, const F &meta, const F &mphi, const F &mm, const I &mq, const F &ept, const F &eeta,
                      const F &ephi, const F &em, const I &eq, float met, float metphi) {
  auto v = vectors(mpt, meta, mphi, mm); for (auto &e : vectors(ept, eeta, ephi, em)) v.push_back(e);
  size_t n = mpt.size(); int a = -1, b = -1; double least = 1e99;
  auto scan = [&](size_t o, const I &q) {
    for (size_t i = 0; i < q.size(); ++i) for (size_t j = i + 1; j < q.size(); ++j) if (q[i] != q[j]) {
      double d = std::abs((v[o + i] + v[o + j]).M() - 91.2); if (d < least) { least = d; a = o + i; b = o + j; } } };
  scan(0, mq); scan(n, eq);
  if (a < 0) return {};
  float best = -1, phi = 0;
  for (size_t i = 0; i < v.size(); ++i) if (int(i) != a && int(i) != b) {
    float pt = i < n ? mpt[i] : ept[i - n]; if (pt > best) { best = pt; phi = i < n ? mphi[i] : ephi[i - n]; } }
  double turn = ROOT::VecOps::DeltaPhi(metphi, phi);
  return {std::sqrt(2.0 * best * met * (1 - std::cos(turn)))};
}
""")
address = lambda array: 0 if array is None else array.ctypes.data
offsets = [None if o is None else np.ascontiguousarray(o, dtype=np.int64) for o, _ in columns.values()]
tree = os.path.join(options.out, "events.root")
ROOT.write_tree(tree, n, np.array([address(v) for _, v in columns.values()], dtype=np.uint64),
                np.array([address(o) for o in offsets], dtype=np.uint64))

frame = ROOT.RDataFrame("Events", tree)
h = lambda name, low, high: (name, "", 100, low, high)
lepton = lambda name: ", ".join(f"{name}_{member}" for member in ("pt", "eta", "phi", "mass", "charge"))
q6 = frame.Filter("nJet >= 3").Define("q6", "q6(Jet_pt, Jet_eta, Jet_phi, Jet_mass, Jet_btag)")
q6 = q6.Define("q6_pt", "q6[0]").Define("q6_btag", "q6[1]")
results = {
    "q1": frame.Histo1D(h("q1", 0, 200), "MET_pt"),
    "q2": frame.Histo1D(h("q2", 15, 60), "Jet_pt"),
    "q3": frame.Define("x", "Jet_pt[abs(Jet_eta) < 1]").Histo1D(h("q3", 15, 60), "x"),
    "q4": frame.Filter("Sum(Jet_pt > 40) >= 2").Histo1D(h("q4", 0, 200), "MET_pt"),
    "q5": frame.Filter(f"nMuon >= 2 && q5({lepton('Muon')})").Histo1D(h("q5", 0, 200), "MET_pt"),
    "q6_pt": q6.Histo1D(h("q6_pt", 15, 40), "q6_pt"),
    "q6_btag": q6.Histo1D(h("q6_btag", 0, 1), "q6_btag"),
    "q7": frame.Define("x", "q7(Jet_pt, Jet_eta, Jet_phi, Muon_pt, Muon_eta, Muon_phi, Electron_pt, Electron_eta, "
                            "Electron_phi)").Histo1D(h("q7", 15, 200), "x"),
    "q8": frame.Filter("nMuon + nElectron >= 3").Define("x", f"q8({lepton('Muon')}, {lepton('Electron')}, MET_pt, "
                            "MET_phi)").Histo1D(h("q8", 0, 200), "x"),
}
answers = {name: {"entries": r.GetEntries(), "mean": r.GetMean(),
                  "bins": [int(r.GetBinContent(i)) for i in range(102)]} for name, r in results.items()}
with open(os.path.join(options.out, "rdataframe.json"), "w") as out:
    out.write("{\n" + ",\n".join(f'"{name}": {json.dumps(a)}' for name, a in answers.items()) + "\n}\n")

twin = os.path.join(options.out, "events_rntuple.root")
if os.path.exists(twin):
    os.remove(twin)
importer = ROOT.RNTupleImporter if hasattr(ROOT, "RNTupleImporter") else ROOT.Experimental.RNTupleImporter
importer = importer.Create(tree, "Events", twin)
importer.SetIsQuiet(True)
importer.Import()

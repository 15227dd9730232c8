"""Reading and writing columns against uproot, ROOT in C++ and the bare decompression, in one run.

    cargo build --release -p rootio --examples
    python bench.py path/to/rootio_bench FOLDER [EVENTS] [PARTS]

The files (NanoAOD-like, 16 branches) are made by ROOT in FOLDER, once. CPU seconds are user + system.
PARTS, joined by commas, are `tree-zstd`, `tree-lz4`, `ntuple-zstd`, `ntuple-lz4` and `memory`; all of them by default.
"""
import json, os, subprocess, sys, time, warnings

warnings.filterwarnings("ignore")
PROGRAM, FOLDER = sys.argv[1], sys.argv[2]
EVENTS = int(sys.argv[3]) if len(sys.argv) > 3 else 2_000_000

CODE = r"""
#include <vector>
#include <cmath>
#include <string>
#include "TFile.h"
#include "TTree.h"
#include "TBranch.h"
#include "TRandom3.h"
#include "TStopwatch.h"
#include "ROOT/RNTupleModel.hxx"
#include "ROOT/RNTupleWriter.hxx"
#include "ROOT/RNTupleWriteOptions.hxx"
#include "ROOT/RNTupleReader.hxx"
#include "RZip.h"

struct Data {
   std::vector<int> run, lumi; std::vector<Long64_t> event; std::vector<float> met;
   std::vector<int> n[2]; std::vector<float> f[2][4]; std::vector<int> charge[2];
};
// Precision cut to 12 bits, as NanoAOD does.
static float cut(double x) { float f = x; unsigned u; memcpy(&u, &f, 4); u &= 0xfffff800u; memcpy(&f, &u, 4); return f; }
Data &data(int events) {
   static Data d;
   if (d.run.size()) return d;
   TRandom3 r(1);
   for (int i = 0; i < events; i++) {
      d.run.push_back(1); d.lumi.push_back(i / 1000); d.event.push_back(i); d.met.push_back(cut(r.Exp(40)));
      for (int c = 0; c < 2; c++) {
         int n = std::min<int>(r.Poisson(c ? 3.4 : 1.8), 30); d.n[c].push_back(n);
         for (int k = 0; k < n; k++) {
            d.f[c][0].push_back(cut(10 + r.Exp(25))); d.f[c][1].push_back(cut(r.Gaus(0, 1.4)));
            d.f[c][2].push_back(cut(r.Uniform(-M_PI, M_PI))); d.f[c][3].push_back(c ? cut(r.Exp(8)) : 0.10566f);
            d.charge[c].push_back(r.Rndm() < 0.5 ? -1 : 1);
         }
      }
   }
   return d;
}
const char *NAMES[2] = {"Muon", "Jet"}; const char *FIELDS[4] = {"pt", "eta", "phi", "mass"};
double write_tree(const char *path, int events, int compression) {
   auto &d = data(events);
   TStopwatch w;
   TFile f(path, "RECREATE", "", compression);
   TTree t("Events", "");
   int run, lumi, n[2], q[2][32]; Long64_t event; float met, v[2][4][32];
   t.Branch("run", &run, "run/I"); t.Branch("luminosityBlock", &lumi, "luminosityBlock/I");
   t.Branch("event", &event, "event/L"); t.Branch("MET_pt", &met, "MET_pt/F");
   for (int c = 0; c < 2; c++) {
      std::string N = NAMES[c], count = "n" + N;
      t.Branch(count.c_str(), &n[c], (count + "/I").c_str());
      for (int k = 0; k < 4; k++) { auto b = N + "_" + FIELDS[k]; t.Branch(b.c_str(), v[c][k], (b + "[" + count + "]/F").c_str()); }
      auto b = N + "_charge"; t.Branch(b.c_str(), q[c], (b + "[" + count + "]/I").c_str());
   }
   size_t at[2] = {0, 0};
   for (int i = 0; i < events; i++) {
      run = d.run[i]; lumi = d.lumi[i]; event = d.event[i]; met = d.met[i];
      for (int c = 0; c < 2; c++) {
         n[c] = d.n[c][i];
         for (int k = 0; k < 4; k++) std::copy_n(&d.f[c][k][at[c]], n[c], v[c][k]);
         std::copy_n(&d.charge[c][at[c]], n[c], q[c]);
         at[c] += n[c];
      }
      t.Fill();
   }
   t.Write(); f.Close();
   return w.CpuTime();
}
double write_ntuple(const char *path, int events, int compression) {
   auto &d = data(events);
   TStopwatch w;
   auto model = ROOT::RNTupleModel::Create();
   auto run = model->MakeField<int>("run"); auto lumi = model->MakeField<int>("luminosityBlock");
   auto event = model->MakeField<std::int64_t>("event"); auto met = model->MakeField<float>("MET_pt");
   std::shared_ptr<ROOT::RVec<float>> v[2][4]; std::shared_ptr<ROOT::RVec<int>> q[2];
   for (int c = 0; c < 2; c++) {
      for (int k = 0; k < 4; k++) v[c][k] = model->MakeField<ROOT::RVec<float>>(std::string(NAMES[c]) + "_" + FIELDS[k]);
      q[c] = model->MakeField<ROOT::RVec<int>>(std::string(NAMES[c]) + "_charge");
   }
   ROOT::RNTupleWriteOptions o; o.SetCompression(compression);
   { auto writer = ROOT::RNTupleWriter::Recreate(std::move(model), "Events", path, o);
   size_t at[2] = {0, 0};
   for (int i = 0; i < events; i++) {
      *run = d.run[i]; *lumi = d.lumi[i]; *event = d.event[i]; *met = d.met[i];
      for (int c = 0; c < 2; c++) {
         int n = d.n[c][i];
         for (int k = 0; k < 4; k++) v[c][k]->assign(d.f[c][k].begin() + at[c], d.f[c][k].begin() + at[c] + n);
         q[c]->assign(d.charge[c].begin() + at[c], d.charge[c].begin() + at[c] + n);
         at[c] += n;
      }
      writer->Fill();
   } }
   return w.CpuTime();
}
double get_entries(const char *path) {
   TFile f(path); auto t = f.Get<TTree>("Events");
   int run, lumi, n[2], q[2][64]; Long64_t event; float met, v[2][4][64];
   t->SetBranchAddress("run", &run); t->SetBranchAddress("luminosityBlock", &lumi);
   t->SetBranchAddress("event", &event); t->SetBranchAddress("MET_pt", &met);
   for (int c = 0; c < 2; c++) {
      std::string N = NAMES[c]; t->SetBranchAddress(("n" + N).c_str(), &n[c]);
      for (int k = 0; k < 4; k++) t->SetBranchAddress((N + "_" + FIELDS[k]).c_str(), v[c][k]);
      t->SetBranchAddress((N + "_charge").c_str(), q[c]);
   }
   TStopwatch w;
   Long64_t entries = t->GetEntries();
   for (Long64_t i = 0; i < entries; i++) t->GetEntry(i);
   return w.CpuTime();
}
double load_entries(const char *path) {
   auto reader = ROOT::RNTupleReader::Open("Events", path);
   TStopwatch w;
   for (auto i : *reader) reader->LoadEntry(i);
   return w.CpuTime();
}
double unzip_all(const char *path) {
   TFile f(path); auto t = f.Get<TTree>("Events");
   std::vector<std::vector<unsigned char>> records;
   for (auto o : *t->GetListOfBranches()) {
      auto b = (TBranch *)o;
      for (int i = 0; i < b->GetWriteBasket(); i++) {
         std::vector<unsigned char> r(b->GetBasketBytes()[i]);
         f.Seek(b->GetBasketSeek(i)); f.ReadBuffer((char *)r.data(), r.size());
         records.push_back(std::move(r));
      }
   }
   std::vector<unsigned char> out(32 << 20);
   TStopwatch w;
   for (auto &r : records) {
      int size = r[6] << 24 | r[7] << 16 | r[8] << 8 | r[9], key = r[14] << 8 | r[15], done = 0;
      unsigned char *from = r.data() + key;
      if (size == (int)r.size() - key) { memcpy(out.data(), from, size); continue; }
      while (done < size) {
         int in = 9 + (from[3] | from[4] << 8 | from[5] << 16), room = from[6] | from[7] << 8 | from[8] << 16, got = 0;
         R__unzip(&in, from, &room, out.data() + done, &got);
         if (!got) return -1;
         done += got; from += in;
      }
   }
   return w.CpuTime();
}
"""


def ours(*words, times=2, by="cpu"):
    """The best of some runs."""
    run = lambda: subprocess.run([PROGRAM, *map(str, words)], stdout=subprocess.PIPE, check=True).stdout
    return min((json.loads(run()) for _ in range(times)), key=lambda result: result[by])


def scaling(*words):
    """How much sooner two threads are done than one, and the same for registers alone, one after the other."""
    wall = lambda *words: ours(*words, times=4, by="wall")["wall"]
    return wall(*words, 1) / wall(*words, 2), wall("spin", 1) / wall("spin", 2)


def uproot_read(path):
    code = f"""
import os, time, warnings; warnings.filterwarnings("ignore")
import uproot, awkward
f = uproot.open("{path}"); t = f["Events"]; t.keys()
uproot.open("{path}")["Events"].arrays(entry_stop=10)
b = os.times(); kept = t.arrays(library="ak"); a = os.times()
print(a.user + a.system - b.user - b.system)"""
    return float(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout)


def root(call):
    code = f"""
import warnings; warnings.filterwarnings("ignore")
import ROOT
ROOT.gInterpreter.Declare(open({os.path.join(FOLDER, 'bench.C')!r}).read())
print("RESULT", ROOT.{call})"""
    out = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout.decode()
    return float(next(line.split()[1] for line in out.splitlines() if line.startswith("RESULT")))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    open(os.path.join(FOLDER, "bench.C"), "w").write(CODE)
    parts = sys.argv[4].split(",") if len(sys.argv) > 4 else ["tree-zstd", "tree-lz4", "ntuple-zstd", "ntuple-lz4", "memory"]
    table = []
    for kind in ("tree", "ntuple"):
        for compression, code in (("zstd", 505), ("lz4", 404)):
            if f"{kind}-{compression}" not in parts:
                continue
            path = os.path.join(FOLDER, f"{kind}-{compression}-{EVENTS}.root")
            written = None
            if not os.path.exists(path):
                written = root(f"write_{kind}('{path}', {EVENTS}, {code})")
                json.dump(written, open(path + ".json", "w"))
            written = json.load(open(path + ".json"))
            row = {"file": f"{kind} {compression}", "MB": os.path.getsize(path) / 1e6}
            one = ours("read", path, "Events", 1, times=4)
            row["values"], row["ours"] = one["count"], one["cpu"]
            row["ours, streamed"] = ours("stream", path, "Events", 1, times=4)["cpu"]
            row["two threads"], row["two threads, registers"] = scaling("read", path, "Events")
            row["two threads, streamed"], _ = scaling("stream", path, "Events")
            row["peer ROOT"] = root(f"get_entries('{path}')" if kind == "tree" else f"load_entries('{path}')")
            row["peer uproot"] = min(uproot_read(path) for _ in range(2))
            row["floor"] = root(f"unzip_all('{path}')") if kind == "tree" else float("nan")
            out = path + ".copy"
            row["ours writes"] = ours("write", path, "Events", out, kind, compression)["cpu"]
            row["copy MB"] = os.path.getsize(out) / 1e6
            os.remove(out)
            row["ROOT writes"] = written
            print(json.dumps(row), flush=True)
            table.append(row)
    if "memory" in parts:
        small, large = EVENTS // 10, EVENTS
        for kind in ("tree", "ntuple"):
            for events in (small, large):
                path = os.path.join(FOLDER, f"{kind}-zstd-{events}.root")
                if not os.path.exists(path):
                    root(f"write_{kind}('{path}', {events}, 505)")
                streamed, whole = ours("stream", path, "Events", 1), ours("read", path, "Events", 1)
                print(f"{kind} {events}: streamed peak {streamed['peak']:.0f} MB ({streamed['cpu']:.2f} s), whole {whole['peak']:.0f} MB")
    print("| | " + " | ".join(row["file"] for row in table) + " |\n|" + " --- |" * (len(table) + 1))
    for name in ("MB", "values", "floor", "ours", "ours, streamed", "peer ROOT", "peer uproot", "two threads", "two threads, streamed", "two threads, registers", "ours writes", "ROOT writes", "copy MB"):
        print(f"| {name} | " + " | ".join(f"{row[name]:.2f}" if row[name] < 1e5 else f"{row[name] / 1e6:.1f} M" for row in table) + " |")


main()

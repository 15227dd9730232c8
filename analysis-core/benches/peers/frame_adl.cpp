// The eight ADL queries in RDataFrame, written for speed: typed lambdas, no expression strings, no temporaries on the
// heap, the same arithmetic as examples/src/bin/adl/queries.rs. Prints bin contents as JSON; CPU and wall seconds of
// the loop alone (no start of the process, no opening of libraries).
//
// g++ -O3 -march=native $(root-config --cflags) frame_adl.cpp -o frame_adl $(root-config --libs) -lROOTDataFrame
// frame_adl THREADS FILE...      (tree or RNTuple `Events`)
#include <ROOT/RDataFrame.hxx>
#include <ROOT/RVec.hxx>
#include <TROOT.h>
#include <chrono>
#include <cstdio>
#include <sys/resource.h>

using F = ROOT::RVec<float>;
using I = ROOT::RVec<int>;

struct Vector {
  double x, y, z, e;
};

static Vector vector(double pt, double eta, double phi, double m) {
  double s = std::sin(phi), c = std::cos(phi), z = pt * std::sinh(eta);
  return {pt * c, pt * s, z, std::sqrt(pt * pt + z * z + m * m)};
}

static double mass(double x, double y, double z, double e) {
  double m2 = e * e - x * x - y * y - z * z;
  return m2 < 0 ? -std::sqrt(-m2) : std::sqrt(m2);
}

static double mass(const Vector &a, const Vector &b) { return mass(a.x + b.x, a.y + b.y, a.z + b.z, a.e + b.e); }

static bool dimuon(const F &pt, const F &eta, const F &phi, const F &m, const I &q) {
  Vector v[64];
  size_t n = std::min<size_t>(pt.size(), 64);
  for (size_t i = 0; i < n; ++i)
    v[i] = vector(pt[i], eta[i], phi[i], m[i]);
  for (size_t i = 0; i < n; ++i)
    for (size_t j = i + 1; j < n; ++j)
      if (q[i] != q[j]) {
        double mm = mass(v[i], v[j]);
        if (mm >= 60 && mm < 120)
          return true;
      }
  return false;
}

struct Trijet {
  float pt, tag;
};

static Trijet trijet(const F &pt, const F &eta, const F &phi, const F &m, const F &tag) {
  Vector v[64];
  size_t n = std::min<size_t>(pt.size(), 64), a = 0, b = 1, c = 2;
  for (size_t i = 0; i < n; ++i)
    v[i] = vector(pt[i], eta[i], phi[i], m[i]);
  double least = 1e99;
  for (size_t i = 0; i < n; ++i)
    for (size_t j = i + 1; j < n; ++j) {
      double x = v[i].x + v[j].x, y = v[i].y + v[j].y, z = v[i].z + v[j].z, e = v[i].e + v[j].e;
      for (size_t k = j + 1; k < n; ++k) {
        double d = std::abs(mass(x + v[k].x, y + v[k].y, z + v[k].z, e + v[k].e) - 172.5);
        if (d < least) {
          least = d;
          a = i, b = j, c = k;
        }
      }
    }
  double x = v[a].x + v[b].x + v[c].x, y = v[a].y + v[b].y + v[c].y;
  return {float(std::hypot(x, y)), std::max({tag[a], tag[b], tag[c]})};
}

static bool near(float eta, float phi, const F &lpt, const F &leta, const F &lphi) {
  for (size_t j = 0; j < lpt.size(); ++j)
    if (lpt[j] > 10 && std::abs(eta - leta[j]) < 0.4f && ROOT::VecOps::DeltaR(eta, leta[j], phi, lphi[j]) < 0.4f)
      return true;
  return false;
}

static float hadronic(const F &pt, const F &eta, const F &phi, const F &mpt, const F &meta, const F &mphi, const F &ept,
                      const F &eeta, const F &ephi) {
  float sum = -1;
  for (size_t i = 0; i < pt.size(); ++i)
    if (pt[i] > 30 && !near(eta[i], phi[i], mpt, meta, mphi) && !near(eta[i], phi[i], ept, eeta, ephi))
      sum = (sum < 0 ? 0 : sum) + pt[i];
  return sum;
}

static double leptons(const F &mpt, const F &meta, const F &mphi, const F &mm, const I &mq, const F &ept,
                      const F &eeta, const F &ephi, const F &em, const I &eq, float met, float metphi) {
  Vector v[128];
  size_t n = std::min<size_t>(mpt.size(), 64), all = n + std::min<size_t>(ept.size(), 64);
  for (size_t i = 0; i < n; ++i)
    v[i] = vector(mpt[i], meta[i], mphi[i], mm[i]);
  for (size_t i = n; i < all; ++i)
    v[i] = vector(ept[i - n], eeta[i - n], ephi[i - n], em[i - n]);
  size_t a = 0, b = 0;
  double least = 1e99;
  auto scan = [&](size_t from, size_t to, const I &q) {
    for (size_t i = from; i < to; ++i)
      for (size_t j = i + 1; j < to; ++j)
        if (q[i - from] != q[j - from]) {
          double d = std::abs(mass(v[i], v[j]) - 91.2);
          if (d < least) {
            least = d;
            a = i, b = j;
          }
        }
  };
  scan(0, n, mq);
  scan(n, all, eq);
  if (b == 0)
    return -1;
  float best = -1, phi = 0;
  for (size_t i = 0; i < all; ++i)
    if (i != a && i != b) {
      float pt = i < n ? mpt[i] : ept[i - n];
      if (pt > best) {
        best = pt;
        phi = i < n ? mphi[i] : ephi[i - n];
      }
    }
  double turn = ROOT::VecOps::DeltaPhi(metphi, phi);
  return std::sqrt(2.0 * best * met * (1 - std::cos(turn)));
}

static double cpu() {
  rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + 1e-6 * (u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 1;
  int threads = std::atoi(argv[1]);
  if (threads > 1)
    ROOT::EnableImplicitMT(threads);
  std::vector<std::string> files(argv + 2, argv + argc);
  using Result = ROOT::RDF::RResultPtr<TH1D>;
  std::vector<std::pair<std::string, Result>> results;
  double begin = cpu();
  auto clock = std::chrono::steady_clock::now();
  ROOT::RDataFrame frame("Events", files);
  auto h = [](const char *name, double low, double high) { return ROOT::RDF::TH1DModel(name, "", 100, low, high); };
  results.emplace_back("q1", frame.Histo1D<float>(h("q1", 0, 200), "MET_pt"));
  results.emplace_back("q2", frame.Histo1D<F>(h("q2", 15, 60), "Jet_pt"));
  auto central = [](const F &pt, const F &eta) {
    F out;
    for (size_t i = 0; i < pt.size(); ++i)
      if (std::abs(eta[i]) < 1)
        out.push_back(pt[i]);
    return out;
  };
  results.emplace_back("q3", frame.Define("q3", central, {"Jet_pt", "Jet_eta"}).Histo1D<F>(h("q3", 15, 60), "q3"));
  auto two = [](const F &pt) { return std::count_if(pt.begin(), pt.end(), [](float x) { return x > 40; }) >= 2; };
  results.emplace_back("q4", frame.Filter(two, {"Jet_pt"}).Histo1D<float>(h("q4", 0, 200), "MET_pt"));
  auto atLeast2 = [](const F &pt) { return pt.size() >= 2; };
  auto q5 = frame.Filter(atLeast2, {"Muon_pt"}).Filter(dimuon, {"Muon_pt", "Muon_eta", "Muon_phi", "Muon_mass", "Muon_charge"});
  results.emplace_back("q5", q5.Histo1D<float>(h("q5", 0, 200), "MET_pt"));
  auto atLeast3 = [](const F &pt) { return pt.size() >= 3; };
  auto q6 = frame.Filter(atLeast3, {"Jet_pt"}).Define("top", trijet, {"Jet_pt", "Jet_eta", "Jet_phi", "Jet_mass", "Jet_btag"})
                .Define("top_pt", [](const Trijet &t) { return t.pt; }, {"top"})
                .Define("top_tag", [](const Trijet &t) { return t.tag; }, {"top"});
  results.emplace_back("q6_pt", q6.Histo1D<float>(h("q6_pt", 15, 40), "top_pt"));
  results.emplace_back("q6_btag", q6.Histo1D<float>(h("q6_btag", 0, 1), "top_tag"));
  auto q7 = frame.Filter([](const F &pt) { return !pt.empty(); }, {"Jet_pt"})
                .Define("ht", hadronic, {"Jet_pt", "Jet_eta", "Jet_phi", "Muon_pt", "Muon_eta", "Muon_phi", "Electron_pt", "Electron_eta", "Electron_phi"})
                .Filter([](float x) { return x >= 0; }, {"ht"});
  results.emplace_back("q7", q7.Histo1D<float>(h("q7", 15, 200), "ht"));
  auto q8 = frame.Filter([](const F &m, const F &e) { return m.size() + e.size() >= 3; }, {"Muon_pt", "Electron_pt"})
                .Define("mt", leptons, {"Muon_pt", "Muon_eta", "Muon_phi", "Muon_mass", "Muon_charge", "Electron_pt", "Electron_eta", "Electron_phi", "Electron_mass", "Electron_charge", "MET_pt", "MET_phi"})
                .Filter([](double x) { return x >= 0; }, {"mt"});
  results.emplace_back("q8", q8.Histo1D<double>(h("q8", 0, 200), "mt"));
  for (auto &[name, histogram] : results)
    *histogram;
  double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - clock).count();
  std::fprintf(stderr, "cpu %.3f wall %.3f\n", cpu() - begin, wall);
  std::printf("{");
  const char *comma = "";
  for (auto &[name, histogram] : results) {
    std::printf("%s\n\"%s\": [", comma, name.c_str());
    for (int i = 0; i < 102; ++i)
      std::printf(i ? ", %.0f" : "%.0f", histogram->GetBinContent(i));
    std::printf("]");
    comma = ",";
  }
  std::printf("\n}\n");
}

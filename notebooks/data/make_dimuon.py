"""Writes `dimuon.root`, the events of the notebook on the spectrum of muon pairs; needs ROOT's Python module.

A toy with the columns of CMS's NanoAOD: muons from the resonances between 0.5 and 91 GeV and from a falling continuum,
drawn with ROOT's generator. Momenta lose the lower half of their mantissa, as in NanoAOD, so that the file stays small.
"""

import pathlib
import sys

import ROOT

EVENTS = 20_000

ROOT.gInterpreter.Declare("""
#include "Math/Vector4D.h"
#include "Math/Boost.h"
#include "TFile.h"
#include "TRandom3.h"
#include "TTree.h"
#include <cstring>

float rounded(double x) {
    float f = x;
    uint32_t bits;
    std::memcpy(&bits, &f, 4);
    bits = (bits + 0x400u) & 0xfffff800u;
    std::memcpy(&f, &bits, 4);
    return f;
}

void make_dimuon(const char *path, int events) {
    const float muon = 0.105658f;
    struct Resonance { double share, mass, width; };
    // Shares of all events; the width is that of the resonance or of the measurement, what is larger.
    const Resonance resonances[] = {{0.008, 0.548, 0.006}, {0.012, 0.775, 0.04}, {0.015, 0.782, 0.009}, {0.025, 1.019, 0.011},
        {0.120, 3.097, 0.032}, {0.010, 3.686, 0.04}, {0.050, 9.460, 0.09}, {0.016, 10.023, 0.095}, {0.010, 10.355, 0.1}};
    TRandom3 r(4357);
    TFile file(path, "RECREATE", "", 209); // LZMA, level 9.
    TTree tree("Events", "muons of a toy detector");
    unsigned n;
    float pt[16], eta[16], phi[16], mass[16];
    int charge[16];
    tree.Branch("nMuon", &n, "nMuon/i");
    tree.Branch("Muon_pt", pt, "Muon_pt[nMuon]/F");
    tree.Branch("Muon_eta", eta, "Muon_eta[nMuon]/F");
    tree.Branch("Muon_phi", phi, "Muon_phi[nMuon]/F");
    tree.Branch("Muon_mass", mass, "Muon_mass[nMuon]/F");
    tree.Branch("Muon_charge", charge, "Muon_charge[nMuon]/I");
    auto add = [&](double p, double e, double f, int q) {
        pt[n] = rounded(p); eta[n] = rounded(e); phi[n] = rounded(f); mass[n] = muon; charge[n] = q; n++;
    };
    for (int i = 0; i < events; i++) {
        n = 0;
        double m = 0, dice = r.Rndm();
        if (dice < 0.10) {
            do m = r.BreitWigner(91.19, 2.5) + r.Gaus(0, 1.0); while (m < 60 || m > 120);
        } else {
            dice -= 0.10;
            for (auto &one : resonances) {
                if (dice < one.share) { m = r.Gaus(one.mass, one.width); break; }
                dice -= one.share;
            }
        }
        const bool continuum = m < 2.05 * muon;
        if (continuum) {
            // The continuum: equal numbers per decade, then falling.
            do m = 0.22 * std::exp(r.Rndm() * std::log(150 / 0.22)); while (r.Rndm() > 1 / (1 + m / 12));
        }
        // The pair: transverse momentum and rapidity, then a decay without a preferred direction.
        double across = 4 + r.Exp(9), rapidity = r.Gaus(0, 1.1), around = r.Uniform(-M_PI, M_PI);
        double mt = std::sqrt(m * m + across * across);
        ROOT::Math::PxPyPzEVector pair(across * std::cos(around), across * std::sin(around), mt * std::sinh(rapidity), mt * std::cosh(rapidity));
        double c = r.Uniform(-1, 1), s = std::sqrt(1 - c * c), f = r.Uniform(-M_PI, M_PI);
        double e = m / 2, p = std::sqrt(e * e - muon * muon);
        ROOT::Math::Boost boost(pair.BoostToCM());
        boost.Invert();
        int first = r.Rndm() < 0.5 ? 1 : -1;
        // A quarter of the continuum are muons that have nothing to do with each other: their charges are equal.
        int second = continuum && r.Rndm() < 0.25 ? first : -first;
        for (int side : {1, -1}) {
            ROOT::Math::PxPyPzEVector v(side * p * s * std::cos(f), side * p * s * std::sin(f), side * p * c, e);
            v = boost(v);
            if (v.Pt() > 1.5 && std::abs(v.Eta()) < 2.4) add(v.Pt(), v.Eta(), v.Phi(), side > 0 ? first : second);
        }
        for (int more = r.Poisson(0.15); more > 0; more--) add(2 + r.Exp(4), r.Uniform(-2.4, 2.4), r.Uniform(-M_PI, M_PI), r.Rndm() < 0.5 ? 1 : -1);
        tree.Fill();
    }
    tree.Write();
}
""")

if __name__ == "__main__":
    path = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "dimuon.root")
    ROOT.make_dimuon(str(path), EVENTS)
    print(path.name, path.stat().st_size, "bytes")

"""What filling costs elsewhere, in nanoseconds of CPU time per entry: the peers of `benches/fill.rs`.

Needs numpy, boost-histogram and ROOT's wheel. Best of three, one thread.
"""

import os
import time

import boost_histogram as bh
import numpy as np
import ROOT

ENTRIES = int(os.environ.get("FILL_ENTRIES", 10_000_000))
generator = np.random.default_rng(1)
x, y = generator.normal(size=(2, ENTRIES))
w = generator.uniform(0.5, 1.5, size=ENTRIES)
u = -1 + np.arange(101) / 50
edges = 4 * u * abs(u)


def best(name, fill):
    times = []
    for _ in range(3):
        start = time.process_time()
        fill()
        times.append(time.process_time() - start)
    print(f"{name:40} {min(times) / ENTRIES * 1e9:7.2f}")


h1 = ROOT.TH1D("h1", "", 100, -4, 4)
hw = ROOT.TH1D("hw", "", 100, -4, 4)
hw.Sumw2()
hv = ROOT.TH1D("hv", "", 100, edges)
h2 = ROOT.TH2D("h2", "", 100, -4, 4, 100, -4, 4)
ROOT.gInterpreter.Declare(
    "void one_by_one(TH1 &h, const double *x, int n) { for (int i = 0; i < n; ++i) h.Fill(x[i]); }"
)
none = ROOT.nullptr
best("ROOT Fill, uniform", lambda: ROOT.one_by_one(h1, x, ENTRIES))
best("ROOT FillN, uniform", lambda: h1.FillN(ENTRIES, x, none))
best("ROOT FillN, weighted", lambda: hw.FillN(ENTRIES, x, w))
best("ROOT FillN, variable", lambda: hv.FillN(ENTRIES, x, none))
best("ROOT FillN, two dimensions", lambda: h2.FillN(ENTRIES, x, y, none))

b1 = bh.Histogram(bh.axis.Regular(100, -4, 4))
bw = bh.Histogram(bh.axis.Regular(100, -4, 4), storage=bh.storage.Weight())
bv = bh.Histogram(bh.axis.Variable(edges))
b2 = bh.Histogram(bh.axis.Regular(100, -4, 4), bh.axis.Regular(100, -4, 4))
best("boost-histogram, uniform", lambda: b1.fill(x))
best("boost-histogram, weighted", lambda: bw.fill(x, weight=w))
best("boost-histogram, variable", lambda: bv.fill(x))
best("boost-histogram, two dimensions", lambda: b2.fill(x, y))

best("numpy, uniform", lambda: np.histogram(x, 100, (-4, 4)))
best("numpy, weighted", lambda: np.histogram(x, 100, (-4, 4), weights=w))
best("numpy, variable", lambda: np.histogram(x, edges))

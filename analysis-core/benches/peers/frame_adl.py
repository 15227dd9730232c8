"""The eight ADL queries with uproot and awkward-array: the peer of `examples/src/bin/adl`.

usage: frame_adl.py FILE   (tree or RNTuple `Events`)

Bin contents as JSON to stdout, CPU and wall seconds (without imports) to stderr.
"""

import json
import sys
import time

import awkward as ak
import numpy as np
import uproot

begin, clock = time.process_time(), time.perf_counter()
KINDS = {"Jet": ["pt", "eta", "phi", "mass", "btag"], "Muon": ["pt", "eta", "phi", "mass", "charge"],
         "Electron": ["pt", "eta", "phi", "mass", "charge"]}
names = ["MET_pt", "MET_phi"] + [f"{kind}_{member}" for kind, members in KINDS.items() for member in members]
results = {name: np.zeros(102) for name in ["q1", "q2", "q3", "q4", "q5", "q6_pt", "q6_btag", "q7", "q8"]}


def fill(name, values, low, high):
    values = np.asarray(ak.flatten(values, axis=None), dtype=np.float64)
    place = np.floor((values - low) * 100 / (high - low)).astype(np.int64)
    place = np.where(values < low, -1, np.where(values >= high, 100, place))
    results[name] += np.bincount(place + 1, minlength=102)


def vectors(particles):
    pt, eta, phi, m = (ak.values_astype(particles[x], np.float64) for x in ("pt", "eta", "phi", "mass"))
    x, y, z = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
    return ak.zip({"x": x, "y": y, "z": z, "e": np.sqrt(x * x + y * y + z * z + m * m)})


def added(*vectors):
    return {c: sum(v[c] for v in vectors) for c in "xyze"}


def mass(v):
    return np.sqrt(np.maximum(v["e"] ** 2 - v["x"] ** 2 - v["y"] ** 2 - v["z"] ** 2, 0))


def wrapped(angle):
    return (angle + np.float32(np.pi)) % np.float32(2 * np.pi) - np.float32(np.pi)


def chunk(data):
    collections = {kind: ak.zip({m: data[f"{kind}_{m}"] for m in members}) for kind, members in KINDS.items()}
    jet, muon, electron = collections["Jet"], collections["Muon"], collections["Electron"]
    met = data["MET_pt"]
    fill("q1", met, 0, 200)
    fill("q2", jet.pt, 15, 60)
    fill("q3", jet.pt[abs(jet.eta) < 1], 15, 60)
    fill("q4", met[ak.sum(jet.pt > 40, axis=1) >= 2], 0, 200)

    some = ak.num(muon) >= 2
    pairs = ak.combinations(ak.with_field(vectors(muon[some]), muon[some].charge, "q"), 2)
    first, second = ak.unzip(pairs)
    m = mass(added(first, second))
    fill("q5", met[some][ak.any((first.q != second.q) & (m >= 60) & (m < 120), axis=1)], 0, 200)

    some = jet[ak.num(jet) >= 3]
    three = ak.combinations(ak.with_field(vectors(some), some.btag, "tag"), 3)
    jets = ak.unzip(three)
    total = added(*jets)
    best = ak.argmin(abs(mass(total) - 172.5), axis=1, keepdims=True)
    fill("q6_pt", np.hypot(total["x"][best], total["y"][best]), 15, 40)
    tag = np.maximum(np.maximum(jets[0].tag, jets[1].tag), jets[2].tag)
    fill("q6_btag", tag[best], 0, 1)

    hard = jet[jet.pt > 30]
    clean = ak.ones_like(hard.pt, dtype=bool)
    for lepton in (muon, electron):
        lepton = lepton[lepton.pt > 10]
        j, l = ak.unzip(ak.cartesian([hard, lepton], nested=True))
        clean = clean & ~ak.any(np.hypot(j.eta - l.eta, wrapped(j.phi - l.phi)) < 0.4, axis=2)
    clean = hard.pt[clean]
    fill("q7", ak.sum(clean, axis=1)[ak.num(clean) > 0], 15, 200)

    some = ak.num(muon) + ak.num(electron) >= 3
    leptons = []
    for flavour, particles in enumerate((muon[some], electron[some])):
        v = vectors(particles)
        for field in ("pt", "phi", "charge"):
            v = ak.with_field(v, particles[field], field)
        leptons.append(ak.with_field(v, ak.full_like(particles.charge, flavour), "flavour"))
    leptons = ak.concatenate(leptons, axis=1)
    places = ak.argcombinations(leptons, 2)
    i, j = ak.unzip(places)
    a, b = leptons[i], leptons[j]
    good = (a.flavour == b.flavour) & (a.charge != b.charge)
    i, j = i[good], j[good]
    best = ak.argmin(abs(mass(added(leptons[i], leptons[j])) - 91.2), axis=1, keepdims=True)
    i, j = ak.firsts(i[best]), ak.firsts(j[best])
    has = ~ak.is_none(i)
    leptons, i, j = leptons[has], i[has], j[has]
    place = ak.local_index(leptons.pt)
    others = leptons[(place != i) & (place != j)]
    leading = ak.firsts(others[ak.argmax(others.pt, axis=1, keepdims=True)])
    turn = ak.values_astype(wrapped(data["MET_phi"][some][has] - leading.phi), np.float64)
    product = ak.values_astype(leading.pt, np.float64) * ak.values_astype(met[some][has], np.float64)
    fill("q8", np.sqrt(2 * product * (1 - np.cos(turn))), 0, 200)


table = uproot.open(sys.argv[1])["Events"]
if hasattr(table, "iterate") and "RNTuple" not in type(table).__name__:
    for data in table.iterate(names, step_size=200_000):
        chunk(data)
else:
    step = 200_000
    for start in range(0, table.num_entries, step):
        chunk(table.arrays(names, entry_start=start, entry_stop=min(start + step, table.num_entries)))
print(f"cpu {time.process_time() - begin:.3f} wall {time.perf_counter() - clock:.3f}", file=sys.stderr)
json.dump({name: bins.astype(int).tolist() for name, bins in results.items()}, sys.stdout)
print()

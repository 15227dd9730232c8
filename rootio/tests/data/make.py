"""Writes the fixtures of the integration tests with ROOT 6.40, and expected.json with uproot's reading of them.

Run with ROOT and uproot installed: python make.py
"""
import array, json, os
import numpy as np
import ROOT, uproot, awkward as ak

here = os.path.dirname(os.path.abspath(__file__))
ROOT.gErrorIgnoreLevel = ROOT.kWarning
ROOT.gInterpreter.Declare("""
struct Hit { float x; int id; std::vector<double> w; std::string tag; };
struct Event { int run; Double32_t e; std::vector<Hit> hits; std::string name; };
#pragma link C++ class Hit+;
#pragma link C++ class Event+;
""")


def objects(path, compression):
    f = ROOT.TFile(path, "RECREATE", "", compression)
    h = ROOT.TH1D("h", "one;x axis;y axis", 10, -1, 1)
    h.Sumw2()
    h2 = ROOT.TH2F("h2", "two", 3, 0, 1, 2, array.array("d", [0, 0.3, 1]))
    h3 = ROOT.TH3I("h3", "three", 2, 0, 1, 2, 0, 1, 2, 0, 1)
    p = ROOT.TProfile("p", "profile", 5, 0, 1)
    for i in range(100):
        x = i / 100
        h.Fill(2.2 * x - 1.1, 1 + x)
        h2.Fill(x, x * x)
        h3.Fill(x, 1 - x, 0.5)
        p.Fill(x, 3 * x)
    h2.GetXaxis().SetBinLabel(2, "middle")
    g = ROOT.TGraphAsymmErrors(2, *[array.array("d", [k, k + 1]) for k in (1, 2, 3, 4, 5, 6)])
    g.SetName("g")
    f1 = ROOT.TF1("f1", "[0]*x+[slope]", 0, 2)
    f1.SetParameters(1.5, -2)
    for o in (h, h2, h3, p, g, f1):
        o.Write()
    ROOT.TObjString("first").Write("note")
    ROOT.TObjString("second").Write("note")
    ROOT.TParameter("double")("number", 2.5).Write()
    d = f.mkdir("a").mkdir("b")
    d.cd()
    ROOT.TNamed("inner", "deep").Write()
    c = ROOT.TCanvas("c", "canvas", 200, 200)
    h.Draw()
    f.cd()
    c.Write()
    f.Close()


def more(path, compression):
    """What analyses keep beside histograms: sparse ones, several graphs, collections."""
    f = ROOT.TFile(path, "RECREATE", "", compression)
    bins, low, high = array.array("i", [4, 300, 2]), array.array("d", [0, 0, -1]), array.array("d", [1, 30, 1])
    sparse = ROOT.THnSparseD("sparse", "a sparse one", 3, bins, low, high)
    sparse.Sumw2()
    sparse.GetAxis(1).SetTitle("pt")
    for i in range(60):
        sparse.Fill(array.array("d", [i / 50, i * i / 100, i / 30 - 1.05]), 1 + i / 10)
    sparse.Write()
    multi = ROOT.TMultiGraph("multi", "two graphs;x;y")
    for k in (1, 2):
        g = ROOT.TGraphErrors(3, *[array.array("d", [k * j for j in (1, 2, 3)]) for _ in range(4)])
        g.SetName(f"g{k}")
        multi.Add(g)
    multi.Write()
    p2 = ROOT.TProfile2D("p2", "", 2, 0, 1, 2, 0, 1)
    p3 = ROOT.TProfile3D("p3", "", 2, 0, 1, 2, 0, 1, 2, 0, 1)
    for i in range(10):
        p2.Fill(i / 10, i / 20, i)
        p3.Fill(i / 10, i / 20, i / 30, i)
    p2.Write(), p3.Write()
    keep = [ROOT.TObjString(t) for t in ("one", "two", "three")]
    array_, map_, list_ = ROOT.TObjArray(), ROOT.TMap(), ROOT.TList()
    for o in keep:
        array_.Add(o), list_.Add(o)
    map_.Add(keep[0], keep[1])
    f.WriteTObject(array_, "array", "SingleKey"), f.WriteTObject(map_, "map", "SingleKey"), f.WriteTObject(list_, "list", "SingleKey")
    f.Close()


def tree(path, compression):
    f = ROOT.TFile(path, "RECREATE", "", compression)
    t = ROOT.TTree("t", "a tree")
    t.SetAutoFlush(40)
    scalars = {"i": ("i", "I"), "d": ("d", "D"), "u8": ("B", "b"), "l": ("q", "L"), "flag": ("b", "O")}
    store = {n: array.array(c, [0]) for n, (c, _) in scalars.items()}
    for n, (_, letter) in scalars.items():
        t.Branch(n, store[n], f"{n}/{letter}")
    matrix = array.array("f", [0] * 6)
    t.Branch("matrix", matrix, "matrix[2][3]/F")
    n = array.array("i", [0])
    pt = array.array("f", [0] * 10)
    t.Branch("n", n, "n/I")
    t.Branch("pt", pt, "pt[n]/F")
    f16 = array.array("f", [0])
    d32 = array.array("d", [0])
    t.Branch("f16", f16, "f16/f[0,100,16]")
    t.Branch("d32", d32, "d32/d")
    pair = array.array("i", [0, 0])
    t.Branch("pair", pair, "first/I:second/I")
    text = ROOT.std.string()
    vf = ROOT.std.vector("float")()
    vs = ROOT.std.vector("string")()
    vv = ROOT.std.vector("vector<int>")()
    vb = ROOT.std.vector("bool")()
    m = ROOT.std.map("string", "double")()
    ev = ROOT.Event()
    t.Branch("text", text), t.Branch("vf", vf), t.Branch("vs", vs), t.Branch("vv", vv), t.Branch("vb", vb)
    t.Branch("m", m)
    t.Branch("split.", ev, 32000, 99), t.Branch("whole", ev, 32000, 0)
    for k in range(100):
        store["i"][0], store["d"][0], store["u8"][0] = -k, k / 7, k % 256
        store["l"][0], store["flag"][0] = k * 10**10, k % 3 == 0
        matrix[:] = array.array("f", [k + j for j in range(6)])
        n[0] = k % 5
        for j in range(n[0]):
            pt[j] = k + j / 4
        f16[0], d32[0] = k, k / 3
        pair[0], pair[1] = k, -k
        text.assign("é" * (k % 4) + "x" * (300 if k == 50 else 0))
        vf.clear(), vs.clear(), vv.clear(), vb.clear(), m.clear(), ev.hits.clear()
        for j in range(k % 4):
            vf.push_back(k / 2 + j), vs.push_back(f"s{j}"), vb.push_back(j % 2 == 0)
            vv.push_back(ROOT.std.vector("int")(list(range(j))))
            m[f"k{j}"] = j + 0.5
            hit = ROOT.Hit()
            hit.x, hit.id, hit.tag = k + j, j, f"t{j}"
            hit.w = ROOT.std.vector("double")([j, k])
            ev.hits.push_back(hit)
        ev.run, ev.e, ev.name = k, k / 9, f"n{k}"
        t.Fill()
    t.Write()
    f.Close()


def ntuple(path, compression):
    model = ROOT.RNTupleModel.Create()
    for ty, name in [("float", "x"), ("std::int32_t", "i"), ("std::vector<float>", "v"), ("std::string", "s"),
                     ("bool", "b"), ("std::array<float,3>", "a"), ("std::vector<std::vector<std::int16_t>>", "vv"),
                     ("std::vector<std::string>", "vs"), ("std::vector<Hit>", "hits"), ("std::uint64_t", "u"),
                     ("std::map<std::string,double>", "m")]:
        model.AddField(ROOT.RFieldBase.Create(name, ty).Unwrap())
    options = ROOT.RNTupleWriteOptions()
    options.SetCompression(compression)
    options.SetInitialUnzippedPageSize(64)
    options.SetMaxUnzippedPageSize(1000)
    options.SetApproxZippedClusterSize(2000)
    options.SetMaxUnzippedClusterSize(4000)
    with ROOT.RNTupleWriter.Recreate(model, "n", path, options) as w:
        e = w.CreateEntry()
        for k in range(200):
            e["x"], e["i"], e["s"], e["b"], e["u"] = k / 3, -k, "s" * (k % 7), k % 3 == 0, k * 10**15
            e["v"] = ROOT.std.vector("float")([k + j for j in range(k % 4)])
            e["a"][0] = k
            vv = ROOT.std.vector("vector<short>")()
            for j in range(k % 3):
                vv.push_back(ROOT.std.vector("short")(list(range(j))))
            e["vv"] = vv
            e["vs"] = ROOT.std.vector("string")([f"t{j}" for j in range(k % 3)])
            w.Fill(e)


def variants(path, compression):
    """One of several types in each entry, over clusters, in a list, and never set."""
    ty = "std::variant<std::int32_t,std::string,std::vector<float>>"
    model = ROOT.RNTupleModel.Create()
    for kind, name in [(ty, "one"), (f"std::vector<{ty}>", "many"), ("float", "x")]:
        model.AddField(ROOT.RFieldBase.Create(name, kind).Unwrap())
    options = ROOT.RNTupleWriteOptions()
    options.SetCompression(compression)
    options.SetInitialUnzippedPageSize(64)
    options.SetMaxUnzippedPageSize(500)
    options.SetApproxZippedClusterSize(500)
    options.SetMaxUnzippedClusterSize(1000)
    options.SetPageBufferBudget(1 << 20)
    expected, of = {"one": [], "many": [], "x": []}, lambda k: [k, f"t{k}", [k / 2.0] * (k % 3)][k % 3]
    as_read = lambda k: {"tag": k % 3 + 1, **{f"_{i}": [of(k)] if k % 3 == i else [] for i in range(3)}}
    # Python cannot fill a variant: C++ does.
    ROOT.gInterpreter.Declare("""
    using One = std::variant<std::int32_t, std::string, std::vector<float>>;
    One one(int k) {
       if (k % 3 == 0) return One(std::int32_t(k));
       if (k % 3 == 1) return One("t" + std::to_string(k));
       return One(std::vector<float>(k % 3, k / 2.f));
    }
    void fill(ROOT::REntry &entry, int k) {
       *entry.GetPtr<One>("one") = one(k * 7 + k / 5);
       auto &many = *entry.GetPtr<std::vector<One>>("many");
       many.clear();
       for (int j = 0; j < k % 4; j++) many.push_back(one(k + j * j));
       *entry.GetPtr<float>("x") = k;
    }""")
    with ROOT.RNTupleWriter.Recreate(model, "n", path, options) as w:
        e = w.CreateEntry()
        for k in range(150):
            ROOT.fill(e, k)
            w.Fill(e)
            expected["one"].append(as_read(k * 7 + k // 5))
            expected["many"].append([as_read(k + j * j) for j in range(k % 4)])
            expected["x"].append(float(k))
    with open(os.path.join(here, "variants.json"), "w") as out:
        json.dump(expected, out, separators=(",", ":"))


made = []
for name, make, compression in [("objects.root", objects, 505), ("more.root", more, 505), ("tree_zstd.root", tree, 505), ("tree_lz4.root", tree, 404),
                                ("tree_zlib.root", tree, 101), ("tree_lzma.root", tree, 207),
                                ("tree_plain.root", tree, 0), ("ntuple.root", ntuple, 505), ("variants.root", variants, 505)]:
    make(os.path.join(here, name), compression)
    made.append(name)

expected = {}
for name in made:
    with uproot.open(os.path.join(here, name)) as f:
        for key in ("t", "n"):
            if key not in f or name == "variants.root":
                continue
            columns = {}
            for column in f[key].keys():
                try:
                    values = f[key][column].array(library="ak")
                    columns[column.split("/")[-1]] = ak.to_list(values)
                except Exception as error:
                    print(name, column, type(error).__name__)
            # All trees hold the same values.
            expected["tree" if key == "t" else "ntuple"] = columns
with ROOT.TFile.Open(os.path.join(here, "more.root")) as f:
    sparse, bins, filled = f.Get("sparse"), array.array("i", [0, 0, 0]), []
    for i in range(sparse.GetNbins()):
        content = sparse.GetBinContent(i, bins)
        filled.append([list(bins), content, sparse.GetBinError2(i)])
with open(os.path.join(here, "sparse.json"), "w") as out:
    json.dump(filled, out, separators=(",", ":"))
with open(os.path.join(here, "expected.json"), "w") as out:
    json.dump(expected, out, separators=(",", ":"))
for name in sorted(os.listdir(here)):
    print(os.path.getsize(os.path.join(here, name)), name)

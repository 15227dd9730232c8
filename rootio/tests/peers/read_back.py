"""ROOT and uproot read what we write: equal values, no warning.

    ROOTIO_PEERS=DIR cargo test -p rootio --test it peers::
    ROOTIO_PEERS=DIR cargo test -p rootlet --test it persist::
    python read_back.py DIR

Exit code 1 when a value differs, when ROOT prints a warning, or when it does not know a class.
"""
import ctypes, json, os, re, sys, tempfile, warnings

import numpy as np

warnings.filterwarnings("ignore")
import ROOT
import uproot

problems = []


def check(truth, what):
    if not truth:
        problems.append(what)
        print("WRONG", what)


def same(a, b, what):
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    check(a.shape == b.shape and np.array_equal(a, b, equal_nan=True), f"{what}: {a.ravel()[:6]} not {b.ravel()[:6]}")


class Stderr:
    """What C++ prints while this is open."""

    def __enter__(self):
        self.file = tempfile.TemporaryFile()
        self.old = [os.dup(1), os.dup(2)]
        sys.stdout.flush()
        for fd in (1, 2):
            os.dup2(self.file.fileno(), fd)
        return self

    def __exit__(self, *_):
        sys.stdout.flush()
        ctypes.CDLL(None).fflush(None)
        for fd, old in zip((1, 2), self.old):
            os.dup2(old, fd)
            os.close(old)
        self.file.seek(0)
        self.text = self.file.read().decode(errors="replace")


def root_histogram(h, want, what):
    check(h.ClassName() == want["class"], f"{what}: a {h.ClassName()}")
    cells = h.GetNcells()
    profile = want["bin_entries"] is not None
    # A profile's own contents are its sums, not the means.
    raw = h.GetArray() if profile else None
    contents = [raw[i] if profile else h.GetBinContent(i) for i in range(cells)]
    same(contents, want["contents"], f"{what} contents")
    check(h.GetEntries() == want["entries"], f"{what} entries")
    check(h.GetTitle() == want["title"], f"{what} title {h.GetTitle()!r}")
    if want["sumw2"]:
        sumw2 = h.GetSumw2()
        same([sumw2[i] for i in range(sumw2.GetSize())], want["sumw2"], f"{what} sumw2")
    if profile:
        same([h.GetBinEntries(i) for i in range(cells)], want["bin_entries"], f"{what} bin entries")
    for axis, (low, high, bins, edges, labels, title) in zip((h.GetXaxis(), h.GetYaxis(), h.GetZaxis()), want["edges"]):
        same([axis.GetXmin(), axis.GetXmax(), axis.GetNbins()], [low, high, bins], f"{what} axis")
        check(axis.GetTitle() == title, f"{what} axis title")
        if edges:
            same([axis.GetBinLowEdge(i + 1) for i in range(bins + 1)], edges, f"{what} edges")
        for bin_, label in labels:
            check(axis.GetBinLabel(bin_) == label, f"{what} label {bin_}")
    h.Draw()


def numbers(text):
    return [float(x) for x in re.findall(r"-?\d+\.\d+(?:e-?\d+)?", text)]


def root_object(obj, want, what):
    if "contents" in want:
        root_histogram(obj, want, what)
    elif "x" in want:
        n = obj.GetN()
        same([obj.GetX()[i] for i in range(n)], want["x"], f"{what} x")
        same([obj.GetY()[i] for i in range(n)], want["y"], f"{what} y")
        got = []
        if obj.ClassName() == "TGraphErrors":
            got = [obj.GetEX()[i] for i in range(n)] + [obj.GetEY()[i] for i in range(n)]
        elif obj.ClassName() == "TGraphAsymmErrors":
            for f in (obj.GetEXlow, obj.GetEXhigh, obj.GetEYlow, obj.GetEYhigh):
                got += [f()[i] for i in range(n)]
        same(got, numbers(want["errors"]), f"{what} errors")
    elif "value" in want:
        check(abs(obj.Eval(want["at"]) - want["value"]) < 1e-12, f"{what}: {obj.Eval(want['at'])} not {want['value']}")
    elif "bins" in want:
        check(obj.ClassName() == "THnSparseT<TArrayD>", f"{what}: a {obj.ClassName()}")
        check(obj.GetNbins() == len(want["bins"]) and obj.GetEntries() == 9, f"{what}: {obj.GetNbins()} bins")
        check(obj.GetCalculateErrors() == want["weighted"] and obj.GetAxis(2).GetTitle() == "long", f"{what}: its members")
        at, got = np.zeros(3, dtype=np.int32), []
        for i in range(obj.GetNbins()):
            content = obj.GetBinContent(i, at)
            got.append([[int(k) for k in at], content, obj.GetBinError2(i)])
        check(got == want["bins"], f"{what}: other bins, such as {next((p for p in zip(got, want['bins']) if p[0] != p[1]), None)}")
        # ROOT can go on with it: a bin that is there, and a new one.
        obj.Fill(np.array([-2.0, 0.1, 9.0]), 3.0)
        obj.Fill(np.array([-2.0, 0.1, 9.0]), 3.0)
        check(obj.GetNbins() == len(want["bins"]) + 1, f"{what}: {obj.GetNbins()} bins after two fills")
        check(obj.Projection(0).GetNbinsX() == 4, f"{what}: no projection")
    elif "text" in want:
        check(obj.GetString().Data() == want["text"], f"{what}: {obj.GetString()}")
    elif "number" in want:
        check(float(obj.GetVal()) == want["number"], f"{what}: {obj.GetVal()}")


def uproot_object(obj, want, what):
    if "contents" in want:
        if want["bin_entries"] is None:
            same(obj.values(flow=True).T.ravel(), want["contents"], f"{what} contents in uproot")
        else:
            same(np.asarray(obj.member("fBinEntries")), want["bin_entries"], f"{what} bin entries in uproot")
    elif "x" in want:
        same(obj.member("fX"), want["x"], f"{what} x in uproot")
    elif "bins" in want:
        check(obj.member("fFilledBins") == len(want["bins"]), f"{what} bins in uproot")
    elif "text" in want:
        check(str(obj) == want["text"], f"{what} in uproot: {obj}")


def plain(value):
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def uproot_table(table, want, times, what):
    names = table.keys()
    for name, values in want.items():
        check(name in names, f"{what}: no column {name}")
        got = plain(table[name].array(library="ak"))
        check(got == values * times, f"{what}.{name} in uproot: {got[:3]} not {values[:3]}")


def root_table(path, table, want, times, what):
    frame = ROOT.RDataFrame(table, path)
    for name, values in want.items():
        column = frame.AsNumpy([name])[name]
        got = []
        for value in column:
            if isinstance(value, (str, bytes)) or not hasattr(value, "__len__") or type(value).__name__ in ("string", "str"):
                got.append(str(value) if not np.isscalar(value) or isinstance(value, str) else value.item() if hasattr(value, "item") else value)
            else:
                got.append([str(v) if not np.isscalar(v) else (v.item() if hasattr(v, "item") else v) for v in value])
        wanted = values * times
        if got and isinstance(got[0], str) and len(got[0]) == 1 and name == "byte":
            got = [ord(v) for v in got]
        equal = all(g == w or (isinstance(w, bool) and bool(g) == w) or (isinstance(g, list) and [x for x in g] == w) for g, w in zip(got, wanted))
        check(equal and len(got) == len(wanted), f"{what}.{name} in ROOT: {got[:4]} not {wanted[:4]}")


def everything(folder):
    for name in ("none", "zlib", "lz4", "zstd"):
        path = os.path.join(folder, f"{name}.root")
        want = json.load(open(os.path.join(folder, f"{name}.json")))
        print(path)
        with Stderr() as output:
            file = ROOT.TFile.Open(path)
            check(not file.IsZombie() and not file.TestBit(ROOT.TFile.kRecovered), f"{path}: recovered or zombie")
            for key, value in want["objects"].items():
                obj = file.Get(key)
                check(bool(obj), f"{name}:{key} is null in ROOT")
                if obj:
                    root_object(obj, value, f"{name}:{key}")
            infos = file.GetStreamerInfoList()
            check(infos and infos.GetEntries() > 20, f"{path}: no StreamerInfo")
            tree = file.Get("tables/t")
            check(tree.GetEntries() == 3000 * want["times"], f"{path}: {tree.GetEntries()} entries")
            # Every basket and every leaf.
            for i in range(0, tree.GetEntries(), 7):
                check(tree.GetEntry(i) > 0, f"{path}: entry {i}")
            file.Close()
            for table in ("t", "r"):
                root_table(path, f"tables/{table}", want["columns"], want["times"], f"{name}:{table}")
        complain(output.text, path)
        with uproot.open(path) as file:
            for key, value in want["objects"].items():
                uproot_object(file[key], value, f"{name}:{key}")
            for table in ("t", "r"):
                uproot_table(file[f"tables/{table}"], want["columns"], want["times"], f"{name}:{table}")


def complain(text, path):
    for line in text.splitlines():
        if re.search(r"warning|error|no dictionary|fatal", line, re.I):
            # ROOT has no compiled class for a type of the user: it emulates it from the file.
            problems.append(f"{path}: ROOT says: {line}")
            print("WRONG", path, "ROOT says:", line)
        elif line.startswith("WRONG"):
            print(line)


def event(i):
    """What `event` of analysis-core/tests/it/persist.rs makes."""
    hit = lambda k: {"x": k / 2.0, "id": 7 - k, "label": f"hit {k}"}
    return {"ok": i % 2 == 0, "c": -i, "s": -300, "i": -70000, "l": -(1 << 40), "uc": 200, "us": 60000,
            "ui": 4000000000, "ul": 1 << 63, "f": 1.5, "d": -2.25, "name": "ä" * i, "pt": [float(k) for k in range(i)],
            "tags": ["a", "x" * 300], "p": [1.0, 2.0, 3.0], "m": [[1, 2, 3], [4, 5, 6]], "best": hit(i),
            "hits": [hit(k) for k in range(i % 4)], "fl": [True, False, True], "ll": [-1, 1 << 50], "by": [1, 255],
            "vv": [[], [1.0, 2.0]], "ull": [2**64 - 1], "vc": [-1, 1]}


def members(obj):
    """An object of uproot as plain values."""
    if hasattr(obj, "all_members"):
        return {k: members(v) for k, v in obj.all_members.items() if not k.startswith("@")}
    if hasattr(obj, "tolist"):
        obj = obj.tolist()
    if isinstance(obj, (list, tuple)):
        return [members(v) for v in obj]
    return obj


def persist(folder):
    path = os.path.join(folder, "persist.root")
    print(path)
    with uproot.open(path) as file:
        got = members(file["e"])
        for name, value in event(3).items():
            if name == "m":
                # uproot leaves matrices of single objects flat.
                value = sum(value, [])
            check(got.get(name) == value, f"persist e.{name} in uproot: {got.get(name)} not {value}")
        options = {"first": [], "second": [2.5], "text": ["a"], "list": [[1.0, 2.0]]}
        got = members(file["options"])
        for name, value in options.items():
            check(got.get(name) == value, f"persist options.{name} in uproot: {got.get(name)} not {value}")
        optional = file["optional"].arrays()
        check(plain(optional["time"]) == [[], [0.5], []], f"persist optional.time: {plain(optional['time'])}")
        check(plain(optional["x"]) == [[2.5], [], [2.5]], f"persist optional.x: {plain(optional['x'])}")
        tree = file["t"]
        check(plain(tree["nMuon"].array()) == [i % 5 for i in range(1000)], "persist t.nMuon")
        check(plain(tree["Muon_pt"].array()) == [[k + 0.5 for k in range(i % 5)] for i in range(1000)], "persist t.Muon_pt")
        ntuple = file["n"]
        muons = ntuple["Muon"].array()
        check(plain(muons["pt"]) == [[k + 0.5 for k in range(i % 5)] for i in range(1000)], "persist n.Muon.pt")
        events = file["events"].arrays()
        for i in range(20):
            for name, value in event(i).items():
                check(plain(events[i][name]) == value, f"persist events[{i}].{name}: {plain(events[i][name])} not {value}")
    with Stderr() as output:
        file = ROOT.TFile.Open(path)
        file.ShowStreamerInfo()
        check("PEvent" in [i.GetName() for i in file.GetStreamerInfoList()], "PEvent is not among the layouts")
        obj = file.Get("e")
        check(bool(obj), "ROOT cannot read the emulated class")
        check(bool(file.Get("options")), "ROOT cannot read the emulated class with options")
        count = ROOT.RDataFrame("optional", path).Define("many", "time.size()").Sum("many").GetValue()
        check(count == 1, f"persist optional.time in RDataFrame: {count}")
        frame = ROOT.RDataFrame("t", path)
        check(frame.Sum("Muon_pt").GetValue() == sum(k + 0.5 for i in range(1000) for k in range(i % 5)), "persist t in RDataFrame")
        frame = ROOT.RDataFrame("n", path)
        check(frame.Sum("Muon.pt").GetValue() == sum(k + 0.5 for i in range(1000) for k in range(i % 5)), "persist n in RDataFrame")
        file.Close()
    complain(output.text, path)
    # The class that ROOT generates from the file's layouts, compiled, reads the values.
    project = tempfile.mkdtemp()
    with Stderr() as output:
        file = ROOT.TFile.Open(path)
        file.MakeProject(os.path.join(project, "generated"), "*", "recreate")
    header = os.path.join(project, "generated", "PEvent.h")
    check(os.path.exists(header), f"MakeProject made no PEvent.h: {output.text}")
    text = open(header).read() if os.path.exists(header) else ""
    text = text.replace("std::", "").replace(" ", "")
    for declaration in ("vector<float>pt;", "stringname;", "intm[2][3];", "vector<PHit>hits;", "PHitbest;"):
        check(declaration in text, f"PEvent.h lacks {declaration}")
    compiled(path)


def library(folder):
    """What `objects_of_the_library_for_other_programs` of analysis-core/tests/it/persist.rs writes."""
    path = os.path.join(folder, "library.root")
    print(path)
    with Stderr() as output:
        file = ROOT.TFile.Open(path)
        graphs = file.Get("dir/graphs").GetListOfGraphs()
        check([g.GetName() for g in graphs] == ["g1", "g2"], f"graphs {[g.GetName() for g in graphs]}")
        same([graphs.At(1).GetY()[i] for i in range(2)], [2, 4], "g2 y")
        same([graphs.At(1).GetEY()[i] for i in range(2)], [0.5, 0.5], "g2 errors")
        h = file.Get("dir/h")
        check(h.GetEntries() == 100 and abs(h.GetMean() - 0.5) < 1e-12, f"h: {h.GetEntries()} entries, mean {h.GetMean()}")
        canvas = file.Get("dir/canvas")
        check(canvas.ClassName() == "TCanvas", f"canvas is a {canvas.ClassName()}")
        drawn = [o.ClassName() for o in canvas.GetListOfPrimitives()]
        check(any(name.startswith("TH1") for name in drawn), f"canvas draws {drawn}")
        canvas.Draw()
        canvas.Update()
        file.Close()
    complain(output.text, path)
    with uproot.open(path) as file:
        same(file["dir/h"].values(), [10] * 10, "h in uproot")
        names = [g.member("fName") for g in file["dir/graphs"].member("fGraphs")]
        check(names == ["g1", "g2"], f"graphs in uproot: {names}")


def compiled(path):
    """A compiled class of the same name and members, as a user of ROOT would have it."""
    code = """
    #include <vector>
    #include <string>
    struct PHit { float x; int id; std::string label; };
    struct PEvent { bool ok; char c; short s; int i; Long64_t l; unsigned char uc; unsigned short us; unsigned int ui;
      ULong64_t ul; float f; double d; std::string name; std::vector<float> pt; std::vector<std::string> tags; float p[3];
      int m[2][3]; PHit best; std::vector<PHit> hits; std::vector<bool> fl; std::vector<Long64_t> ll;
      std::vector<unsigned char> by; std::vector<std::vector<double>> vv; std::vector<ULong64_t> ull; std::vector<char> vc; };
    """
    script = f"""
import warnings; warnings.filterwarnings("ignore")
import ROOT
ROOT.gInterpreter.Declare('''{code}''')
f = ROOT.TFile.Open("{path}")
e = f.Get("e")
print(e.ok, e.s, e.l, e.ul, e.name, list(e.pt), [str(t)[:3] for t in e.tags], list(e.p), e.m[1][2], list(e.ll), list(e.fl), [list(v) for v in e.vv])
"""
    import subprocess

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    want = "False -300 -1099511627776 9223372036854775808 äää [0.0, 1.0, 2.0] ['a', 'xxx'] [1.0, 2.0, 3.0] 6 [-1, 1125899906842624] [True, False, True] [[], [1.0, 2.0]]"
    check(done.stdout.strip() == want, f"a compiled PEvent reads {done.stdout!r} {done.stderr[-400:]!r}")


if __name__ == "__main__":
    ROOT.gROOT.SetBatch(True)
    folder = sys.argv[1]
    everything(folder)
    if os.path.exists(os.path.join(folder, "persist.root")):
        persist(folder)
    else:
        print("no persist.root: its test was not run")
    if os.path.exists(os.path.join(folder, "library.root")):
        library(folder)
    print("wrong:", len(problems))
    sys.exit(bool(problems))

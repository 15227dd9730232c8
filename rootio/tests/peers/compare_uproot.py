"""Compares everything that rootio reads from ROOT files with uproot: every column, value by value. Where uproot reads
something else, or nothing, ROOT's TTree::Draw is the judge.

    cargo build -p rootio --example rootio_dump
    pip install ROOT uproot awkward
    pip download --no-deps --no-binary :all: coffea==2026.9.0      # its tests/samples are real files
    python compare_uproot.py path/to/rootio_dump FILES... [--table docs/book/src/reference/root-files.md]

Exit code 1 when a value differs, or when uproot reads a column of basic types that rootio does not.
"""
import collections, json, os, subprocess, sys, warnings
import awkward as ak
import numpy as np
import uproot

# ROOT from PyPI says at its import that it is young.
warnings.filterwarnings("ignore")

DTYPES = {"bool": "?", "i8": "i1", "i16": "<i2", "i32": "<i4", "i64": "<i8", "u8": "u1", "u16": "<u2", "u32": "<u4",
          "u64": "<u8", "f32": "<f4", "f64": "<f8"}


class Buffers:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, dtype, count):
        dtype = np.dtype(dtype)
        out = np.frombuffer(self.data, dtype, count, self.at)
        self.at += dtype.itemsize * count
        return out


def layout(form, length, buffers):
    if form == "String":
        offsets = buffers.take("<i8", length + 1)
        chars = buffers.take("u1", int(offsets[-1]))
        chars = ak.contents.NumpyArray(chars, parameters={"__array__": "char"})
        return ak.contents.ListOffsetArray(ak.index.Index64(offsets), chars, parameters={"__array__": "string"})
    if isinstance(form, str):
        return ak.contents.NumpyArray(buffers.take(DTYPES[form], length))
    if "list" in form:
        offsets = buffers.take("<i8", length + 1)
        return ak.contents.ListOffsetArray(ak.index.Index64(offsets), layout(form["list"], int(offsets[-1]), buffers))
    if "fixed" in form:
        return ak.contents.RegularArray(layout(form["fixed"], length * form["size"], buffers), form["size"], length)
    contents = [layout(f, length, buffers) for _, f in form["struct"]]
    return ak.contents.RecordArray(contents, [n for n, _ in form["struct"]], length)


def leaves(record):
    """The members of a record, those of its bases and their own records in place."""
    out = []
    for name, content in zip(record.fields, record.contents):
        if name == "TObject":  # uproot leaves it out
            continue
        content = strip(content)
        out += leaves(content) if isinstance(content, ak.contents.RecordArray) else [content]
    return out


def strip(a):
    while isinstance(a, (ak.contents.IndexedArray, ak.contents.UnmaskedArray)):
        a = a.project() if hasattr(a, "project") else a.content
    if isinstance(a, ak.contents.NumpyArray) and a.data.ndim > 1:
        a = a.to_RegularArray()
    if isinstance(a, (ak.contents.ListArray,)):
        a = a.to_ListOffsetArray64(True)
    return a


def differ(ours, theirs, path=""):
    """None when equal, or where and how not."""
    ours, theirs = strip(ours), strip(theirs)
    if len(ours) != len(theirs):
        return f"{path}: {len(ours)} entries, not {len(theirs)}"
    if len(ours) == 0:
        return None
    if isinstance(ours, ak.contents.RecordArray) and isinstance(theirs, ak.contents.RecordArray):
        if ours.fields in (["pid", "ref"], ["pid", "refs"]) and ours.fields[1] in theirs.fields:
            # A TRef or a TRefArray: uproot leaves out the process, adds name and size, and gives the ids a sign.
            ids = ak.values_astype(ak.Array(theirs.content(ours.fields[1])), np.uint32)
            return differ(ours.content(1), ak.to_layout(ids), f"{path}.{ours.fields[1]}")
        a, b = leaves(ours), leaves(theirs)
        if len(a) != len(b):
            return f"{path}: members {ours.fields} not {theirs.fields}"
        for i, (x, y) in enumerate(zip(a, b)):
            if (d := differ(x, y, f"{path}.{i}")):
                return d
        return None
    if isinstance(ours, ak.contents.NumpyArray) and isinstance(theirs, ak.contents.NumpyArray):
        a, b = np.asarray(ours.data), np.asarray(theirs.data)
        if a.dtype != b.dtype.newbyteorder("<") and not (a.dtype.itemsize == 1 and b.dtype.itemsize == 1):
            return f"{path}: {a.dtype} not {b.dtype}"
        equal = np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        return None if equal else f"{path}: values {a[:5]} not {b[:5]}"
    if isinstance(ours, ak.contents.RegularArray) and isinstance(theirs, ak.contents.RegularArray):
        if ours.size != theirs.size:
            return f"{path}: size {ours.size} not {theirs.size}"
        return differ(ours.content[: len(ours) * ours.size], theirs.content[: len(ours) * ours.size], path + "[n]")
    lists = (ak.contents.ListOffsetArray, ak.contents.RegularArray)
    if isinstance(ours, lists) and isinstance(theirs, lists):
        a, b = ours.to_ListOffsetArray64(True), theirs.to_ListOffsetArray64(True)
        if not np.array_equal(np.asarray(a.offsets), np.asarray(b.offsets)):
            return f"{path}: offsets {np.asarray(a.offsets)[:6]} not {np.asarray(b.offsets)[:6]}"
        n = int(np.asarray(a.offsets)[-1])
        return differ(a.content[:n], b.content[:n], path + "[]")
    return f"{path}: {type(ours).__name__} not {type(theirs).__name__}"


def dump(program, path):
    data = subprocess.run([program, path], stdout=subprocess.PIPE).stdout
    at = 0
    while at < len(data):
        end = data.index(b"\n", at)
        line = json.loads(data[at:end])
        at = end + 1
        count = line.get("bytes", 0)
        yield line, data[at : at + count]
        at += count


class Judge:
    """ROOT's own reading of a column of a tree, as far as TTree::Draw knows it: numbers without the ends of lists."""

    def __init__(self, path):
        self.path, self.file = path, None

    def draw(self, table, expression, most):
        import ROOT

        if self.file is None:
            ROOT.gROOT.SetBatch(True)
            ROOT.gErrorIgnoreLevel = ROOT.kFatal
            self.file = ROOT.TFile.Open(self.path)
        tree = self.file.Get(table)
        tree.SetEstimate(most + 1)
        count = tree.Draw(expression, "", "goff")
        return np.frombuffer(tree.GetV1(), np.float64, count).copy() if 0 < count <= most + 1 else None

    def agrees(self, table, column, ours):
        """Whether every number is ROOT's; None where ROOT has no answer."""
        all_numbers = numbers(ours)
        for suffix, values in all_numbers:
            theirs = self.draw(table, column.replace("/", ".") + suffix, len(values))
            if theirs is None:
                return None
            # TTree::Draw computes in double precision.
            if not np.array_equal(np.asarray(values).astype(np.float64), theirs, equal_nan=True):
                return False
        return True if all_numbers else None


def numbers(a):
    """The numbers in an array without their lists, with the names of members; text is left out."""
    a = strip(a)
    if isinstance(a, ak.contents.RecordArray):
        if "pid" in a.fields:
            raise ValueError("TTree::Draw crashes on references")
        return [("." + n + s, v) for n, c in zip(a.fields, a.contents) for s, v in numbers(c[: len(a)])]
    if isinstance(a, ak.contents.RegularArray):
        return numbers(a.content[: len(a) * a.size])
    if isinstance(a, ak.contents.ListOffsetArray):
        if a.parameter("__array__") == "string":
            raise ValueError("text")
        a = a.to_ListOffsetArray64(True)
        return numbers(a.content[: int(np.asarray(a.offsets)[-1])])
    return [("", np.asarray(a.data))]


def judged(judge, table, column, ours):
    try:
        return judge.agrees(table, column, ours)
    except Exception:
        return None


def replace_table(path, lines):
    """Puts a new table in the place of the one that starts with `| file |`."""
    old = open(path).read().splitlines()
    start = next(i for i, line in enumerate(old) if line.startswith("| file |"))
    end = next(i for i in range(start, len(old)) if not old[i].startswith("|"))
    with open(path, "w") as out:
        out.write("\n".join(old[:start] + lines + old[end:]) + "\n")


def simple(interpretation):
    return any(isinstance(interpretation, c) for c in (uproot.AsDtype, uproot.AsJagged)) and "Strided" not in str(interpretation)


def main():
    end = sys.argv.index("--table") if "--table" in sys.argv else len(sys.argv)
    program, files = sys.argv[1], sys.argv[2:end]
    rows, bad = [], 0
    for path in files:
        tally, notes = collections.Counter(), collections.Counter()
        try:
            peer = uproot.open(path)
        except Exception as error:
            print(f"{os.path.basename(path)}: uproot cannot open: {str(error)[:80]!r}")
            peer = None
        tables, judge = {}, Judge(path)
        for line, raw in dump(program, path):
            if "column" not in line:
                if "error" in line:
                    tally["object error"] += 1
                    notes[f"{line.get('object', line.get('table', ''))}: {line['error'][:120]}"] += 1
                elif "object" in line:
                    tally["objects"] += 1
                continue
            tally["columns"] += 1
            table, column = line["table"], line["column"]
            is_tree = False
            try:
                if table not in tables:
                    tables[table] = peer[table]
                there = tables[table]
                is_tree = hasattr(there, "branches")
                branch = there[column]
                theirs = branch.array(library="ak")
                problem = None
            except Exception as error:
                problem = f"{type(error).__name__}"
            if "error" in line:
                if problem is None:
                    tally["missing"] += 1
                    easy = is_tree and simple(branch.interpretation)
                    bad += easy
                    notes[f"{'BASIC ' if easy else ''}{column}: {line['type']}: {line['error'][-100:]}"] += 1
                else:
                    tally["neither"] += 1
                continue
            ours = layout(line["form"], line["entries"], Buffers(raw))
            if problem is not None:
                agrees = judged(judge, table, column, ours)
                if agrees is False:
                    tally["differ"] += 1
                    notes[f"DIFFER from ROOT: {column} ({line['type']})"] += 1
                    bad += 1
                    continue
                tally["equal to ROOT" if agrees else "ours only"] += 1
                if os.environ.get("VERBOSE"):
                    notes[f"ours only: {column} {line['type']} ({problem})"] += 1
                continue
            if is_tree and line["form"] == "i32" and "Record" in type(strip(ak.to_layout(theirs))).__name__:
                # The node of a split collection: ours are the counts, uproot's the members again.
                tally["equal" if len(theirs) == line["entries"] else "differ"] += 1
                continue
            if "Cardinality" in line["type"]:
                # uproot gives 64-bit integers whatever the file declares.
                theirs = ak.values_astype(theirs, np.uint64 if "64" in line["type"] else np.uint32)
            wrong = differ(ours, ak.to_layout(ak.to_packed(theirs)))
            if wrong and judged(judge, table, column, ours):
                tally["equal to ROOT"] += 1
                notes[f"not as uproot, but as ROOT: {column} ({line['type']})"] += 1
            elif wrong:
                tally["differ"] += 1
                notes[f"DIFFER {column} ({line['type']}): {wrong[:160]}"] += 1
                bad += 1
            else:
                tally["equal"] += 1
        rows.append((os.path.basename(path), tally))
        print(f"{os.path.basename(path)}: {dict(tally)}")
        for note, count in notes.most_common(int(os.environ.get("NOTES", 6))):
            print(f"    {count} × {note}")
    total = sum((t for _, t in rows), collections.Counter())
    print("total:", dict(total))
    if "--table" in sys.argv:
        names = ["columns", "equal", "equal to ROOT", "differ", "missing", "ours only", "neither", "objects", "object error"]
        lines = ["| file | " + " | ".join(names) + " |", "|" + " --- |" * (len(names) + 1)]
        for name, tally in rows + [("total", total)]:
            lines.append(f"| {name} | " + " | ".join(str(tally[n]) for n in names) + " |")
        replace_table(sys.argv[sys.argv.index("--table") + 1], lines)
    readable = total["columns"] - total["neither"]
    share = (total["equal"] + total["equal to ROOT"] + total["ours only"]) / max(readable, 1)
    print(f"{share:.2%} of the columns that anybody reads; {bad} problems")
    bad += share < 0.99
    return bad != 0


if __name__ == "__main__":
    sys.exit(main())

"""The Python side of Python cells; its functions are called by name with text and bytes, and never raise."""
import ast, base64, builtins, io, json, linecache, os, signal, sys, traceback

os.environ.setdefault("MPLBACKEND", "agg")
if not getattr(sys, "argv", None):
    sys.argv = [""]
_main = sys.modules["__main__"]
ns = _main.__dict__
_injected = {}  # name -> the object that Rust gave
_own = set(ns)

sys.stdout.reconfigure(line_buffering=True)
signal.signal(signal.SIGINT, signal.default_int_handler)


def _ask(prompt="", password=False):
    sys.stdout.flush()
    answer, problem = _native_input(str(prompt), password)
    if problem == "interrupted":
        raise KeyboardInterrupt
    if problem:
        raise EOFError(problem)
    return answer


builtins.input = _ask
try:
    import getpass
    getpass.getpass = lambda prompt="Password: ", stream=None: _ask(prompt, True)
except ImportError:
    pass


def display(*objects, **_):
    """Shows objects as the value of a cell would be shown."""
    for value in objects:
        _show(value, False)


builtins.display = display


def _show(value, is_result):
    data, metadata = bundle(value)
    sys.stdout.flush()
    _native_display(json.dumps({"data": data, "metadata": metadata}, default=str), is_result)


_FORMS = (
    ("text/html", "_repr_html_"), ("image/svg+xml", "_repr_svg_"), ("image/png", "_repr_png_"),
    ("image/jpeg", "_repr_jpeg_"), ("text/latex", "_repr_latex_"), ("text/markdown", "_repr_markdown_"),
    ("application/json", "_repr_json_"), ("application/javascript", "_repr_javascript_"),
)


def bundle(value):
    """What IPython's formatters would give."""
    data, metadata = {}, {}
    if not isinstance(value, type):
        full = getattr(value, "_repr_mimebundle_", None)
        if callable(full):
            try:
                found = full()
            except TypeError:
                found = full(include=None, exclude=None)
            found, more = found if isinstance(found, tuple) else (found, {})
            data.update(found or {})
            metadata.update(more or {})
        for mime, method in _FORMS:
            form = getattr(value, method, None)
            if mime not in data and callable(form):
                content = form()
                if isinstance(content, tuple):
                    content, metadata[mime] = content
                if content is not None:
                    data[mime] = content
        if "matplotlib.figure" in sys.modules and isinstance(value, sys.modules["matplotlib.figure"].Figure):
            data["image/png"] = _png(value)
    data.setdefault("text/plain", _text(value))
    return {mime: base64.b64encode(v).decode() if isinstance(v, bytes) else v for mime, v in data.items()}, metadata


def _text(value):
    if isinstance(value, (dict, list, tuple, set)) and len(value) > 8:
        import pprint
        return pprint.pformat(value, compact=True)[:200000]
    return repr(value)[:200000]


def _png(figure):
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", bbox_inches="tight")
    return base64.b64encode(buffer.getvalue()).decode()


def _figures():
    plt = sys.modules.get("matplotlib.pyplot")
    if plt is not None:
        for number in plt.get_fignums():
            _native_display(json.dumps({"data": {"image/png": _png(plt.figure(number)), "text/plain": "<Figure>"}, "metadata": {}}), False)
        plt.close("all")


def run(source, name):
    """Runs a cell; returns JSON: the error, if any, and the variables."""
    error = None
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    try:
        tree = ast.parse(source, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
            last = compile(ast.Expression(tree.body.pop().value), name, "eval")
        assigned = _assigned(tree)
        exec(compile(tree, name, "exec"), ns)
        value = eval(last, ns) if last else None
        if value is not None:
            ns["_"] = value
            figures = getattr(sys.modules.get("matplotlib.figure"), "Figure", ())
            if not isinstance(value, figures):
                _show(value, True)
        _figures()
    except BaseException as problem:
        assigned = _assigned(tree) if "tree" in locals() else []
        kind, trace = type(problem), problem.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != name:
            trace = trace.tb_next
        lines = "".join(traceback.format_exception(kind, problem, trace))
        error = {"name": kind.__name__, "message": str(problem), "traceback": lines.rstrip()}
        plt = sys.modules.get("matplotlib.pyplot")
        if plt is not None:
            plt.close("all")
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except Exception:
        pass
    return json.dumps({"error": error, "assigned": assigned, "variables": _variables()}).encode()


def _assigned(tree):
    """Names that the top level of a cell binds."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            names.add(node.name)
    return sorted(names)


def _variables():
    found = []
    for name, value in list(ns.items()):
        if name.startswith("_") or name in _own or isinstance(value, type(sys)):
            continue
        if name in _injected and _injected[name] is value:
            continue
        found.append({"name": name, "type": type(value).__name__, "kind": _kind(value), "value": _short(value)})
    return found


def _short(value):
    if isinstance(value, (bool, int, float, str)):
        return repr(value)[:80]
    shape = getattr(value, "shape", None)
    if shape is not None:
        return f"shape {shape}"
    return None


def _kind(value):
    """The Rust type that a value becomes, or None."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "i64" if -(2**63) <= value < 2**63 else None
    if isinstance(value, float):
        return "f64"
    if isinstance(value, str):
        return "String"
    if _is_histogram(value):
        return {1: "Hist1D", 2: "Hist2D", 3: "Hist3D"}.get(len(value.axes))
    dtype = getattr(value, "dtype", None)
    if dtype is not None and getattr(value, "ndim", None) == 0 and getattr(dtype, "kind", "") in "fiub":
        return {"f": "f64", "i": "i64", "u": "i64", "b": "bool"}[dtype.kind]
    if dtype is not None and getattr(value, "ndim", None) == 1 and getattr(dtype, "kind", "") in "fiu":
        return "Vec<f64>" if dtype.kind == "f" else "Vec<i64>"
    if isinstance(value, (list, tuple)) and value:
        first = value[0]
        if isinstance(first, str) and all(isinstance(v, str) for v in value):
            return "Vec<String>"
        numbers = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in value)
        if numbers:
            return "Vec<i64>" if all(isinstance(v, int) for v in value) else "Vec<f64>"
    if callable(value) and not isinstance(value, type):
        return "rootlet_runtime::python::Function"
    return None


def _is_histogram(value):
    return hasattr(value, "axes") and hasattr(value, "kind") and callable(getattr(value, "values", None))


def give(name):
    """A variable for Rust, as bytes; text that starts with `!` is a problem."""
    import array
    if name not in ns:
        return f"!there is no Python variable `{name}`".encode()
    value = ns[name]
    kind = _kind(value)
    try:
        if kind in ("bool", "i64"):
            return str(int(value)).encode()
        if kind == "f64":
            return repr(float(value)).encode()
        if kind == "String":
            return b" " + value.encode("utf-8", "replace")
        if kind == "Vec<String>":
            return json.dumps(list(value)).encode()
        if kind in ("Vec<f64>", "Vec<i64>"):
            code = "d" if kind == "Vec<f64>" else "q"
            if hasattr(value, "dtype"):
                import numpy
                return b" " + numpy.ascontiguousarray(value, "<f8" if code == "d" else "<i8").tobytes()
            return b" " + array.array(code, value).tobytes()
        if kind and kind.startswith("Hist"):
            return _uhi(value).encode()
    except Exception as problem:
        return f"!the Python variable `{name}`: {problem}".encode()
    return f"!the Python variable `{name}` of type `{type(value).__name__}` has no form in Rust".encode()


def receive(name, kind, payload):
    """A variable from Rust."""
    if kind == "int":
        value = int(payload)
    elif kind == "float":
        value = float(payload)
    elif kind == "bool":
        value = payload == b"1"
    elif kind == "str":
        value = payload.decode()
    elif kind == "texts":
        value = json.loads(payload)
    elif kind == "histogram":
        value = Histogram(json.loads(payload))
    else:
        value = _numbers(kind, payload)
    ns[name] = value
    _injected[name] = value
    return b""


def receive_object(name, value):
    ns[name] = value
    _injected[name] = value
    return b""


def _numbers(kind, payload):
    """A read-only array over the bytes, or a list where there is no numpy."""
    try:
        import numpy
        return numpy.frombuffer(payload, kind)
    except ImportError:
        import array
        codes = {"f8": "d", "f4": "f", "i8": "q", "i4": "i", "i2": "h", "i1": "b", "u8": "Q", "u4": "I", "u2": "H", "u1": "B"}
        values = array.array(codes[kind[1:]])
        values.frombytes(payload)
        return values.tolist()


class _Traits:
    circular = False
    discrete = False


class Axis:
    """An axis of a Rust histogram, as the Unified Histogram Interface wants it."""

    traits = _Traits()

    def __init__(self, document):
        metadata = document.get("metadata") or {}
        self.label = metadata.get("label") or metadata.get("title") or ""
        self.name = metadata.get("name") or ""
        if "edges" in document:
            self._edges = [float(edge) for edge in document["edges"]]
        elif "lower" in document:
            n, low, high = document["bins"], float(document["lower"]), float(document["upper"])
            self._edges = [low + (high - low) * i / n for i in range(n)] + [high]
        else:
            self._edges = [float(i) for i in range(len(document.get("categories", [])) + 1)]
        self._flow = (bool(document.get("underflow")), bool(document.get("overflow")))

    def __len__(self):
        return len(self._edges) - 1

    def __getitem__(self, index):
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        return (self._edges[index], self._edges[index + 1])

    def __iter__(self):
        return (self[index] for index in range(len(self)))

    def __eq__(self, other):
        return isinstance(other, Axis) and self._edges == other._edges

    @property
    def edges(self):
        import numpy
        return numpy.array(self._edges)

    @property
    def centers(self):
        return (self.edges[1:] + self.edges[:-1]) / 2

    @property
    def widths(self):
        return self.edges[1:] - self.edges[:-1]


class Histogram:
    """A Rust histogram with the Unified Histogram Interface: `mplhep.histplot(h)`, `hist.Hist(h)`."""

    kind = "COUNT"

    def __init__(self, document):
        self._document = document
        self.axes = tuple(Axis(axis) for axis in document["axes"])
        metadata = document.get("metadata") or {}
        self.name = metadata.get("name") or ""
        self.label = metadata.get("label") or ""

    def _array(self, key, flow):
        import numpy
        storage = self._document["storage"]
        values = numpy.array(storage[key if key in storage else "values"], dtype=float)
        if flow:
            return values
        cut = tuple(slice(1 if a._flow[0] else 0, -1 if a._flow[1] else None) for a in self.axes)
        return values[cut]

    def values(self, flow=False):
        return self._array("values", flow)

    def variances(self, flow=False):
        return self._array("variances", flow)

    def counts(self, flow=False):
        values, variances = self.values(flow), self.variances(flow)
        import numpy
        return numpy.divide(values**2, variances, out=numpy.zeros_like(values), where=variances != 0)

    def density(self, flow=False):
        values = self.values(flow)
        return values / values.sum() / self.axes[0].widths if len(self.axes) == 1 else values / values.sum()

    def to_numpy(self, flow=False):
        return (self.values(flow), *(axis.edges for axis in self.axes))

    @property
    def ndim(self):
        return len(self.axes)

    def _to_uhi_(self):
        return self._document

    def _to_boost_histogram_(self):
        import boost_histogram as bh
        axes = [bh.axis.Variable(a._edges, underflow=a._flow[0], overflow=a._flow[1]) if not _regular(a._edges)
                else bh.axis.Regular(len(a), a._edges[0], a._edges[-1], underflow=a._flow[0], overflow=a._flow[1]) for a in self.axes]
        result = bh.Histogram(*axes, storage=bh.storage.Weight())
        view = result.view(flow=True)
        view["value"], view["variance"] = self.values(flow=True), self.variances(flow=True)
        return result

    def __repr__(self):
        shape = " × ".join(str(len(axis)) for axis in self.axes)
        return f"Histogram({self.name!r}, {shape} bins, sum {self.values().sum():g})"


def _regular(edges):
    width = (edges[-1] - edges[0]) / (len(edges) - 1)
    return all(abs(edges[0] + i * width - edge) <= 1e-9 * abs(width) for i, edge in enumerate(edges))


def _uhi(value):
    """Any histogram with the interface as UHI's JSON."""
    if isinstance(value, Histogram):
        return json.dumps(value._document)
    axes, flows = [], []
    for axis in value.axes:
        edges = [float(edge) for edge in axis.edges]
        traits = getattr(axis, "traits", None)
        flows.append((bool(getattr(traits, "underflow", False)), bool(getattr(traits, "overflow", False))))
        common = {"underflow": flows[-1][0], "overflow": flows[-1][1], "circular": False, "metadata": {"label": getattr(axis, "label", "") or ""}}
        if _regular(edges):
            axes.append({"type": "regular", "lower": edges[0], "upper": edges[-1], "bins": len(edges) - 1, **common})
        else:
            axes.append({"type": "variable", "edges": edges, **common})
    with_flow = any(flow for pair in flows for flow in pair)
    values = value.values(flow=True) if with_flow else value.values()
    variances = value.variances(flow=True) if with_flow else value.variances()
    storage = {"type": "weighted", "values": values.tolist(), "variances": (values if variances is None else variances).tolist()}
    metadata = {"name": getattr(value, "name", "") or "", "label": getattr(value, "label", "") or ""}
    return json.dumps({"uhi_schema": 1, "writer_info": {}, "metadata": metadata, "axes": axes, "storage": storage})


def complete(source, line, column):
    """Proposals at a place (line from 1, column from 0) as JSON: texts and where they start."""
    try:
        import jedi
        found = jedi.Interpreter(source, [ns]).complete(line, column)
        prefix = len(found[0].name_with_symbols) - len(found[0].complete) if found and found[0].complete is not None else 0
        return json.dumps({"matches": [[f.name_with_symbols, f.type] for f in found[:200]], "prefix": prefix}).encode()
    except ImportError:
        import re, rlcompleter
        word = re.search(r"[\w.]*$", source.splitlines()[line - 1][:column] if source else "").group()
        completer, matches = rlcompleter.Completer(ns), []
        while len(matches) < 200 and (match := completer.complete(word, len(matches))) is not None:
            matches.append([match, ""])
        return json.dumps({"matches": matches, "prefix": len(word)}).encode()
    except Exception:
        return b'{"matches": [], "prefix": 0}'

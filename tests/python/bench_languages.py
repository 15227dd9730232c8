"""Costs of Python and C++ cells through a real Jupyter client; `cargo xtask bench languages` runs it.

Each line gives the measured value and the limit that the design sets.
"""

import statistics
import sys
import tempfile
import time

from jupyter_client.manager import start_new_kernel


def timed(client, code):
    """Seconds from the request to the reply, and what the cell printed."""
    begun = time.perf_counter()
    identity = client.execute(code, stop_on_error=False)
    while True:
        reply = client.get_shell_msg(timeout=120)
        if reply["parent_header"].get("msg_id") == identity:
            seconds = time.perf_counter() - begun
            break
    if reply["content"]["status"] != "ok":
        raise RuntimeError("\n".join(reply["content"]["traceback"]))
    text = ""
    while True:
        message = client.get_iopub_msg(timeout=30)
        if message["parent_header"].get("msg_id") != identity:
            continue
        if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
            text += message["content"]["text"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return seconds, text.strip()


def show(what, value, unit, limit):
    print(f"{what:44s}{value:10.1f} {unit}   (limit {limit} {unit})", flush=True)


MODEL = """%%cpp -d
double model{i}(double* x, double* par) {{
    double t = (x[0] - par[1]) / par[2];
    return par[0] * exp(-0.5 * t * t) + {i};
}}
"""
LIBRARY = """%%cpp -a benchlib
class Counter {
public:
    Counter(int start) : count(start) {}
    int next() { return ++count; }
private:
    int count;
};
"""


def session(kernel, folder):
    manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=900, cwd=folder)
    timed(client, "let x0 = 1.5; let v: Vec<f64> = (0..1_000_000).map(f64::from).collect(); let address = v.as_ptr() as u64;")
    return manager, client


def main():
    kernel = sys.argv[1] if len(sys.argv) > 1 else "rootlet"
    folder = tempfile.mkdtemp(prefix="rootlet-bench-")
    manager, client = session(kernel, folder)
    first, _ = timed(client, "%%python\npass")
    cells = [timed(client, f"%%python\ny{i} = x0 * {i}")[0] for i in range(15)]
    warm = statistics.median(cells)
    show("Python embedded (first cell - later cell)", 1e3 * (first - warm), "ms", 60)
    show("Python cell", 1e3 * warm, "ms", 60)
    timed(client, "fn square(x: f64) -> f64 { x * x }")
    timed(client, "%%python\nsquare(2.0)")
    code = "%%python\nimport timeit\nprint(min(timeit.repeat('f(1.5)', 'f = square', number=200000, repeat=7, globals=globals())) / 200000 * 1e9)"
    show("Rust function called from Python", float(timed(client, code)[1]), "ns", 200)
    code = "%%python\nview = memoryview(v)\nimport ctypes\nprint(v.__array_interface__['data'][0] == address if hasattr(v, '__array_interface__') else len(view) == 1000000)"
    print(f"{'vector of 10^6 numbers seen without a copy':44s}{timed(client, code)[1]:>10s}")
    timed(client, "%%cpp\nint warm = 1;")
    plain = [timed(client, f"%%cpp\ndouble z{i} = x0 * {i};")[0] for i in range(7)]
    show("C++ cell with a variable", 1e3 * statistics.median(plain), "ms", 350)
    declared = [timed(client, MODEL.format(i=i + time.time_ns() % 1000000))[0] for i in range(5)]
    show("C++ function declared", 1e3 * statistics.median(declared), "ms", 350)
    timed(client, MODEL.format(i=0))
    code = """let started = std::time::Instant::now();
let mut sum = 0.0;
for i in 0..10_000_000u64 { sum += model0((i % 64) as f64 / 8.0 - 4.0, &[200.0, 0.0, 1.0]); }
println!("{}", started.elapsed().as_secs_f64() * 100.0); std::hint::black_box(sum);"""
    show("C++ fit function called from Rust", float(timed(client, code)[1]), "ns", 15)
    timed(client, LIBRARY)
    client.stop_channels()
    manager.shutdown_kernel()
    cached = []
    for _ in range(3):
        manager, client = session(kernel, folder)
        cached.append(timed(client, "%%cpp -a benchlib")[0])
        timed(client, "assert_eq!(Counter::new(4).next(), 5);")
        client.stop_channels()
        manager.shutdown_kernel()
    show("C++ library of an earlier session loaded", 1e3 * statistics.median(cached), "ms", 50)


if __name__ == "__main__":
    main()

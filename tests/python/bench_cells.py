"""Latency of cells through a real Jupyter client; `cargo xtask bench` runs it.

Prints the median over warm cells from execute_request to execute_reply, with an empty compile by
rustc in the same run for comparison, and the start of a kernel.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import start_new_kernel

CELLS = {
    "fn": "fn f{i}(a: f64) -> f64 {{ a * {i} as f64 + 1.0 }}",
    "let": "let x{i} = {i} + 1;",
    "expression": "x0 * 2 + {i}",
    "histogram fill": "for i in 0..1000 {{ h.fill(i as f64 % 10.0 - 5.0); }}",
    "println": 'println!("{{}}", x0 + {i});',
    "10 lines of HashMap": """use std::collections::HashMap;
let mut m: HashMap<String, Vec<i64>> = HashMap::new();
for i in 0..100i64 {{
    m.entry(format!("k{{}}", i % 7)).or_default().push(i * 3);
}}
let mut keys: Vec<_> = m.keys().cloned().collect();
keys.sort();
let total: i64 = keys.iter().map(|k| m[k].iter().sum::<i64>()).sum();
println!("{{}} {{}} {i}", keys.len(), total);
""",
    "DataFrame": 'let d{i} = df!("x" => [1.0, 2.0, {i}.0], "k" => ["a", "b", "a"])?; d{i}',
    "lazy group-by": """let g{i} = frame.clone().lazy().group_by([col("k")]).agg([col("x").sum()]).sort(["k"], Default::default()).collect()?;
println!("{{g{i}}}");""",
    "compile error": "let q: i32 = \"text {i}\";",
}


def milliseconds(times):
    return f"{1e3 * statistics.median(times):7.1f} ms   (min {1e3 * min(times):.1f}, max {1e3 * max(times):.1f}, n={len(times)})"


def timed(client, code):
    begun = time.perf_counter()
    identity = client.execute(code, stop_on_error=False)
    while True:
        reply = client.get_shell_msg(timeout=120)
        if reply["parent_header"].get("msg_id") == identity:
            return time.perf_counter() - begun, reply["content"]


def empty_compile():
    rustc = subprocess.run(["rustc", "--print", "sysroot"], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, "empty.rs")
        source.write_text("pub fn nothing() {}\n")
        times = []
        for _ in range(9):
            begun = time.perf_counter()
            subprocess.run([f"{rustc}/bin/rustc", "--crate-type", "lib", "--emit=obj", str(source)], cwd=folder, check=True)
            times.append(time.perf_counter() - begun)
    return times


def main():
    kernel = sys.argv[1] if len(sys.argv) > 1 else "rootlet"
    starts, firsts = [], []
    for _ in range(3):
        begun = time.perf_counter()
        manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=900)
        starts.append(time.perf_counter() - begun)
        timed(client, "1 + 1")
        firsts.append(time.perf_counter() - begun)
        client.stop_channels()
        manager.shutdown_kernel()
    print(f"{'empty rustc compile':28s}{milliseconds(empty_compile())}")
    print(f"{'kernel start to ready':28s}{milliseconds(starts)}")
    print(f"{'start to first cell':28s}{milliseconds(firsts)}")
    manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=900)
    timed(client, 'let x0 = 1; let mut h = Hist1D::new("h", "", 50, -5.0, 5.0);')
    timed(client, 'let frame = df!("x" => [1.0, 2.0, 3.0], "k" => ["a", "b", "a"])?;')
    for name, template in CELLS.items():
        times = []
        for i in range(1, 16):
            # A person reads for a moment; a program does not.
            time.sleep(0.15)
            seconds, content = timed(client, template.format(i=i))
            assert content["status"] == ("error" if name == "compile error" else "ok"), content
            times.append(seconds)
        print(f"{name:28s}{milliseconds(times[3:])}", flush=True)
    begun = time.perf_counter()
    for i in range(30):
        timed(client, f"let y{i} = x0 + {i}; y{i}")
    print(f"{'Run All of 30 cells':28s}{time.perf_counter() - begun:7.2f} s")
    client.stop_channels()
    manager.shutdown_kernel()


if __name__ == "__main__":
    main()

"""Many cells in one session through a real Jupyter client; `cargo xtask bench soak` runs it.

Prints latency and memory as the session grows, and what is left after a shutdown, after a killed
kernel and after a killed client. Beside each latency stands an empty compile by rustc at that
moment: other work on the machine slows both, so that growth is judged by their ratio. Exits with 1
where something is left or that ratio grew by more than a fifth.
"""

import glob
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import start_new_kernel

from bench_cells import empty_compile, timed

CELLS = [
    "let x{i} = {i}.5 + a; x{i}",
    "fn f{i}(t: f64) -> f64 {{ t * {i}.0 }}\nf{i}(2.0)",
    "h.fill({i} as f64 % 10.0 - 5.0); h.entries()",
    'println!("{{}} {{}}", v.len(), a + {i}.0);',
    "#[derive(Debug)] struct S{i} {{ n: i64 }}\nlet s{i} = S{i} {{ n: {i} }}; s{i}",
    "v.push({i}.0); v.iter().sum::<f64>()",
]
SETUP = 'let a = 1.0; let mut v: Vec<f64> = vec![]; let mut h = Hist1D::new("h", "", 50, -5.0, 5.0);'


def session_processes():
    """Every process that belongs to a session: the kernel, its evaluators, and rustc."""
    found = []
    for folder in glob.glob("/proc/[0-9]*"):
        try:
            words = pathlib.Path(folder, "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        text = b" ".join(words)
        if b"rootlet kernel" in text or b"__evaluator" in text or b"warm.rs" in text:
            found.append(int(folder.split("/")[2]))
    return found


def memory(processes):
    """Proportional set size of processes, in MB."""
    total = 0
    for process in processes:
        try:
            lines = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def leftovers(before):
    """Processes and session folders that were not there before."""
    time.sleep(2)
    processes = set(session_processes()) - before[0]
    return processes, set(glob.glob(f"{tempfile.gettempdir()}/rootlet-*")) - before[1]


def state():
    return set(session_processes()), set(glob.glob(f"{tempfile.gettempdir()}/rootlet-*"))


def soak(kernel, count):
    before = state()
    manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=900)
    timed(client, SETUP)
    times, ratios = [], []
    print("cells   median of the last 100, ms   empty compile, ms   ratio   memory of the session, MB")
    for i in range(count):
        seconds, content = timed(client, CELLS[i % len(CELLS)].format(i=i))
        assert content["status"] == "ok", content
        times.append(seconds)
        if (i + 1) % 100 == 0:
            latency, empty = statistics.median(times[-100:]), statistics.median(empty_compile())
            ratios.append(latency / empty)
            if (i + 1) % max(100, count // 10) == 0 or i + 1 == 100:
                used = memory(set(session_processes()) - before[0])
                line = f"{i + 1:5d}   {1e3 * latency:26.1f}   {1e3 * empty:17.1f}   {ratios[-1]:5.2f}   {used:25.1f}"
                print(line, flush=True)
    client.stop_channels()
    manager.shutdown_kernel()
    # The very first cells load the compiler into the memory of the system.
    growth = statistics.median(ratios[-3:]) / statistics.median(ratios[:3])
    print(f"latency, last three hundred over first: {growth:.2f}")
    return growth, leftovers(before)


def killed_kernel(kernel):
    before = state()
    manager, client = start_new_kernel(kernel_name=kernel, startup_timeout=900)
    timed(client, SETUP)
    os.kill(manager.provisioner.pid, signal.SIGKILL)
    client.stop_channels()
    left = leftovers(before)
    manager.shutdown_kernel(now=True)
    return left


def killed_client(kernel):
    """A client that starts a kernel and dies must take the kernel with it."""
    before = state()
    program = (
        "import os, signal, sys; from jupyter_client.manager import start_new_kernel as s\n"
        f"m, c = s(kernel_name={kernel!r}, startup_timeout=900); c.execute('let a = 1;'); c.get_shell_msg(timeout=60)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    # The kernel looks for its parent once a second.
    time.sleep(2)
    return leftovers(before)


def main():
    kernel = sys.argv[1] if len(sys.argv) > 1 else "rootlet"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    growth, left = soak(kernel, count)
    failed = growth > 1.2
    for name, (processes, folders) in {
        "shutdown": left,
        "killed kernel": killed_kernel(kernel),
        "killed client": killed_client(kernel),
    }.items():
        print(f"left after a {name}: {len(processes)} processes, {len(folders)} folders")
        failed |= bool(processes or folders)
    sys.exit(failed)


if __name__ == "__main__":
    main()

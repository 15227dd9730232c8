"""What variations cost in one loop, and what a second thread gives, beside a loop that needs nothing but a core.

usage: systematics.py --programs target/release FILE...

The programs are `adl` and `systematics` of `cargo build --release -p rootlet-examples`.
"""

import argparse
import multiprocessing
import os
import re
import subprocess
import time

options = argparse.ArgumentParser()
options.add_argument("--programs", required=True, help="the folder with `adl` and `systematics`")
options.add_argument("--rounds", type=int, default=3, help="the best of so many")
options.add_argument("files", nargs="+")
options = options.parse_args()


def run(program, *arguments):
    """CPU and wall seconds of one run: the smallest of all rounds, each."""
    rounds = []
    for _ in range(options.rounds):
        command = [os.path.join(options.programs, program), *map(str, arguments)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        talk = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        if status != 0:
            raise SystemExit(f"{program} failed:\n{talk}")
        rounds.append((usage.ru_utime + usage.ru_stime, float(re.search(r"wall ([\d.]+)", talk)[1])))
    return [min(row[i] for row in rounds) for i in (0, 1)]


def spin(count):
    total = 0
    for i in range(count):
        total ^= i
    return total


def cores():
    """How many cores two processes get that touch no memory."""
    def wall(processes):
        begin = time.perf_counter()
        with multiprocessing.Pool(processes) as pool:
            pool.map(spin, [20_000_000] * processes, chunksize=1)
        return time.perf_counter() - begin

    return 2 * min(wall(1) for _ in range(options.rounds)) / min(wall(2) for _ in range(options.rounds))


if __name__ == "__main__":
    for file in options.files:
        print(os.path.basename(file))
        nominal, varied = run("systematics", 0, file)[0], run("systematics", 20, file)[0]
        print(f"  20 variations: CPU {nominal:.3f} s -> {varied:.3f} s, {varied / nominal:.2f} x (goal 4)")
        one, two = run("adl", "--threads", 1, file), run("adl", "--threads", 2, file)
        print(f"  ADL queries: CPU {one[0]:.3f} and {two[0]:.3f} s, wall {one[1]:.3f} and {two[1]:.3f} s on 1 and 2 threads:", end=" ")
        print(f"{one[1] / two[1]:.2f} x (goal 1.8), a loop without memory {cores():.2f} x", flush=True)

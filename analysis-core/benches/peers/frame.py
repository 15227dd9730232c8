"""The event loop beside its peers on the eight ADL queries: seconds of CPU and wall, memory, and the same bins.

usage: frame.py --adl target/release/adl --rdataframe frame_adl FILE...

`--rdataframe` is frame_adl.cpp, compiled (see there); uproot and awkward run in this interpreter's environment. Files
are written by a script that makes Run2012B_SingleMu's 86 branches, as tree and as RNTuple.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

options = argparse.ArgumentParser()
options.add_argument("--adl", required=True)
options.add_argument("--rdataframe")
options.add_argument("--python", action="store_true", help="uproot + awkward as well")
options.add_argument("--chain", type=int, default=1, help="each file so many times")
options.add_argument("--rounds", type=int, default=2, help="the best of so many")
options.add_argument("files", nargs="+")
options = options.parse_args()


def run(command):
    """Bins, CPU seconds, wall seconds and megabytes of one run; the program's own CPU time where it tells."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as talk:
        process = subprocess.Popen(command, stdout=out, stderr=talk)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        out.seek(0)
        talk.seek(0)
        words = talk.read().decode()
        if status != 0:
            sys.exit(f"{command[0]} failed:\n{words}")
        cpu, wall = re.search(r"cpu ([\d.]+)", words), re.search(r"wall ([\d.]+)", words)
        seconds = float(cpu[1]) if cpu else usage.ru_utime + usage.ru_stime
        return json.load(out), seconds, float(wall[1]), usage.ru_maxrss / 1024


for file in options.files:
    files = [file] * options.chain
    rows = [(f"rootlet, {n} thread", [options.adl, "--threads", str(n), *files]) for n in (1, 2)]
    rows.append(("rootlet, one by one", [options.adl, "--each", *files]))
    if options.rdataframe:
        rows += [(f"RDataFrame, {n} thread", [options.rdataframe, str(n), *files]) for n in (1, 2)]
    if options.python:
        here = os.path.dirname(os.path.abspath(__file__))
        rows.append(("uproot + awkward", [sys.executable, os.path.join(here, "frame_adl.py"), file]))
    print(f"{os.path.basename(file)} × {options.chain}")
    reference = None
    for name, command in rows:
        rounds = [run(command) for _ in range(options.rounds)]
        bins, cpu, wall, memory = min(rounds, key=lambda row: row[1])
        reference = reference or bins
        off = sum(abs(a - b) for q in reference for a, b in zip(reference[q], bins[q])) / 2
        same = "same bins" if off == 0 else f"{off:.0f} entries in other bins"
        print(f"  {name:22} CPU {cpu:7.3f} s  wall {wall:7.3f} s  {memory:6.0f} MB  {same}", flush=True)

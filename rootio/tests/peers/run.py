"""Everything that compares rootio with ROOT, uproot and JSROOT; does its own set-up.

    python3 rootio/tests/peers/run.py [--quick] [--table] [--folder DIR]

--quick   four of coffea's samples instead of all, and the files of ROOT's wheel only up to 20 MB
--table   writes the table of docs/book/src/reference/root-files.md anew (needs the full run)
--folder  where environment, packages and files are kept; target/xtask/peers by default

Needs python3 with venv, cargo, and, for JSROOT, node and npm. The first run downloads about 500 MB of packages.
"""
import argparse, glob, os, shutil, subprocess, sys, tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "../../.."))
COFFEA = "coffea==2026.9.0"
JSROOT = "jsroot@7.11.2"
QUICK = ["nano_dy.root", "nano_dy_rntuple.root", "treemaker.root", "edm4hep.root"]


def run(*words, **options):
    print("+", " ".join(os.path.relpath(w, ROOT) if os.path.isabs(w) else w for w in words), flush=True)
    subprocess.run(words, check=True, cwd=options.pop("cwd", ROOT), **options)


def done(folder, wanted):
    """Whether a folder holds what is wanted; afterwards it says so."""
    path = os.path.join(folder, "installed.txt")
    return os.path.exists(path) and open(path).read() == wanted


def mark(folder, wanted):
    with open(os.path.join(folder, "installed.txt"), "w") as file:
        file.write(wanted)


def environment(folder):
    """Python with the peers."""
    wanted = open(os.path.join(HERE, "requirements.txt")).read()
    python = os.path.join(folder, "bin/python")
    if not done(folder, wanted):
        run(sys.executable, "-m", "venv", "--clear", folder)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--pre"]
        run(*pip, "--requirement", os.path.join(HERE, "requirements.txt"))
        mark(folder, wanted)
    return python


def samples(folder, python):
    """Real files of many experiments, from coffea's source distribution."""
    os.makedirs(folder, exist_ok=True)
    if not done(folder, COFFEA):
        # Only coffea comes as source: pip asks it for its metadata with build tools that may come built.
        pip = [python, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        run(*pip, "--no-binary", "coffea", "--dest", folder, COFFEA)
        (archive,) = glob.glob(os.path.join(folder, "coffea-*.tar.gz"))
        with tarfile.open(archive) as tar:
            members = [m for m in tar.getmembers() if "/tests/samples/" in m.name and m.name.endswith(".root")]
            tar.extractall(folder, members, filter="data")
        mark(folder, COFFEA)
    return sorted(glob.glob(os.path.join(folder, "coffea-*/tests/samples/*.root")))


def modules(folder):
    """JSROOT, installed without running anybody's scripts."""
    os.makedirs(folder, exist_ok=True)
    if not done(folder, JSROOT):
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent", "--no-save"]
        run("npm", "install", *quiet, "--prefix", folder, JSROOT)
        mark(folder, JSROOT)
    return os.path.join(folder, "node_modules")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--table", action="store_true")
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    parser.add_argument("--folder", default=os.path.join(target, "xtask/peers"))
    options = parser.parse_args()
    folder = os.path.abspath(options.folder)
    python = environment(os.path.join(folder, "python"))
    written = os.path.join(folder, "written")
    shutil.rmtree(written, ignore_errors=True)
    os.makedirs(written)
    cargo = os.environ.get("CARGO", "cargo")
    with_files = {**os.environ, "ROOTIO_PEERS": written}
    run(cargo, "test", "--quiet", "--package", "rootio", "--test", "it", "--", "peers::", env=with_files)
    run(cargo, "test", "--quiet", "--package", "rootlet", "--test", "it", "--", "persist::", env=with_files)
    run(python, os.path.join(HERE, "read_back.py"), written)
    if shutil.which("node") and shutil.which("npm"):
        nodes = {**os.environ, "NODE_MODULES": modules(os.path.join(folder, "node"))}
        run("node", os.path.join(HERE, "draw.mjs"), written, env=nodes, stderr=subprocess.DEVNULL)
    else:
        print("no node: JSROOT was not asked")
    run(cargo, "build", "--quiet", "--package", "rootio", "--example", "rootio_dump")
    files = samples(os.path.join(folder, "coffea"), python)
    wheel = sorted(glob.glob(os.path.join(folder, "python/lib/python3*/site-packages/ROOT/tutorials/**/*.root"), recursive=True))
    if options.quick:
        files = [path for path in files if os.path.basename(path) in QUICK]
        wheel = [path for path in wheel if os.path.getsize(path) < 20e6]
    table = ["--table", os.path.join(ROOT, "docs/book/src/reference/root-files.md")] if options.table and not options.quick else []
    run(python, os.path.join(HERE, "compare_uproot.py"), os.path.join(target, "debug/examples/rootio_dump"), *files, *wheel, *table)


main()

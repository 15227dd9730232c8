"""`rootlet convert`: scripts and back with nothing lost, and programs that cargo builds and that print the same."""

import os
import pathlib
import re
import shutil
import subprocess

import nbformat
import pytest

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))


def convert(rootlet, *words):
    done = subprocess.run([rootlet, "convert", *words], capture_output=True, text=True)
    assert done.returncode == 0, done
    return done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_script_comes_back_as_the_same_notebook(rootlet, tmp_path, path):
    there, back = tmp_path / "a.rs", tmp_path / "a.ipynb"
    convert(rootlet, path, "-o", there)
    # Onto a copy of the notebook the outputs stay as well: the file is the same, byte for byte.
    shutil.copy(path, back)
    convert(rootlet, there, "-o", back, "--force")
    assert back.read_bytes() == path.read_bytes()


# What needs no other language and prints no times.
PROGRAMS = ["01-first-rootbook", "02-histograms", "11-langaus"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_prints_what_the_notebook_shows(rootlet, tmp_path, name):
    path = CHECKOUT / "notebooks" / f"{name}.ipynb"
    folder = tmp_path / name
    convert(rootlet, path, "--program", "-o", folder, "--sources", CHECKOUT)
    # The checkout's versions and target folder: what is built there is not built again.
    shutil.copy(CHECKOUT / "Cargo.lock", folder)
    environment = {**os.environ, "CARGO_TARGET_DIR": os.environ.get("CARGO_TARGET_DIR", str(CHECKOUT / "target"))}
    done = subprocess.run(["cargo", "run", "--quiet"], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert words(done.stdout) == words(shown(path))


def shown(path):
    """What a notebook's cells show as text, in order."""
    texts = []
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            texts.append(output.text if output.output_type == "stream" else output.data["text/plain"] + "\n")
    return "".join(texts)


def words(text):
    """The text without what the last digits of a minimiser make of it."""
    text = re.sub(r"Edm(\s*)=\s*\S+", r"Edm\1=", text)
    return text.split()

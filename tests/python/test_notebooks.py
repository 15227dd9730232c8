"""The gallery: through nbclient (what nbmake, `jupyter execute` and `nbconvert --execute` do), and what every page has."""

import pathlib
import re
import shutil
import subprocess

import nbclient
import nbformat
import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))

# ROOT's tutorials whose numbers stand beside ours.
TUTORIALS = ["fillrandom", "fit1", "FittingDemo", "multifit", "combinedFit", "ConfidenceIntervals", "langaus", "hsimple",
             "TRatioPlot", "THStack", "chi2test", "df001", "df002", "df003", "df004", "df102", "ntpl002", "liveupdate"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_executes(path):
    notebook = nbformat.read(path, as_version=4)
    stored = [plain(cell) for cell in notebook.cells]
    client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}})
    client.execute()
    nbformat.validate(notebook)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    # The numbers are compared by `rootlet run --check`; here, that each cell shows the same kinds of output.
    assert [plain(cell) for cell in notebook.cells] == stored


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_page_has_prose_outputs_and_an_exercise(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert prose[0].startswith("# "), "a page begins with its title"
    assert len(prose) >= 4 and sum(map(len, prose)) > 600, "a student reads, too"
    assert any("**Exercise" in text for text in prose)
    assert any(cell.outputs for cell in code), "outputs are stored"
    for cell in code:
        failed = [output for output in cell.outputs if output.output_type == "error"]
        assert not failed or "raises-exception" in cell.metadata.get("tags", []), cell.source
    # Nothing of one machine. (Colours and pictures may hold anything.)
    text = "\n".join(str(output.get("text", "")) for cell in code for output in cell.outputs)
    assert not re.search(r"/(home|root|work|Users)/", text)


def test_first_page_and_readme_list_every_page():
    first = "\n".join(cell.source for cell in nbformat.read(NOTEBOOKS[0], as_version=4).cells)
    readme = (FOLDER / "README.md").read_text()
    links = re.compile(r"\((\d\d-[\w-]+\.ipynb)\)")
    names = {path.name for path in NOTEBOOKS}
    assert set(links.findall(readme)) == names
    assert set(links.findall(first)) == names - {NOTEBOOKS[0].name}


def test_gallery_is_large_enough():
    assert len(NOTEBOOKS) >= 20
    prose = "\n".join(path.read_text() for path in NOTEBOOKS)
    assert [name for name in TUTORIALS if name not in prose] == []
    assert "ROOT 6.40" in prose


@pytest.mark.parametrize("name, old, new", [
    ("21-profiles.ipynb", "random.gaus(0.0, 1.0)", "random.gaus(0.0, 1.001)"),
    ("16-minos-contours.ipynb", "h.fill_random_from(&truth, 1200)", "h.fill_random_from(&truth, 1201)"),
])
def test_a_changed_number_fails_the_check(rootlet, tmp_path, name, old, new):
    copy = tmp_path / name
    shutil.copy(FOLDER / name, copy)
    notebook = nbformat.read(copy, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and old in cell.source)
    cell.source = cell.source.replace(old, new)
    nbformat.write(notebook, copy)
    done = subprocess.run([rootlet, "run", "--check", copy], capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done
    assert "- " in done.stderr and "+ " in done.stderr, done.stderr


def plain(cell):
    """The kinds of a cell's outputs and the MIME types of its displays."""
    if cell.cell_type != "code":
        return None
    kinds = []
    for output in cell.outputs:
        kind = (output.output_type, *sorted(output.get("data", {})), output.get("name", ""))
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    return kinds

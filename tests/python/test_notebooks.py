"""The gallery through nbclient: what nbmake, `jupyter execute` and `nbconvert --execute` do."""

import pathlib

import nbclient
import nbformat
import pytest

NOTEBOOKS = sorted((pathlib.Path(__file__).resolve().parents[2] / "notebooks").glob("*.ipynb"))


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

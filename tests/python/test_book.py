"""The Rust of the book and the README: blocks of code and the right columns of tables, each page as one session."""

import pathlib
import re
import subprocess

import nbformat
import pytest
from nbformat import v4

BOOK = pathlib.Path(__file__).resolve().parents[2] / "docs/book/src"
CHAPTERS = [
    "../../../README.md",
    "index.md",
    "first-hour.md",
    "coming-from-root.md",
    "coming-from-python.md",
    "reference/plots.md",
    "reference/root-files.md",
]


def cells(text):
    """Code in the order of the page: `<!-- setup -->` comments, ```rust blocks, last columns of tables."""
    found = []
    block = None
    for line in text.splitlines():
        if block is not None:
            if line in ("```", "-->"):
                found.append("\n".join(block))
                block = None
            else:
                block.append(line)
        elif line in ("```rust", "<!-- setup"):
            block = []
        elif row := re.fullmatch(r"\| .* \| `(.*)` \|", line):
            found.append(row[1].replace(r"\|", "|"))
    return found


def test_every_chapter_with_rust_is_run():
    there = {str(path.relative_to(BOOK)) for path in BOOK.rglob("*.md") if "```rust" in path.read_text()}
    assert there - set(CHAPTERS) == set()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_code_of_the_chapter_runs(rootlet, tmp_path, chapter):
    code = cells((BOOK / chapter).read_text())
    assert code
    path = tmp_path / "chapter.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in code]), path)
    done = subprocess.run([rootlet, "run", "--allow-errors", "--inplace", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    errors = [
        (cell.source, output.evalue)
        for cell in nbformat.read(path, as_version=4).cells
        for output in cell.outputs
        if output.output_type == "error"
    ]
    assert errors == []

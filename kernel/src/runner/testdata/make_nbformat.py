#!/usr/bin/env python3
"""Writes `nbformat.ipynb` with nbformat: the golden file of the notebook reader and writer."""

import pathlib

import nbformat
from nbformat import v4

code = v4.new_code_cell("let x = 1;\nprintln!(\"µ\\t{x}\");\n", id="code-1", metadata={"tags": ["parameters"]})
code.execution_count = 3
code.outputs = [
    v4.new_output("stream", name="stdout", text="one\r\ntwo\rthree\u2028four\x0cfive\n"),
    v4.new_output(
        "display_data",
        data={
            "text/plain": "Hist1D\n 5 entries",
            "image/png": "iVBORw0KGgo=\n",
            "image/svg+xml": "<svg>\n</svg>",
            "application/vnd.root+json": {"fXmin": -4.0, "tiny": 1e-7, "big": 1e300, "n": 12345678901234567890, "t": ["a\nb"]},
        },
        metadata={"image/png": {"width": 10}},
    ),
    v4.new_output("execute_result", data={"text/html": "<b>\x1b</b>"}, execution_count=3),
    v4.new_output("error", ename="Panic", evalue="no", traceback=["a\nb", "\x1b[31mc\x1b[0m"]),
]
text = v4.new_markdown_cell("# Title ✓\n\n![p](attachment:p.txt)", id="text")
text.attachments = {"p.txt": {"text/plain": "a\nb"}}
notebook = v4.new_notebook(
    cells=[text, code, v4.new_raw_cell("raw", id="raw"), v4.new_code_cell("", id="empty")],
    metadata={"kernelspec": {"name": "rootlet", "display_name": "Rust (rootlet)", "language": "rust"}, "zz": [], "aa": {}},
)
nbformat.write(notebook, pathlib.Path(__file__).with_name("nbformat.ipynb"))

"""Notebooks as pages and documents: what nbconvert makes of stored plots."""

import base64
import json
import re

import nbconvert
import nbformat
import pytest

PLOT = re.compile(r'rootlet-plot"[^>]*>\s*<script type="application/json">(.*?)</script>', re.DOTALL)
PICTURE = 'src="data:image/png;base64,'


@pytest.fixture(scope="module")
def notebook(checkout):
    """The first notebook with its stored outputs, and the data of its plots."""
    notebook = nbformat.read(checkout / "notebooks/01-first-rootbook.ipynb", as_version=4)
    outputs = [output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])]
    plots = [data for data in outputs if "application/vnd.root+json" in data]
    assert plots
    return notebook, plots


def test_template_keeps_plots_interactive(notebook):
    page, _ = nbconvert.HTMLExporter(template_name="rootlet").from_notebook_node(notebook[0])
    found = [json.loads(text) for text in PLOT.findall(page)]
    # Every value survives its way through the page.
    assert [plot["data"] for plot in found] == [data["application/vnd.root+json"] for data in notebook[1]]
    # The picture stands in until the plot is drawn, and where no script runs.
    assert page.count(PICTURE) == len(found)
    # Nothing that draws is fetched.
    assert "JSROOT" in page and not re.search(r"<script[^>]*\ssrc=", page)


def test_plain_page_has_the_picture(notebook):
    page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook[0])
    assert page.count(PICTURE) == len(notebook[1])
    assert "vnd.root+json" not in page


def test_latex_and_so_pdf_has_the_picture(notebook):
    whole, plots = notebook
    # Prose would need pandoc, which is not here.
    code = nbformat.from_dict({**whole, "cells": [cell for cell in whole.cells if cell.cell_type == "code"]})
    document, resources = nbconvert.LatexExporter().from_notebook_node(code)
    assert document.count("\\includegraphics") >= len(plots)
    assert {base64.b64decode(data["image/png"]) for data in plots} <= set(resources["outputs"].values())


def test_markup_in_a_plot_stays_text():
    notebook = nbformat.v4.new_notebook()
    evil = {"_typename": "TCanvas", "fTitle": "</script><script>document.title='x'</script>"}
    data = {"application/vnd.root+json": evil, "image/png": '"><script>1</script>'}
    cell = nbformat.v4.new_code_cell("h")
    cell.outputs = [nbformat.v4.new_output("display_data", data)]
    notebook.cells = [cell]
    page, _ = nbconvert.HTMLExporter(template_name="rootlet").from_notebook_node(notebook)
    assert "<script>document.title" not in page and "<script>1<" not in page
    assert json.loads(PLOT.search(page).group(1))["data"] == evil

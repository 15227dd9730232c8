"""`rootlet run` with real cells: exit codes, messages, and files that nbformat accepts."""

import subprocess

import nbformat
from nbformat import v4


def write(path, *sources, tags=()):
    cells = [v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    for number, tag in tags:
        cells[number].metadata.tags = [tag]
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path


def run(rootlet, *words, code=0):
    done = subprocess.run([rootlet, "run", *words], capture_output=True, text=True, timeout=300)
    assert done.returncode == code, done
    return done


def test_outputs_are_stored_and_found_again(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", "let x = 20;", 'println!("{}", x + 1);\nx * 2')
    run(rootlet, path, "--inplace")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    outputs = notebook.cells[1].outputs
    assert outputs[0].text == "21\n"
    assert outputs[1].data["text/plain"] == "40"
    written = path.read_text()
    nbformat.write(notebook, path)
    assert path.read_text() == written, "nbformat would write the file otherwise"
    run(rootlet, path, "--check")


def test_changed_number_is_shown(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", 'println!("mean {}", 0.5);')
    run(rootlet, path, "--inplace")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = 'println!("mean {}", 0.25);'
    nbformat.write(notebook, path)
    said = run(rootlet, path, "--check", code=1).stderr
    assert "- mean 0.5" in said and "+ mean 0.25" in said


def test_panic_names_the_cell_and_shows_the_error(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", "1", 'panic!("no data")', "2")
    before = path.read_text()
    said = run(rootlet, path, "--inplace", code=1).stderr
    assert "cell 2" in said and "no data" in said
    assert path.read_text() == before


def test_compile_error_is_rustcs_own(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", "let x: u8 = 300_000;\nlet y = nowhere;")
    output = tmp_path / "b.ipynb"
    said = run(rootlet, path, "-o", output, code=1).stderr
    assert "cell 1" in said and "E0425" in said and "nowhere" in said
    assert nbformat.read(output, as_version=4).cells[0].outputs[-1].output_type == "error"


def test_tags_and_allowed_errors(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", 'panic!("x")', "1", tags=[(0, "raises-exception")])
    run(rootlet, path)
    path = write(tmp_path / "b.ipynb", 'panic!("x")', "1", tags=[(0, "skip-execution")])
    run(rootlet, path)
    path = write(tmp_path / "c.ipynb", 'panic!("x")', "1")
    run(rootlet, path, code=1)
    run(rootlet, path, "--allow-errors")


def test_timeout_interrupts(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", "loop { std::thread::sleep(std::time::Duration::from_millis(5)); }")
    said = run(rootlet, path, "--timeout", "1", code=1).stderr
    assert "took longer than 1 s" in said


def test_parameters_keep_the_declared_type(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", "let n: usize = 3;", "vec![1.5; n].len()", tags=[(0, "parameters")])
    output = tmp_path / "b.ipynb"
    run(rootlet, path, "-p", "n=5", "-o", output)
    notebook = nbformat.read(output, as_version=4)
    assert notebook.cells[1].metadata.tags == ["injected-parameters"]
    assert notebook.cells[2].outputs[0].data["text/plain"] == "5"


def test_several_notebooks_have_a_summary_and_a_report(rootlet, tmp_path):
    good = write(tmp_path / "good.ipynb", "1 + 1")
    bad = write(tmp_path / "bad.ipynb", 'Err::<(), _>("nothing there")?')
    report = tmp_path / "report.xml"
    said = run(rootlet, good, bad, "--junit", report, code=1).stderr
    assert "1 of 2 notebooks passed" in said and "nothing there" in said
    assert 'tests="2"' in report.read_text() and 'errors="1"' in report.read_text()


def test_notebook_runs_in_its_own_folder(rootlet, tmp_path):
    path = write(tmp_path / "a.ipynb", 'println!("{}", std::fs::read_to_string("data.txt")?.trim());')
    (tmp_path / "data.txt").write_text("found")
    run(rootlet, path, "--inplace")
    assert nbformat.read(path, as_version=4).cells[0].outputs[0].text == "found\n"


def test_script_runs_with_its_arguments(rootlet, tmp_path):
    script = tmp_path / "a.rs"
    script.write_text('#!/usr/bin/env rootlet\nlet n: i32 = args[0].parse()?;\nprintln!("{}", n * 2);\n')
    done = subprocess.run([rootlet, script, "21"], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stdout) == (0, "42\n"), done

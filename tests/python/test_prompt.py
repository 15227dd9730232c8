"""The terminal prompt, through a pseudo-terminal: what a user types and sees."""

import base64
import os
import pathlib
import re
import signal
import subprocess
import time

import pexpect
import pytest

CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
UP, TAB, ALT_ENTER = "\x1b[A", "\t", "\x1b\r"


class Prompt:
    """A prompt in a terminal of 40 lines and 100 columns."""

    def __init__(self, rootlet, folder, **variables):
        environment = {**os.environ, "TERM": "xterm-256color", "ROOTLET_HISTORY": str(folder / "history.jsonl")}
        for name in ["KITTY_WINDOW_ID", "TERM_PROGRAM", "LC_TERMINAL", "TMUX", "DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR"]:
            environment.pop(name, None)
        environment.update(variables)
        self.child = pexpect.spawn(
            str(rootlet), cwd=folder, env=environment, encoding="utf-8", timeout=120, dimensions=(40, 100),
            # Whoever runs the tests may ignore it (nohup), and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )
        self.wait(1)

    def wait(self, number):
        """Everything up to the prompt of this number, without its codes; raw in `self.raw`."""
        self.child.expect(rf"In \[(\x1b\[\d*m)*{number}(\x1b\[\d*m)*\]:(\x1b\[\d*m)* ")
        self.raw = self.child.before
        return CODES.sub("", self.raw).replace("\r", "")

    def run(self, text, number, enter="\r"):
        self.child.send(text + enter)
        return self.wait(number)

    def end(self):
        self.child.send("\x04")
        self.child.expect(pexpect.EOF)
        self.child.wait()
        assert self.child.exitstatus == 0


@pytest.fixture
def prompt(rootlet, tmp_path):
    prompt = Prompt(rootlet, tmp_path)
    yield prompt
    prompt.child.close(force=True)


def test_values_live_on_and_the_last_one_is_shown(prompt):
    prompt.run("let x = 20;", 2)
    assert "\n41\n" in prompt.run("2 * x + 1", 3)
    prompt.end()


def test_a_block_is_one_cell_with_its_indentation(prompt):
    prompt.child.send("fn double(x: i32) -> i32 {\r")
    prompt.child.send("2 * x\r")
    prompt.run("}", 2)
    assert "\n42\n" in prompt.run("double(21)", 3)
    # The history holds it as it was laid out: four spaces inside, none before the brace.
    history = pathlib.Path(prompt.child.cwd, "history.jsonl").read_text()
    assert r"fn double(x: i32) -> i32 {\n    2 * x\n}" in history


def test_earlier_cells_come_back_with_the_arrow_also_in_the_next_session(rootlet, prompt, tmp_path):
    prompt.child.send("let y = 5;" + ALT_ENTER)
    assert "\n15\n" in prompt.run("y * 3", 2)
    # Up goes through the lines of a cell first: from the last line of this one to its first.
    assert "\n15\n" in prompt.run(UP, 3)
    prompt.end()
    again = Prompt(rootlet, tmp_path)
    assert "\n15\n" in again.run(UP, 2)
    again.end()


def test_tab_completes_methods_and_magics(prompt):
    prompt.run('let hist = Hist1D::new("h", "", 10, 0.0, 1.0);', 2)
    for typed, offered in [("hist.fill", "fill_random"), ("%who", "%whos")]:
        prompt.child.send(typed + TAB)
        prompt.child.expect(offered)
        # Nothing ran: the number stays.
        prompt.child.send("\x03")
        prompt.wait(2)


def test_errors_are_coloured_and_the_session_goes_on(prompt):
    prompt.run("let kept = 7;", 2)
    said = prompt.run("let z: i32 = nowhere;", 3)
    assert "error[E0425]" in said and "\x1b[91merror[E0425]" in prompt.raw, "it has no colours"
    assert "no luck" in prompt.run('panic!("no luck")', 4)
    assert "\n7\n" in prompt.run("kept", 5)


def test_magics_and_other_languages(prompt):
    assert "from the shell" in prompt.run('!echo "from the shell"', 2)
    assert "\n3\n" in prompt.run("%%bash\recho $((1 + 2))\r", 3)
    assert "Hist1D" in prompt.run("Hist1D?", 4)


def test_control_c_stops_the_cell_and_not_rootlet(prompt):
    prompt.run("let kept = 7;", 2)
    prompt.child.send('println!("running"); loop { std::thread::sleep(std::time::Duration::from_millis(5)); }\r')
    prompt.child.expect("\nrunning")
    prompt.child.sendintr()
    assert "nterrupted" in prompt.wait(3)
    assert "\n7\n" in prompt.run("kept", 4)


def test_control_c_forgets_what_was_typed(prompt):
    prompt.child.send("fn unfinished( {\x03")
    prompt.wait(1)
    assert "\n2\n" in prompt.run("1 + 1", 2)


PLOT = 'let mut h = Hist1D::new("h", "Title", 10, 0.0, 1.0); h.fill(0.5); h.draw()'


def test_plot_becomes_a_file_whose_path_is_printed(prompt):
    said = prompt.run(PLOT, 2)
    path = next(line for line in said.splitlines() if line.endswith(".png"))
    assert pathlib.Path(path).read_bytes().startswith(b"\x89PNG")
    assert "Hist1D h: 1 entries" in said


def test_plot_is_drawn_by_kitty(rootlet, tmp_path):
    prompt = Prompt(rootlet, tmp_path, TERM="xterm-kitty")
    prompt.run(PLOT, 2)
    pieces = re.findall(r"\x1b_G([^;]*);([^\x1b]*)\x1b\\", prompt.raw)
    assert pieces[0][0].startswith("a=T,f=100") and pieces[-1][0].endswith("m=0")
    assert base64.b64decode("".join(piece for _, piece in pieces)).startswith(b"\x89PNG")
    prompt.end()


def test_plot_is_drawn_by_iterm2(rootlet, tmp_path):
    prompt = Prompt(rootlet, tmp_path, TERM_PROGRAM="iTerm.app")
    prompt.run(PLOT, 2)
    keys, picture = re.search(r"\x1b\]1337;File=([^:]*):([^\x07]*)\x07", prompt.raw).groups()
    assert "inline=1" in keys
    assert f"size={len(base64.b64decode(picture))}" in keys
    prompt.end()


def test_question_of_a_cell_is_answered_and_a_password_is_not_seen(prompt):
    prompt.child.send('let name = input("name: ", false)?;\r')
    prompt.child.expect("\nname: ")
    prompt.run("Ada", 2)
    assert '\n"Ada"\n' in prompt.run("name", 3)
    prompt.child.send('let secret = input("secret: ", true)?;\r')
    prompt.child.expect("\nsecret: ")
    assert "xyzzy" not in prompt.run("xyzzy", 4)
    assert "\n5\n" in prompt.run("secret.len()", 5)


def test_lines_from_a_pipe_are_cells(rootlet):
    done = subprocess.run(
        [rootlet], input='fn f() -> i32 {\n\n    6\n}\nlet x = f();\nx * 7\n', capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stdout) == (0, "42\n"), done


def test_nothing_is_left_behind_when_the_terminal_goes_away(prompt):
    prompt.run("let x = 1;", 2)
    pid = prompt.child.pid
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    prompt.child.kill(signal.SIGHUP)
    prompt.child.wait()
    deadline = time.monotonic() + 10
    while any(pathlib.Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(pathlib.Path(f"/proc/{child}").exists() for child in children)

"""The kernel as Jupyter's own client library sees it, with the real evaluator.

`jupyter_kernel_test` skips what a kernel does not claim; here every claim is made, and
`test_nothing_is_skipped` says so.
"""

import contextlib
import queue
import time

import jupyter_client
import jupyter_kernel_test
import pytest
from jupyter_client.manager import start_new_kernel

KERNEL = "rootlet"


class TestKernel(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "rust"
    file_extension = ".rs"

    code_hello_world = 'println!("hello, world")'
    code_stderr = 'eprintln!("oops")'
    # Every name in scope that starts so.
    completion_samples = [
        {"text": "Hist1", "matches": {"Hist1D"}},
        {"text": "%%bas", "matches": {"%%bash"}},
    ]
    complete_code_samples = ["1 + 2", "let x = 1;", 'fn f() {\n    println!("x");\n}', "%%bash\nls\n", ""]
    incomplete_code_samples = ["fn f() {", "let x = vec![1,", 'let s = "abc', "for i in 0..3 {\n    i;"]
    invalid_code_samples = ["fn f() { ) }", "let = 3;", "let x = 5 5;"]
    code_page_something = "Hist1D?"
    code_generate_error = 'panic!("on purpose")'
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "1 + 20", "result": "21"},
        {"code": "vec![1, 2, 3]", "result": "[1, 2, 3]"},
        {"code": '"µ".len()', "result": "2"},
    ]
    code_display_data = [
        {"code": 'display(&html("<b>x</b>"));', "mime": "text/html"},
        {"code": "display(&Hist1D::new(\"h\", \"t\", 4, 0.0, 1.0).draw());", "mime": "image/png"},
    ]
    # Matches exactly one of the results above.
    code_history_pattern = "1 + 2"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Hist1D"
    code_clear_output = "clear_output(false);"


class TestIopubWelcome(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = KERNEL
    support_iopub_welcome = True


def test_nothing_is_skipped():
    """Every attribute that makes `jupyter_kernel_test` skip a test is set."""
    claims = [name for name in vars(jupyter_kernel_test.KernelTests) if name.startswith("code_") or "_samples" in name]
    claims += ["language_name", "file_extension", "supported_history_operations"]
    assert len(claims) >= 15
    for claim in claims:
        assert getattr(TestKernel, claim), claim


@pytest.fixture(scope="module")
def client():
    manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel()


def run(client, code, timeout=60, **options):
    """Runs a cell; returns its reply and its outputs."""
    outputs = []
    reply = client.execute_interactive(code, timeout=timeout, output_hook=outputs.append, **options)
    return reply["content"], [(m["msg_type"], m["content"]) for m in outputs if m["msg_type"] != "status"]


def text_of(outputs, name="stdout"):
    return "".join(c["text"] for kind, c in outputs if kind == "stream" and c["name"] == name)


def test_variables_live_on(client):
    assert run(client, "let mut numbers = vec![1, 2, 3];")[0]["status"] == "ok"
    assert run(client, "numbers.push(4);")[0]["status"] == "ok"
    _, outputs = run(client, "numbers.iter().sum::<i32>()")
    assert outputs[-1][1]["data"]["text/plain"] == "10"


def test_a_compile_error_is_one_error_in_the_cells_own_lines(client):
    reply, outputs = run(client, "let a = 1;\nlet b: i32 = \"text\";", stop_on_error=False)
    assert reply["status"] == "error"
    errors = [content for kind, content in outputs if kind == "error"]
    assert len(errors) == 1
    traceback = "\n".join(errors[0]["traceback"])
    assert "mismatched types" in traceback
    assert "2" in traceback
    assert "__rt" not in traceback and "extern crate" not in traceback


def test_a_panic_leaves_the_session_alive(client):
    run(client, "let kept = 7;")
    reply, _ = run(client, 'panic!("no")', stop_on_error=False)
    assert reply["status"] == "error"
    assert "no" in reply["evalue"]
    _, outputs = run(client, "kept")
    assert outputs[-1][1]["data"]["text/plain"] == "7"


def test_output_keeps_its_order(client):
    code = 'println!("a"); display(&html("b")); print!("c"); eprintln!("d"); println!("e"); 1'
    _, outputs = run(client, code)
    kinds = [kind for kind, _ in outputs]
    assert kinds == ["execute_input", "stream", "display_data", "stream", "stream", "stream", "execute_result"]
    assert [c["text"] for k, c in outputs if k == "stream"] == ["a\n", "c", "d\n", "e\n"]


def test_output_arrives_while_the_cell_runs(client):
    code = 'print!("first"); std::thread::sleep(std::time::Duration::from_secs(3)); println!("second");'
    identity = client.execute(code)
    times = {}
    while len(times) < 2:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "stream" and message["parent_header"]["msg_id"] == identity:
            times[message["content"]["text"].strip()] = time.monotonic()
    assert times["second"] - times["first"] > 1.5
    assert client.get_shell_msg(timeout=60)["content"]["status"] == "ok"


def test_flood(client):
    _, outputs = run(client, 'for i in 0..200_000 { println!("{i} xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"); }')
    lines = text_of(outputs).splitlines()
    assert len(lines) == 200_000
    assert all(line.startswith(f"{index} x") for index, line in enumerate(lines))


def test_large_outputs(client):
    _, outputs = run(client, 'for _ in 0..20 { println!("{}", "x".repeat(5_000_000)); }')
    assert len(text_of(outputs)) == 20 * 5_000_001


def test_stdin(client):
    client.execute('let name = input("Name? ", false)?; println!("hello {name}");', allow_stdin=True)
    question = client.get_stdin_msg(timeout=60)
    assert question["content"] == {"prompt": "Name? ", "password": False}
    client.input("Ada")
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "stream":
            assert message["content"]["text"] == "hello Ada\n"
            break
    assert client.get_shell_msg(timeout=60)["content"]["status"] == "ok"


def test_user_expressions(client):
    run(client, "let answer = 42;")
    reply, _ = run(client, "", user_expressions={"good": "answer + 1", "bad": "answre"})
    assert reply["user_expressions"]["good"]["data"]["text/plain"] == "43"
    assert reply["user_expressions"]["bad"]["status"] == "error"


def test_inspection_of_nothing_is_not_an_error(client):
    client.inspect("no_such_name_at_all")
    reply = client.get_shell_msg(timeout=60)["content"]
    assert (reply["status"], reply["found"]) == ("ok", False)


def test_cells_behind_a_failed_one_are_aborted(client):
    identities = [client.execute(code) for code in ['panic!("stop")', "1", "2"]]
    states = {}
    while len(states) < 3:
        reply = client.get_shell_msg(timeout=60)
        states[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
    assert [states[identity] for identity in identities] == ["error", "aborted", "aborted"]
    time.sleep(0.15)


def test_interrupt_keeps_the_variables():
    manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=60)
    try:
        run(client, "let before = 5;")
        client.execute('println!("on"); loop { std::hint::black_box(0); }')
        while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=30)["content"]["status"] == "error"
        time.sleep(0.15)
        _, outputs = run(client, "before")
        assert outputs[-1][1]["data"]["text/plain"] == "5"
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def test_history_outlives_the_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("ROOTLET_HISTORY", str(tmp_path / "history.jsonl"))
    for code in ["let first = 1;", "let second = 2;"]:
        manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=60)
        run(client, code)
        client.history(hist_access_type="tail", n=10, output=False, raw=True)
        history = client.get_shell_msg(timeout=60)["content"]["history"]
        client.stop_channels()
        manager.shutdown_kernel()
    assert history == [[1, 1, "let first = 1;"], [2, 1, "let second = 2;"]]


def test_a_client_that_asks_at_once_sees_idle():
    """What VS Code does: connect, ask for kernel_info, wait for its idle."""
    for _ in range(5):
        manager = jupyter_client.KernelManager(kernel_name=KERNEL)
        manager.start_kernel()
        client = manager.client()
        client.start_channels(hb=False, stdin=False)
        identity = client.kernel_info()
        deadline = time.monotonic() + 20
        state = None
        while state != "idle" and time.monotonic() < deadline:
            with contextlib.suppress(queue.Empty):
                message = client.get_iopub_msg(timeout=1)
                if message["parent_header"].get("msg_id") == identity:
                    state = message["content"].get("execution_state")
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        assert state == "idle"


def test_ipc(tmp_path):
    """Unix sockets instead of ports."""
    manager = jupyter_client.KernelManager(kernel_name=KERNEL, transport="ipc", ip=str(tmp_path / "k"))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        _, outputs = run(client, "6 * 7")
        assert outputs[-1][1]["data"]["text/plain"] == "42"
    finally:
        client.stop_channels()
        manager.shutdown_kernel()

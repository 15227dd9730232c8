//! The binary as a user meets it: what it prints, where, and its exit code. No cell is run here.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A home folder of its own, so that nothing of the machine's user is read or written.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path().join(name), text).unwrap();
        name.to_owned()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rootlet"));
        command.args(words).current_dir(self.path()).stdin(Stdio::null());
        command.env("HOME", self.path());
        for variable in
            ["XDG_DATA_HOME", "XDG_CACHE_HOME", "JUPYTER_PATH", "JUPYTER_DATA_DIR", "ROOTLET_CACHE", "ROOTLET_LIBRARY"]
        {
            command.env_remove(variable);
        }
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// Runs what must fail, and returns what it says on standard error.
    fn fails(&self, words: &[&str]) -> String {
        failed(self.command(words))
    }
}

fn failed(mut command: Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A program that says nothing but where it is: an empty PATH.
fn without_programs(mut command: Command, home: &Home) -> Command {
    command.env("PATH", home.path()).env_remove("CARGO_HOME").env_remove("RUSTUP_HOME").env_remove("ROOTLET_RUSTC");
    command
}

#[test]
fn version_names_the_rustc() {
    let output = stdout(&Command::new(env!("CARGO_BIN_EXE_rootlet")).arg("--version").output().unwrap());
    assert!(output.starts_with(concat!("rootlet ", env!("CARGO_PKG_VERSION"), " (cells: rustc 1.")), "{output}");
}

#[test]
fn typing_error_in_a_command_is_named() {
    let said = Home::new().fails(&["statsu"]);
    assert_eq!(
        said,
        "error: no command and no script `statsu`; near: `status`\nhint: `rootlet --help` lists the commands\n"
    );
}

#[test]
fn wrong_option_is_a_usage_error() {
    let output = Home::new().run(&["run"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_is_no_notebook_is_said_in_one_sentence() {
    let home = Home::new();
    let text = home.write("a.ipynb", "hello");
    let said = home.fails(&["run", &text]);
    assert!(said.starts_with("error: cannot run `a.ipynb`: not JSON: "), "{said}");
    assert_eq!(said.lines().count(), 2);
    assert!(home.fails(&["run", "none.ipynb"]).starts_with("error: cannot read `none.ipynb`: "));
    let old = home.write("b.ipynb", r#"{"nbformat": 3, "worksheets": []}"#);
    assert!(home.fails(&["run", &old]).contains("hint: upgrade it with `jupyter nbconvert"));
}

#[test]
fn wrong_parameter_is_said_before_anything_runs() {
    let said = Home::new().fails(&["run", "none.ipynb", "-p", "5=6"]);
    assert!(said.starts_with("error: `5=6` is no parameter: `name=value` is expected"), "{said}");
}

#[test]
fn without_rustc_a_cell_says_how_to_get_one() {
    let home = Home::new();
    let said = failed(without_programs(home.command(&["-e", "1"]), &home));
    assert!(said.starts_with("error: no `rustc` on PATH; install Rust with rustup"), "{said}");
    assert_eq!(said.lines().count(), 1);
}

#[test]
fn cache_that_cannot_be_written_is_named() {
    let home = Home::new();
    home.write("file", "");
    let cache = home.path().join("file").join("cache");
    let mut command = home.command(&["-e", "1"]);
    // rustup finds its toolchains by the real home folder.
    command.env("HOME", std::env::var_os("HOME").unwrap_or_default()).env("ROOTLET_CACHE", &cache);
    let said = failed(command);
    assert!(said.contains("cannot write the cell library's cache"), "{said}");
    assert!(said.contains("ROOTLET_CACHE"), "{said}");
}

#[test]
fn library_of_another_rustc_is_refused() {
    let home = Home::new();
    home.write("rustc", "rustc 1.0.0 (old)");
    let mut command = home.command(&["-e", "1"]);
    command.env("HOME", std::env::var_os("HOME").unwrap_or_default()).env("ROOTLET_LIBRARY", home.path());
    let said = failed(command);
    assert!(said.contains("was built by rustc rustc 1.0.0 (old)") || said.contains("1.0.0 (old)"), "{said}");
}

#[test]
fn broken_connection_file_is_named() {
    let home = Home::new();
    let file = home.write("c.json", "{\"shell_port\": ");
    let said = home.fails(&["kernel", "-f", &file]);
    assert!(said.contains("c.json"), "{said}");
    assert!(home.fails(&["kernel", "-f", "none.json"]).contains("none.json"));
}

#[test]
fn notebook_folder_must_exist() {
    let said = Home::new().fails(&["--notebook", "no/such"]);
    assert!(said.starts_with("error: no folder or notebook `no/such`\nhint: "), "{said}");
}

#[test]
fn without_jupyter_and_python_the_remedy_is_told() {
    let home = Home::new();
    let said = failed(without_programs(home.command(&["--notebook"]), &home));
    assert!(said.starts_with("error: no Jupyter and no Python 3 on PATH\nhint: install Python 3"), "{said}");
    assert!(!home.path().join(".local").exists());
}

#[test]
fn install_status_uninstall() {
    let home = Home::new();
    let installed = stdout(&home.run(&["install", "--name", "rust-x", "--display-name", "Rust X", "--env", "A=b=c"]));
    let folder = home.path().join(".local/share/jupyter/kernels/rust-x");
    assert!(installed.contains(&format!("kernel    {}\n", folder.display())), "{installed}");
    let spec: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("kernel.json")).unwrap()).unwrap();
    assert_eq!(spec["display_name"], "Rust X");
    assert_eq!(spec["env"]["A"], "b=c");
    // This binary is in a build folder: it was copied, and the copy runs.
    let program = spec["argv"][0].as_str().unwrap();
    assert_eq!(Path::new(program), folder.join("rootlet"));
    assert!(Command::new(program).arg("--help").output().unwrap().status.success());

    let status = stdout(&home.run(&["status"]));
    assert!(status.contains("rust-x (Rust X), version") && status.contains("(this binary)"), "{status}");
    stdout(&home.run(&["uninstall", "--name", "rust-x"]));
    assert!(!folder.exists());
    assert!(home.fails(&["uninstall", "--name", "rust-x"]).contains("hint: `rootlet status`"));
}

#[test]
fn install_into_a_prefix_leaves_the_user_alone() {
    let home = Home::new();
    stdout(&home.run(&["install", "--prefix", "hub"]));
    assert!(home.path().join("hub/share/jupyter/kernels/rootlet/logo-64x64.png").is_file());
    assert!(!home.path().join(".local").exists());
    let said = home.fails(&["install", "--name", "a/b"]);
    assert!(said.starts_with("error: `a/b` is no kernel name"), "{said}");
}

#[test]
fn convert_goes_there_and_back() {
    let home = Home::new();
    let notebook = r##"{"cells": [{"cell_type": "markdown", "id": "t", "metadata": {}, "source": ["# Title"]},
        {"cell_type": "code", "id": "c", "metadata": {"tags": ["x"]}, "source": "let x = 1;\nx",
         "outputs": [], "execution_count": null}],
        "metadata": {"kernelspec": {"name": "rootlet"}}, "nbformat": 4, "nbformat_minor": 5}"##;
    home.write("a.ipynb", notebook);
    stdout(&home.run(&["convert", "a.ipynb"]));
    assert!(home.fails(&["convert", "a.ipynb"]).contains("hint: name another file with `-o`"));
    let back = stdout(&home.run(&["convert", "a.rs", "-o", "-"]));
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let (mut wanted, back) = (parse(notebook), parse(&back));
    wanted["cells"][1]["source"] = serde_json::json!(["let x = 1;\n", "x"]);
    assert_eq!(back, wanted);
    assert!(home.fails(&["convert", "a.txt"]).contains("neither a notebook"));
}

#[test]
fn reader_that_goes_away_is_no_failure() {
    let home = Home::new();
    let cells: Vec<String> = (0..20_000).map(|number| format!("// %% id=c{number}\nlet x{number} = 1;\n")).collect();
    home.write("a.rs", &cells.concat());
    let mut child = home.command(&["convert", "a.rs", "-o", "-"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_is_no_root_file_is_named() {
    let home = Home::new();
    let file = home.write("a.root", "hello, this is no ROOT file");
    let said = home.fails(&["ls", &file]);
    assert!(said.starts_with("error: cannot list `a.root`: "), "{said}");
    assert!(home.fails(&["ls", "none.root"]).starts_with("error: cannot list `none.root`: "));
}

#[test]
fn a_directory_of_a_file_is_listed() {
    let home = Home::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../rootio/tests/data/objects.root");
    let listed = |inside: &str| {
        let output = home.command(&["ls", &format!("{file}:{inside}")]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(listed("h2"), "h2\n");
    assert!(!listed("a").is_empty() && listed("a") != listed(""));
    assert!(home.fails(&["ls", &format!("{file}:none")]).starts_with("error: there is no `none` in "));
}

#[test]
fn doctor_fails_only_without_what_every_cell_needs() {
    let home = Home::new();
    let output = without_programs(home.command(&["doctor"]), &home).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("MISSING  rustc "), "{text}");
    assert!(text.contains("mend: install rustup from https://rustup.rs"), "{text}");
}

/// A Jupyter that notes how it was started, says where it is, and ends when it is asked to.
#[cfg(unix)]
const JUPYTER: &str = r#"#!/bin/sh
[ "$1" = --version ] && exit 0
echo "$@" > "$HOME/arguments"
cp "${JUPYTER_PATH%%:*}/kernels/rootlet/kernel.json" "$HOME/kernel.json"
echo "${JUPYTER_PATH#*:}" > "$HOME/theirs"
trap 'echo ended > "$HOME/ended"; exit 0' TERM
echo "[I ServerApp] http://localhost:8888/lab?token=abc" >&2
while :; do sleep 0.05; done
"#;

#[test]
#[cfg(unix)]
fn notebook_starts_jupyter_with_our_kernel_and_ends_it_cleanly() {
    use std::io::{BufRead, BufReader};
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    let bin = home.path().join("bin");
    fs::create_dir(&bin).unwrap();
    fs::write(bin.join("jupyter-lab"), JUPYTER).unwrap();
    fs::set_permissions(bin.join("jupyter-lab"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = std::env::join_paths([bin.as_path(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let mut command = home.command(&["--notebook", ".", "--no-browser", "--", "--port=1234"]);
    // Without a compiler nothing is built: that is said and Jupyter starts all the same.
    command.env("PATH", path).env("JUPYTER_PATH", "/theirs").env("ROOTLET_RUSTC", "/no/rustc");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut address = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
    assert_eq!(address, "http://localhost:8888/lab?token=abc\n");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.starts_with("warning: cells cannot run yet: "), "{said}");

    let read = |name: &str| fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(read("ended"), "ended\n");
    assert_eq!(read("theirs"), "/theirs\n");
    let arguments = read("arguments");
    assert!(arguments.contains("--MultiKernelManager.default_kernel_name=rootlet --no-browser"), "{arguments}");
    assert!(arguments.ends_with("--port=1234\n"), "{arguments}");
    assert!(read("kernel.json").contains("{connection_file}"));
    assert!(!home.path().join(".local").exists(), "something was written into the user's folders");
}

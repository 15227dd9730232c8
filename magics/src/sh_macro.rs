/// Runs a command line and returns what it prints; the text is formatted like `format!`'s.
macro_rules! sh {
    ($($argument:tt)*) => {{
        let command: String = format!($($argument)*);
        let output = std::process::Command::new("sh")
            .arg("-c")
            .arg(&command)
            .stdin(std::process::Stdio::null())
            .stderr(std::process::Stdio::inherit())
            .output()
            .unwrap_or_else(|error| panic!("cannot run `{command}`: {error}"));
        assert!(output.status.success(), "`{command}` failed: {}", output.status);
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.truncate(text.trim_end_matches('\n').len());
        text
    }};
}

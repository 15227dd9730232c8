use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The connection file: where the five sockets are, and the key that signs messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionFile {
    /// How peers connect.
    #[serde(default)]
    pub transport: Transport,
    /// The address to listen on; with [`Transport::Ipc`] the start of the sockets' paths.
    pub ip: String,
    /// Requests that run in order.
    pub shell_port: u16,
    /// Requests that are answered while a cell runs.
    pub control_port: u16,
    /// Questions to the user.
    pub stdin_port: u16,
    /// Outputs and states, to every subscriber.
    pub iopub_port: u16,
    /// Echoes what it receives.
    pub hb_port: u16,
    /// The key of the signatures; empty: messages are not signed.
    pub key: String,
    /// How messages are signed; `hmac-sha256` is the only scheme in use.
    #[serde(default = "ConnectionFile::default_signature_scheme")]
    pub signature_scheme: String,
}

/// How peers connect.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// TCP sockets.
    #[default]
    Tcp,
    /// Unix domain sockets at `<ip>-<port>`.
    Ipc,
}

/// Why a connection file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// There is no such file, or it cannot be read.
    #[error("the connection file `{}` cannot be read; Jupyter writes it before it starts a kernel", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not what Jupyter writes.
    #[error("the connection file `{}` is not one; it is a JSON object with `ip`, `key` and five ports", path.display())]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
    /// The file asks for signatures that this kernel cannot make.
    #[error("the connection file `{}` asks for `{scheme}` signatures; only `hmac-sha256` is supported", path.display())]
    SignatureScheme {
        /// The file.
        path: PathBuf,
        /// The scheme it names.
        scheme: String,
    },
}

impl ConnectionFile {
    fn default_signature_scheme() -> String {
        "hmac-sha256".to_owned()
    }

    /// Reads and checks the file.
    ///
    /// # Errors
    /// It is missing, not JSON, lacks a field, or asks for an unknown signature scheme.
    pub fn read(path: &Path) -> Result<Self, ConnectionError> {
        let bytes = fs::read(path).map_err(|source| ConnectionError::Read { path: path.to_owned(), source })?;
        let file: Self = serde_json::from_slice(&bytes)
            .map_err(|source| ConnectionError::Parse { path: path.to_owned(), source })?;
        if !file.key.is_empty() && file.signature_scheme != "hmac-sha256" {
            return Err(ConnectionError::SignatureScheme { path: path.to_owned(), scheme: file.signature_scheme });
        }
        Ok(file)
    }

    /// Writes the file so that only its owner can read the key.
    ///
    /// # Errors
    /// The file exists or cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        file.write_all(serde_json::to_string_pretty(self)?.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUPYTER: &str = r#"{
        "shell_port": 40885, "iopub_port": 58585, "stdin_port": 37987, "control_port": 51211, "hb_port": 60373,
        "ip": "127.0.0.1", "key": "c0ffee", "transport": "tcp", "signature_scheme": "hmac-sha256",
        "kernel_name": "rust", "jupyter_session": "n.ipynb"
    }"#;

    fn read(text: &str) -> Result<ConnectionFile, ConnectionError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kernel.json");
        fs::write(&path, text).unwrap();
        ConnectionFile::read(&path)
    }

    #[test]
    fn jupyters_own_file_is_read() {
        let file = read(JUPYTER).unwrap();
        assert_eq!((file.shell_port, file.hb_port, file.transport), (40885, 60373, Transport::Tcp));
        assert_eq!(file.key, "c0ffee");
    }

    #[test]
    fn each_defect_has_its_error() {
        assert!(matches!(read("{"), Err(ConnectionError::Parse { .. })));
        assert!(matches!(read("{}"), Err(ConnectionError::Parse { .. })));
        assert!(matches!(read(&JUPYTER.replace("40885", "70000")), Err(ConnectionError::Parse { .. })));
        assert!(matches!(read(&JUPYTER.replace("sha256", "md5")), Err(ConnectionError::SignatureScheme { .. })));
        let missing = ConnectionFile::read(Path::new("no/such/file.json"));
        assert!(matches!(missing, Err(ConnectionError::Read { .. })));
    }

    #[test]
    fn a_written_file_is_private_and_reads_back() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kernel.json");
        let file = read(JUPYTER).unwrap();
        file.write(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(ConnectionFile::read(&path).unwrap(), file);
        assert!(file.write(&path).is_err());
    }
}

use rootlet_display::{DisplayEvent, InputError};
use rootlet_evaluator::{CellError, Output, OutputSink};
use serde_json::Value;

/// The type of the display by which the evaluator process reports how a Python cell ended.
const REPORT: &str = "application/x-rootlet-python+json";

/// How a Python cell ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Report {
    pub(crate) error: Option<CellError>,
    /// Names that the cell bound.
    pub(crate) assigned: Vec<String>,
    pub(crate) variables: Vec<PythonVariable>,
    /// Names that functions of cells look up when they are called.
    pub(crate) deferred: Vec<String>,
}

/// A variable of Python.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PythonVariable {
    pub(crate) name: String,
    pub(crate) type_name: String,
    /// The Rust type that it becomes, if there is one.
    pub(crate) kind: Option<String>,
    pub(crate) value: Option<String>,
}

impl Report {
    pub(super) fn from_json(value: &Value) -> Self {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let error = &value["error"];
        Self {
            error: error.is_object().then(|| {
                let (mut name, mut message) =
                    (text(&error["name"]).unwrap_or_default(), text(&error["message"]).unwrap_or_default());
                // The words that the kernel uses for every language.
                if name == "KeyboardInterrupt" {
                    "Interrupted".clone_into(&mut name);
                    "interrupted".clone_into(&mut message);
                }
                CellError {
                    name,
                    message,
                    traceback: text(&error["traceback"]).unwrap_or_default().lines().map(str::to_owned).collect(),
                }
            }),
            assigned: value["assigned"].as_array().into_iter().flatten().filter_map(text).collect(),
            deferred: value["deferred"].as_array().into_iter().flatten().filter_map(text).collect(),
            variables: value["variables"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|variable| {
                    Some(PythonVariable {
                        name: text(&variable["name"])?,
                        type_name: text(&variable["type"])?,
                        kind: text(&variable["kind"]),
                        value: text(&variable["value"]),
                    })
                })
                .collect(),
        }
    }
}

/// Takes the report out of a Python cell's outputs.
pub(super) struct Catch<'a> {
    pub(super) inner: &'a mut dyn OutputSink,
    pub(super) found: &'a mut Option<Value>,
}

impl OutputSink for Catch<'_> {
    fn output(&mut self, output: Output) {
        match &output {
            Output::Display(DisplayEvent::Display { bundle, .. }) if bundle.data.contains_key(REPORT) => {
                *self.found = bundle.data.get(REPORT).cloned();
            }
            _ => self.inner.output(output),
        }
    }

    fn input(&mut self, prompt: &str, password: bool) -> Result<String, InputError> {
        self.inner.input(prompt, password)
    }
}

use std::mem;

use rootlet_display::{DisplayEvent, DisplayId, InputError, MimeBundle};
use rootlet_evaluator::{CellError, Output, OutputSink};
use serde_json::{Value, json};

use super::sanitize::overwritten;

/// Collects the outputs of a notebook's cells in the form in which a notebook stores them.
///
/// An update changes every output of its name, those of earlier cells as well.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    cells: Vec<Vec<Recorded>>,
    /// `clear_output(wait=True)`: the next output of the cell empties it first.
    clear_first: bool,
    /// The number of the running cell, for its result.
    number: u32,
}

#[derive(Debug)]
struct Recorded {
    output: Value,
    id: Option<DisplayId>,
}

impl Recorder {
    /// Begins the next cell, which is number `number`.
    pub(crate) fn begin(&mut self, number: u32) {
        self.cells.push(Vec::new());
        self.clear_first = false;
        self.number = number;
    }

    /// Adds the error that ended the running cell.
    pub(crate) fn error(&mut self, error: &CellError) {
        let traceback: Vec<&str> = error.traceback.iter().flat_map(|block| block.split('\n')).collect();
        self.push(
            json!({"output_type": "error", "ename": error.name, "evalue": error.message, "traceback": traceback}),
            None,
        );
    }

    /// The outputs of every cell so far, in order; of a progress line that replaced itself its last state.
    pub(crate) fn finish(self) -> Vec<Vec<Value>> {
        let outputs = |cell: Vec<Recorded>| cell.into_iter().filter_map(|recorded| settled(recorded.output)).collect();
        self.cells.into_iter().map(outputs).collect()
    }

    fn push(&mut self, output: Value, id: Option<DisplayId>) {
        let clear = mem::take(&mut self.clear_first);
        let Some(cell) = self.cells.last_mut() else { return };
        if clear {
            cell.clear();
        }
        cell.push(Recorded { output, id });
    }

    fn stream(&mut self, name: &str, text: &str) {
        if let Some(Recorded { output, .. }) = self.cells.last_mut().and_then(|cell| cell.last_mut())
            && !self.clear_first
            && output["output_type"] == "stream"
            && output["name"] == name
            && let Value::String(before) = &mut output["text"]
        {
            before.push_str(text);
            return;
        }
        self.push(json!({"output_type": "stream", "name": name, "text": text}), None);
    }

    fn update(&mut self, bundle: &MimeBundle, wanted: &DisplayId) {
        for Recorded { output, id } in self.cells.iter_mut().flatten() {
            if id.as_ref() == Some(wanted) {
                output["data"] = bundle.data.clone().into();
                output["metadata"] = bundle.metadata.clone().into();
            }
        }
    }
}

/// An output as it is stored; `None` for progress of which nothing was left.
fn settled(mut output: Value) -> Option<Value> {
    if output["output_type"] == "stream"
        && let Value::String(text) = &mut output["text"]
        && text.contains('\r')
    {
        *text = overwritten(text);
        if text.trim().is_empty() {
            return None;
        }
    }
    Some(output)
}

impl OutputSink for Recorder {
    fn output(&mut self, output: Output) {
        match output {
            Output::Stream { name, text } => self.stream(name.as_str(), &text),
            Output::Display(DisplayEvent::Display { bundle, id }) => {
                self.push(json!({"output_type": "display_data", "data": bundle.data, "metadata": bundle.metadata}), id);
            }
            Output::Display(DisplayEvent::Result(bundle)) => {
                let (data, metadata, number) = (bundle.data, bundle.metadata, self.number);
                self.push(
                    json!({"output_type": "execute_result", "data": data, "metadata": metadata, "execution_count": number}),
                    None,
                );
            }
            Output::Display(DisplayEvent::Update { bundle, id }) => self.update(&bundle, &id),
            Output::Display(DisplayEvent::ClearOutput { wait: true }) => self.clear_first = true,
            Output::Display(DisplayEvent::ClearOutput { wait: false }) => {
                self.clear_first = false;
                if let Some(cell) = self.cells.last_mut() {
                    cell.clear();
                }
            }
        }
    }

    fn input(&mut self, _prompt: &str, _password: bool) -> Result<String, InputError> {
        Err(InputError::NotAvailable)
    }
}

#[cfg(test)]
mod tests {
    use rootlet_evaluator::StreamName;

    use super::*;

    fn print(recorder: &mut Recorder, text: &str) {
        recorder.output(Output::Stream { name: StreamName::Stdout, text: text.to_owned() });
    }

    fn show(recorder: &mut Recorder, text: &str, id: Option<&str>) {
        let id = id.map(|id| DisplayId(id.to_owned()));
        recorder.output(Output::Display(DisplayEvent::Display { bundle: MimeBundle::text(text), id }));
    }

    #[test]
    fn text_of_one_stream_is_joined_until_something_else_comes() {
        let mut recorder = Recorder::default();
        recorder.begin(1);
        print(&mut recorder, "a");
        print(&mut recorder, "b\n");
        show(&mut recorder, "plot", None);
        print(&mut recorder, "c");
        let outputs = recorder.finish().remove(0);
        assert_eq!(outputs.len(), 3);
        assert_eq!(outputs[0]["text"], "ab\n");
        assert_eq!(outputs[1]["data"]["text/plain"], "plot");
        assert_eq!(outputs[2]["text"], "c");
    }

    #[test]
    fn progress_leaves_its_last_state_or_nothing() {
        let mut recorder = Recorder::default();
        recorder.begin(1);
        print(&mut recorder, "\rbuilding, 3 s");
        print(&mut recorder, "\r             \r");
        recorder.begin(2);
        print(&mut recorder, "\r10 %");
        print(&mut recorder, "\rready   \n");
        let cells = recorder.finish();
        assert!(cells[0].is_empty(), "{:?}", cells[0]);
        assert_eq!(cells[1][0]["text"], "ready\n");
    }

    #[test]
    fn update_reaches_an_earlier_cell() {
        let mut recorder = Recorder::default();
        recorder.begin(1);
        show(&mut recorder, "0 %", Some("bar"));
        recorder.begin(2);
        let id = DisplayId("bar".to_owned());
        recorder.output(Output::Display(DisplayEvent::Update { bundle: MimeBundle::text("100 %"), id }));
        let cells = recorder.finish();
        assert_eq!(cells[0][0]["data"]["text/plain"], "100 %");
        assert!(cells[1].is_empty());
    }

    #[test]
    fn clear_waits_for_the_next_output() {
        let mut recorder = Recorder::default();
        recorder.begin(1);
        print(&mut recorder, "old");
        recorder.output(Output::Display(DisplayEvent::ClearOutput { wait: true }));
        print(&mut recorder, "new");
        recorder.begin(2);
        print(&mut recorder, "kept");
        recorder.output(Output::Display(DisplayEvent::ClearOutput { wait: true }));
        let cells = recorder.finish();
        assert_eq!(cells[0], [json!({"output_type": "stream", "name": "stdout", "text": "new"})]);
        assert_eq!(cells[1][0]["text"], "kept");
    }

    #[test]
    fn error_and_result_have_the_formats_fields() {
        let mut recorder = Recorder::default();
        recorder.begin(7);
        recorder.output(Output::Display(DisplayEvent::Result(MimeBundle::text("2"))));
        let error = CellError { name: "Panic".into(), message: "no".into(), traceback: vec!["a\nb".into()] };
        recorder.error(&error);
        let outputs = recorder.finish().remove(0);
        assert_eq!(outputs[0]["execution_count"], 7);
        assert_eq!(
            outputs[1],
            json!({"output_type": "error", "ename": "Panic", "evalue": "no", "traceback": ["a", "b"]})
        );
    }
}

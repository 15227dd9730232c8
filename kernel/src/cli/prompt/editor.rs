use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use rootlet_evaluator::{Completeness, Match};
use rootlet_kernel::session::Session;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::{Hinter, HistoryHinter};
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{
    Cmd, CompletionType, ConditionalEventHandler, Config, Context, Editor, Event, EventContext, EventHandler, Helper,
    KeyCode, KeyEvent, Modifiers, Movement, RepeatCount,
};

use super::{REMEMBERED, lock};

/// The line editor of the prompt, around the session that completes and judges what is typed.
pub(super) type CellEditor = Editor<CellHelper, MemHistory>;

/// An editor whose keys know when a cell is whole.
pub(super) fn editor(session: &Arc<Mutex<Session>>) -> rustyline::Result<CellEditor> {
    let config = Config::builder()
        .completion_type(CompletionType::List)
        .completion_show_all_if_ambiguous(true)
        .max_history_size(REMEMBERED)?
        .tab_stop(4)
        .build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::with_history(config, history)?;
    editor.set_helper(Some(CellHelper { session: Arc::clone(session), earlier: HistoryHinter::new() }));
    let enter = EnterKey { session: Arc::clone(session) };
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::NONE), EventHandler::Conditional(Box::new(enter)));
    editor.bind_sequence(KeyEvent(KeyCode::Enter, Modifiers::ALT), Cmd::Newline);
    editor.bind_sequence(KeyEvent(KeyCode::Char('}'), Modifiers::NONE), EventHandler::Conditional(Box::new(BraceKey)));
    Ok(editor)
}

/// What the editor asks while a cell is typed.
pub(super) struct CellHelper {
    session: Arc<Mutex<Session>>,
    earlier: HistoryHinter,
}

impl Helper for CellHelper {}

/// [`EnterKey`] decides instead.
impl Validator for CellHelper {}

impl Completer for CellHelper {
    type Candidate = Pair;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let cursor = line[..pos].chars().count();
        let completion = lock(&self.session).complete(line, cursor);
        let start = line.char_indices().nth(completion.start).map_or(line.len(), |(byte, _)| byte);
        Ok((start.min(pos), completion.matches.into_iter().map(candidate).collect()))
    }
}

/// The list shows what a name is, where that is short enough for a column.
fn candidate(one: Match) -> Pair {
    const WIDEST: usize = 60;
    let display = match &one.signature {
        Some(signature) if one.text.chars().count() + signature.chars().count() < WIDEST => {
            if signature.contains(&one.text) { signature.clone() } else { format!("{}: {signature}", one.text) }
        }
        _ => one.text.clone(),
    };
    Pair { display, replacement: one.text }
}

impl Hinter for CellHelper {
    type Hint = String;

    fn hint(&self, line: &str, pos: usize, context: &Context<'_>) -> Option<String> {
        // The rest of one line: a whole cell in grey would push the screen up and down.
        let hint = self.earlier.hint(line, pos, context)?;
        (!hint.contains('\n')).then_some(hint)
    }
}

impl Highlighter for CellHelper {
    fn highlight_hint<'h>(&self, hint: &'h str) -> Cow<'h, str> {
        format!("\x1b[90m{hint}\x1b[0m").into()
    }
}

/// Enter: runs the cell if it is whole, else opens a line with the right indentation.
struct EnterKey {
    session: Arc<Mutex<Session>>,
}

impl ConditionalEventHandler for EnterKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        match lock(&self.session).is_complete(context.line()) {
            Completeness::Incomplete { indent } => Some(Cmd::Insert(1, format!("\n{indent}"))),
            Completeness::Complete | Completeness::Invalid => Some(Cmd::AcceptLine),
        }
    }
}

/// `}`: takes back one step of indentation where it opens its line.
struct BraceKey;

impl ConditionalEventHandler for BraceKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, context: &EventContext<'_>) -> Option<Cmd> {
        let line = closing_line(&context.line()[..context.pos()])?;
        Some(Cmd::Replace(Movement::BeginningOfLine, Some(line)))
    }
}

/// What becomes of the last line with a brace after it, if it is nothing but indentation.
fn closing_line(before: &str) -> Option<String> {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let blank = before.contains('\n') && line.len() >= 4 && line.chars().all(|c| c == ' ');
    blank.then(|| format!("{}}}", &line[4..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brace_steps_back_only_on_a_blank_line() {
        let check = |before: &str, expected: Option<&str>| assert_eq!(closing_line(before).as_deref(), expected);
        check("fn f() {\n    ", Some("}"));
        check("fn f() {\n    if x {\n        ", Some("    }"));
        check("fn f() {\n", None);
        check("fn f() {\n    x ", None);
        check("    ", None);
    }

    #[test]
    fn list_shows_short_signatures() {
        let shown = |signature: Option<&str>| {
            let one = Match { text: "fill".into(), kind: "function".into(), signature: signature.map(str::to_owned) };
            candidate(one).display
        };
        assert_eq!(shown(None), "fill");
        assert_eq!(shown(Some("fn fill(&mut self, x: f64)")), "fn fill(&mut self, x: f64)");
        assert_eq!(shown(Some("f64")), "fill: f64");
        assert_eq!(shown(Some(&"x".repeat(80))), "fill");
    }
}

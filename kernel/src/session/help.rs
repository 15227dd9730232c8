/// A cell that asks for documentation: `name?`, `name??`, `?name` or `??name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HelpRequest<'a> {
    /// What to explain, for example `Hist1D`, `Hist1D::fill` or `%%cpp`.
    pub(super) name: &'a str,
    /// 1 if the source is wanted as well (two question marks).
    pub(super) detail: u8,
}

impl<'a> HelpRequest<'a> {
    /// Recognises a cell of one line that is nothing but a name and its question marks.
    pub(super) fn parse(code: &'a str) -> Option<Self> {
        let code = code.trim();
        let name = if code.starts_with('?') { code.trim_start_matches('?') } else { code.trim_end_matches('?') };
        let detail = match code.len() - name.len() {
            1 => 0,
            2 => 1,
            _ => return None,
        };
        let name = name.trim();
        is_name(name).then_some(Self { name, detail })
    }
}

/// A path, a method, a macro or a magic; no calls, no operators.
fn is_name(text: &str) -> bool {
    let body = text.trim_start_matches('%').trim_end_matches('!');
    let starts_well = body.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_');
    starts_well && body.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: &str, expected: Option<(&str, u8)>) {
        let found = HelpRequest::parse(code).map(|request| (request.name, request.detail));
        assert_eq!(found, expected, "{code:?}");
    }

    #[test]
    fn names_with_question_marks_ask_for_help() {
        check("Hist1D?", Some(("Hist1D", 0)));
        check("  h.fill??\n", Some(("h.fill", 1)));
        check("?std::vec::Vec", Some(("std::vec::Vec", 0)));
        check("??%%cpp", Some(("%%cpp", 1)));
        check("println!?", Some(("println!", 0)));
    }

    #[test]
    fn code_is_not_help() {
        check("read()?", None);
        check("x?;", None);
        check("let y = x?", None);
        check("x???", None);
        check("?", None);
        check("", None);
        check("3?", None);
    }
}

//! Names that users of ROOT and Python guess, and where the library has what they mean.

use crate::complete::has_method;
use crate::library::library_files;

/// Methods under another word, tried on the type that was asked.
const WORDS: [(&str, &str); 26] = [
    ("GetChisquare", "chi2"),
    ("GetN", "len"),
    ("GetNbinsX", "nbins"),
    ("GetObject", "get"),
    ("GetParError", "error"),
    ("GetParameter", "value"),
    ("GetProb", "p_value"),
    ("GetRMS", "std_dev"),
    ("GetSumOfWeights", "integral"),
    ("GetXaxis", "axis"),
    ("GetYaxis", "y_axis"),
    ("ParError", "error"),
    ("Plot", "draw"),
    ("Prob", "p_value"),
    ("ProjectionX", "project_x"),
    ("ProjectionY", "project_y"),
    ("SetParLimits", "limit"),
    ("Sumw2", "keep_sumw2"),
    ("covariance_matrix", "covariance"),
    ("display", "draw"),
    ("head", "display"),
    ("histplot", "draw"),
    ("plot", "draw"),
    ("rms", "std_dev"),
    ("std", "std_dev"),
    ("to_numpy", "values"),
];

/// Methods that stand elsewhere, whatever type was asked.
const ELSEWHERE: [(&str, &str); 14] = [
    ("AddEntry", "names stand at what is drawn: `h.draw().label(\"data\").legend()`"),
    ("FindBin", "the axis knows its bins: `h.axis().index(0.5)`"),
    ("GetBinCenter", "the axis knows its bins: `h.axis().center(3)`"),
    ("Print", "the last value of a cell is shown; `println!(\"{x:?}\")` prints one before"),
    ("SaveAs", "a drawing is saved: `h.draw().save(\"a.png\")?`"),
    ("SetFillColor", "looks belong to the drawing: `h.draw().fill(Color::RED)`"),
    ("SetLineColor", "looks belong to the drawing: `h.draw().color(Color::RED)`"),
    ("SetLineWidth", "looks belong to the drawing: `h.draw().line_width(2.0)`"),
    ("SetLogy", "looks belong to the drawing: `h.draw().log_y()`"),
    ("SetMarkerColor", "looks belong to the drawing: `g.draw().color(Color::RED)`"),
    ("SetMarkerStyle", "looks belong to the drawing: `g.draw().marker(Marker::Circle)`"),
    ("SetStats", "looks belong to the drawing: `h.draw().stats(StatBox::Hide)`"),
    (
        "Write",
        "the file writes: `let mut file = RootWriter::create(\"a.root\")?; file.write(\"h\", &h)?; file.finish()?;`",
    ),
    ("print", "the last value of a cell is shown; `println!(\"{x:?}\")` prints one before"),
];

/// What is meant by a method that a type of the library does not have.
pub(super) fn method(name: &str, owner: &str) -> Option<String> {
    if owner == "Row" {
        return Some(
            "a column is found once, before the loop: `let x = frame.column::<f64>(\"x\")?;`; then \
             `move |row| row[x] * 2.0`"
                .to_owned(),
        );
    }
    if matches!(owner, "Vec" | "[f64]") || owner.starts_with('[') {
        let is_there = home(name).is_some_and(|module| module == "vecops");
        return is_there.then(|| format!("the library has it for vectors: `rootlet::vecops::{name}(&v)`"));
    }
    if owner == "Booked" {
        return Some("nothing has run yet: `.value()?` runs the loop and gives the result".to_owned());
    }
    let word = WORDS.iter().find(|(foreign, _)| *foreign == name).map(|(_, ours)| (*ours).to_owned());
    let stem = ["Get", "get_", "Set"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    // `Histo1D` is one word, `FillRandom` is two.
    let candidates = [word, Some(snake(name)), Some(name.to_lowercase()), Some(snake(stem))];
    let found = candidates.into_iter().flatten().find(|ours| ours != name && has_method(owner, ours));
    let elsewhere = || ELSEWHERE.iter().find(|(foreign, _)| *foreign == name).map(|(_, advice)| (*advice).to_owned());
    found.map(|ours| format!("`{owner}` calls it `{ours}`")).or_else(elsewhere)
}

/// What an enum or a set of constants of the library offers: rustc tells only that a name is not among it.
pub(super) fn choices(owner: &str) -> Option<String> {
    let head = format!("pub enum {owner} {{\n");
    let (constants, indent) = (format!("impl {owner} {{\n"), "    pub const ");
    let files = || ["analysis-core", "rootio", "tables"].into_iter().flat_map(library_files);
    let within = |head: &str, indent: &str| {
        files().find_map(|(_, text)| {
            let (_, rest) = text.split_once(head)?;
            let lines = rest.split("\n}").next()?.lines().filter_map(|line| line.strip_prefix(indent));
            let names = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
            let names: Vec<String> = names
                .filter_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')).next())
                .map(|name| format!("`{name}`"))
                .collect();
            (!names.is_empty()).then(|| names.join(", "))
        })
    };
    let names = within(&head, "    ").or_else(|| within(&constants, indent))?;
    Some(format!("`{owner}` has {names}"))
}

/// The `use` that brings a name of the library into scope.
pub(super) fn import(name: &str) -> Option<String> {
    home(name).map(|module| format!("the library has it: `use rootlet::{module}::{name};`"))
}

/// The module of the library that passes a name on.
fn home(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return None;
    }
    library_files("analysis-core").find_map(|(path, text)| {
        let module = path.strip_suffix("/mod.rs").filter(|module| !module.contains('/'))?;
        let passed_on = text.split("\npub use ").skip(1).filter_map(|rest| rest.split(';').next());
        let mut names = passed_on.flat_map(|uses| uses.split(|c: char| !(c.is_alphanumeric() || c == '_')));
        names.any(|known| known == name).then_some(module)
    })
}

/// `GetStdDev` as `get_std_dev`, `FillN` as `fill_n`, `GetNDF` as `get_ndf`.
fn snake(name: &str) -> String {
    let mut result = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && after_lower {
            result.push('_');
        }
        after_lower = !c.is_ascii_uppercase() && c != '_';
        result.push(c.to_ascii_lowercase());
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_snake_case() {
        for (name, expected) in
            [("GetStdDev", "get_std_dev"), ("FillN", "fill_n"), ("GetNDF", "get_ndf"), ("get_mean", "get_mean")]
        {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn variants_and_constants_are_listed() {
        assert!(choices("Direction").unwrap().contains("`Forward`"));
        assert!(choices("Color").unwrap().starts_with("`Color` has `BLACK`, `WHITE`, `RED`"));
        assert_eq!(choices("Nothing"), None);
    }

    #[test]
    fn names_of_modules_are_found() {
        for (name, expected) in [
            ("RootWriter", Some("the library has it: `use rootlet::io::RootWriter;`")),
            ("delta_r", Some("the library has it: `use rootlet::vecops::delta_r;`")),
            ("reset_seed", Some("the library has it: `use rootlet::random::reset_seed;`")),
            ("nonsense", None),
            ("", None),
        ] {
            assert_eq!(import(name).as_deref(), expected, "{name}");
        }
    }
}

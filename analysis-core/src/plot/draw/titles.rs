/// The titles of a plot and its axes, from ROOT's convention `"title;x axis;y axis"`.
///
/// A part that is missing or empty leaves the axis the title that it has.
pub(crate) fn titles(title: &str, x: &str, y: &str) -> (String, (String, String)) {
    let (whole, [x, y]) = parted(title, [x, y]);
    (whole, (x, y))
}

/// The same for any number of axes.
pub(crate) fn parted<const N: usize>(title: &str, own: [&str; N]) -> (String, [String; N]) {
    let mut parts = title.split(';');
    let whole = parts.next().unwrap_or_default().trim_end();
    let axes = own.map(|own| {
        let part = parts.next().map(str::trim).filter(|part| !part.is_empty());
        part.unwrap_or(own).to_owned()
    });
    (whole.to_owned(), axes)
}

#[cfg(test)]
mod tests {
    use super::{parted, titles};

    #[test]
    fn semicolons_part_the_titles() {
        let check = |title: &str, expected: (&str, &str, &str)| {
            let (whole, (x, y)) = titles(title, "x", "");
            assert_eq!((whole.as_str(), x.as_str(), y.as_str()), expected);
        };
        check("Energy", ("Energy", "x", ""));
        check("Energy;E [GeV];events", ("Energy", "E [GeV]", "events"));
        check(";;events", ("", "x", "events"));
        assert_eq!(parted("t;;;z", ["x", "y", ""]).1, ["x", "y", "z"]);
    }
}

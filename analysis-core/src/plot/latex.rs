//! Mathematics in titles and labels: ROOT's TLatex, and the LaTeX habit of `\` and `$`.
//!
//! `p_{T} [GeV]`, `#sqrt{s} = 13 TeV`, `#frac{dN}{d#eta}`, `#bar{t}`, `#it{Preliminary}`. What is not
//! known is shown as it stands; nothing is ever an error, since a label must not lose a plot.

use super::font::Face;
use super::symbols::symbol;

/// Deeper nesting is shown as plain text, so that hostile labels cannot exhaust the stack.
const DEEPEST: usize = 24;

/// Longer labels are cut, so that a label is never the cost of a plot.
const LONGEST: usize = 2000;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Text(String),
    Row(Vec<Node>),
    Script {
        up: Option<Box<Node>>,
        down: Option<Box<Node>>,
    },
    Root {
        degree: Option<Box<Node>>,
        body: Box<Node>,
    },
    Fraction {
        over: Box<Node>,
        under: Box<Node>,
    },
    /// Two lines.
    Lines {
        first: Box<Node>,
        second: Box<Node>,
    },
    Accent {
        mark: Mark,
        body: Box<Node>,
    },
    Font {
        face: Face,
        body: Box<Node>,
    },
}

/// What stands above, below or across a piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Bar,
    Underline,
    Slash,
    Character(char),
    Arrow,
}

/// Reads a label. ROOT's `#` and LaTeX's `\` introduce commands; `$` around mathematics is dropped.
pub(crate) fn parse(text: &str) -> Node {
    let mut characters: Vec<char> = text.chars().take(LONGEST).collect();
    if characters.iter().filter(|c| **c == '$').count() >= 2 {
        characters.retain(|c| *c != '$');
    }
    let mut parser = Parser { characters, at: 0 };
    parser.row(None, 0)
}

/// The same label in ROOT's spelling and without what would make a viewer load or open something.
///
/// A backslash would make JSROOT fetch MathJax, `#url` would make a link.
pub(crate) fn root_spelling(text: &str) -> String {
    let dollars = text.chars().filter(|c| *c == '$').count() >= 2;
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text.chars().take(LONGEST).peekable();
    while let Some(character) = rest.next() {
        match character {
            '\\' if rest.peek().is_some_and(char::is_ascii_alphabetic) => spelled.push('#'),
            '\\' => {}
            '$' if dollars => {}
            _ => spelled.push(character),
        }
    }
    spelled.replace("#url[", "#color[1][")
}

struct Parser {
    characters: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(i, c)| self.characters.get(self.at + i) == Some(&c))
    }

    /// Everything up to `end` or the end of the text.
    fn row(&mut self, end: Option<char>, depth: usize) -> Node {
        let mut nodes = Vec::new();
        let mut plain = String::new();
        while let Some(character) = self.peek() {
            if Some(character) == end {
                self.at += 1;
                break;
            }
            let math = depth < DEEPEST;
            if math && (character == '_' || character == '^') && self.characters.get(self.at + 1) == Some(&'{') {
                self.at += 2;
                let body = Box::new(self.row(Some('}'), depth + 1));
                flush(&mut plain, &mut nodes);
                script(&mut nodes, character == '^', body);
            } else if math
                && (character == '#' || character == '\\')
                && self.characters.get(self.at + 1).is_some_and(|c| c.is_ascii_alphabetic() || *c == '{')
            {
                self.at += 1;
                match self.command(depth) {
                    Node::Text(text) => plain.push_str(&text),
                    node => {
                        flush(&mut plain, &mut nodes);
                        nodes.push(node);
                    }
                }
            } else if math && character == '{' {
                self.at += 1;
                let node = self.row(Some('}'), depth + 1);
                flush(&mut plain, &mut nodes);
                nodes.push(node);
            } else {
                self.at += 1;
                plain.push(if character == '-' && minus(&self.characters, self.at - 1) { '−' } else { character });
            }
        }
        flush(&mut plain, &mut nodes);
        if nodes.len() == 1 { nodes.remove(0) } else { Node::Row(nodes) }
    }

    fn command(&mut self, depth: usize) -> Node {
        if self.peek() == Some('{') {
            // `#{` is a brace of its own.
            self.at += 1;
            return Node::Text("{".to_owned());
        }
        for name in ["left", "right"] {
            if self.starts_with(name)
                && self.characters.get(self.at + name.len()).is_some_and(|c| "()[]{}|".contains(*c))
            {
                let bracket = self.characters[self.at + name.len()];
                self.at += name.len() + 1;
                return Node::Text(bracket.to_string());
            }
        }
        let name: String = self.characters[self.at..].iter().take_while(|c| c.is_ascii_alphabetic()).take(20).collect();
        self.at += name.chars().count();
        match name.as_str() {
            "sqrt" => {
                let degree = self.option(depth).map(Box::new);
                Node::Root { degree, body: self.argument(depth) }
            }
            "frac" => Node::Fraction { over: self.argument(depth), under: self.argument(depth) },
            "splitline" => Node::Lines { first: self.argument(depth), second: self.argument(depth) },
            "bar" | "overline" => Node::Accent { mark: Mark::Bar, body: self.argument(depth) },
            "underline" => Node::Accent { mark: Mark::Underline, body: self.argument(depth) },
            "slash" => Node::Accent { mark: Mark::Slash, body: self.argument(depth) },
            "vec" => Node::Accent { mark: Mark::Arrow, body: self.argument(depth) },
            "hat" => Node::Accent { mark: Mark::Character('^'), body: self.argument(depth) },
            "tilde" => Node::Accent { mark: Mark::Character('~'), body: self.argument(depth) },
            "dot" => Node::Accent { mark: Mark::Character('˙'), body: self.argument(depth) },
            "ddot" => Node::Accent { mark: Mark::Character('¨'), body: self.argument(depth) },
            "it" | "mathit" => Node::Font { face: Face::Italic, body: self.argument(depth) },
            "bf" | "mathbf" => Node::Font { face: Face::Bold, body: self.argument(depth) },
            "rm" | "mathrm" | "text" => Node::Font { face: Face::Regular, body: self.argument(depth) },
            "font" => {
                let number = self.option(depth).map(|node| text_of(&node)).unwrap_or_default();
                let face = match number.get(..number.len().saturating_sub(1)) {
                    Some("6" | "2") => Face::Bold,
                    Some("5" | "1") => Face::Italic,
                    _ => Face::Regular,
                };
                Node::Font { face, body: self.argument(depth) }
            }
            // Colour, scale and shifts change nothing that a label says.
            "color" | "scale" | "kern" | "lower" | "raise" | "url" => {
                self.option(depth);
                *self.argument(depth)
            }
            _ => self.named_symbol(&name),
        }
    }

    /// The longest known name that the letters start with: `#mub` is μ and a `b`, as in ROOT.
    fn named_symbol(&mut self, name: &str) -> Node {
        for length in (1..=name.len()).rev() {
            if let Some(character) = symbol(&name[..length]) {
                self.at -= name.len() - length;
                return Node::Text(character.to_owned());
            }
        }
        Node::Text(format!("#{name}"))
    }

    /// `[…]`, if it follows.
    fn option(&mut self, depth: usize) -> Option<Node> {
        if self.peek() != Some('[') {
            return None;
        }
        self.at += 1;
        Some(self.row(Some(']'), depth + 1))
    }

    /// `{…}`, or nothing where it is missing.
    fn argument(&mut self, depth: usize) -> Box<Node> {
        if self.peek() != Some('{') {
            return Box::new(Node::Row(Vec::new()));
        }
        self.at += 1;
        Box::new(self.row(Some('}'), depth + 1))
    }
}

/// A hyphen before a digit that does not follow a letter or digit is a minus sign.
fn minus(characters: &[char], at: usize) -> bool {
    characters.get(at + 1).is_some_and(char::is_ascii_digit)
        && (at == 0 || !(characters[at - 1].is_alphanumeric() || characters[at - 1] == '-'))
}

fn flush(plain: &mut String, nodes: &mut Vec<Node>) {
    if !plain.is_empty() {
        nodes.push(Node::Text(std::mem::take(plain)));
    }
}

/// Adds an index; one above and one below the same letter stand over each other.
fn script(nodes: &mut Vec<Node>, above: bool, body: Box<Node>) {
    match nodes.last_mut() {
        Some(Node::Script { up: up @ None, .. }) if above => *up = Some(body),
        Some(Node::Script { down: down @ None, .. }) if !above => *down = Some(body),
        _ => nodes.push(if above {
            Node::Script { up: Some(body), down: None }
        } else {
            Node::Script { up: None, down: Some(body) }
        }),
    }
}

/// The characters of a label without its layout, for plain-text outputs.
pub(crate) fn text_of(node: &Node) -> String {
    match node {
        Node::Text(text) => text.clone(),
        Node::Row(nodes) => nodes.iter().map(text_of).collect(),
        Node::Script { up, down } => {
            let part = |sign: &str, node: &Option<Box<Node>>| {
                node.as_ref().map(|node| format!("{sign}{}", text_of(node))).unwrap_or_default()
            };
            part("_", down) + &part("^", up)
        }
        Node::Root { body, .. } => format!("√{}", text_of(body)),
        Node::Fraction { over, under } => format!("{}/{}", text_of(over), text_of(under)),
        Node::Lines { first, second } => format!("{} {}", text_of(first), text_of(second)),
        Node::Accent { body, .. } | Node::Font { body, .. } => text_of(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text_of(&parse(text))
    }

    #[test]
    fn labels_of_every_day() {
        assert_eq!(plain("p_{T} [GeV]"), "p_T [GeV]");
        assert_eq!(plain("#sqrt{s} = 13 TeV"), "√s = 13 TeV");
        assert_eq!(plain("#mub^{-1}"), "μb^−1");
        assert_eq!(plain("$\\alpha$ / \\beta"), "α / β");
        assert_eq!(plain("m_{#mu#mu}^{2}"), "m_μμ^2");
        assert_eq!(plain("my_hist 100% #1"), "my_hist 100% #1");
        assert_eq!(plain("#frac{dN}{d#eta}"), "dN/dη");
    }

    #[test]
    fn broken_labels_are_shown() {
        assert_eq!(plain("#sqrt{"), "√");
        assert_eq!(plain("a}b"), "a}b");
        assert_eq!(plain("#qrs{x}"), "#qrsx");
        assert_eq!(plain("{{{{"), "");
        parse(&"{".repeat(100_000));
        parse(&"#sqrt{".repeat(100_000));
    }

    #[test]
    fn nothing_that_loads_or_links_is_left_for_a_viewer() {
        let spelled = root_spelling("\\sqrt{s} \\\\ $x$ #url[http://e.org]{y}");
        assert!(!spelled.contains('\\') && !spelled.contains('$') && !spelled.contains("#url"), "{spelled}");
        assert!(spelled.starts_with("#sqrt{s}"));
    }
}

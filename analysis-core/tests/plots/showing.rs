//! When a plot shows itself.

use std::sync::{Mutex, OnceLock};

use rootlet::plot::quietly;
use rootlet::{Hist1D, Live, Plot};
use rootlet_display::{DisplayEvent, Host, InputError, Show, set_host};

/// Keeps every event of the process.
struct Recorder;

fn events() -> &'static Mutex<Vec<DisplayEvent>> {
    static EVENTS: OnceLock<Mutex<Vec<DisplayEvent>>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        set_host(Box::new(Recorder));
        Mutex::default()
    })
}

impl Host for Recorder {
    fn event(&self, event: DisplayEvent) {
        events().lock().unwrap().push(event);
    }

    fn input(&self, _: &str, _: bool) -> Result<String, InputError> {
        Err(InputError::NotAvailable)
    }
}

/// A histogram whose name no other test uses, and how often its plot was displayed and updated.
fn plot(name: &str) -> Plot {
    events();
    Hist1D::new(name, "", 4, 0.0, 1.0).draw()
}

fn shown(name: &str) -> (usize, usize) {
    let events = events().lock().unwrap();
    let of = |event: &DisplayEvent| match event {
        DisplayEvent::Display { bundle, .. } | DisplayEvent::Update { bundle, .. } => {
            bundle.plain_text().is_some_and(|text| text.starts_with(&format!("Hist1D {name}:")))
        }
        _ => false,
    };
    let displays = events.iter().filter(|e| of(e) && matches!(e, DisplayEvent::Display { .. })).count();
    (displays, events.iter().filter(|e| of(e)).count() - displays)
}

#[test]
fn a_statement_shows_once() {
    drop(plot("statement"));
    assert_eq!(shown("statement"), (1, 0));
}

#[test]
fn a_shown_value_is_not_shown_again() {
    let value = plot("value");
    value.mime_bundle();
    drop(value);
    assert_eq!(shown("value"), (0, 0));
    let value = plot("explicit");
    value.show();
    drop(value);
    assert_eq!(shown("explicit"), (1, 0));
}

#[test]
fn a_saved_or_joined_plot_is_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    plot("saved").save(folder.path().join("a.svg")).unwrap();
    assert_eq!(shown("saved"), (0, 0));
    drop(plot("upper").same(plot("joined")).title("both"));
    assert_eq!((shown("upper"), shown("joined")), ((1, 0), (0, 0)));
}

#[test]
fn a_quiet_drop_shows_nothing() {
    let stored = plot("stored");
    quietly(|| drop(stored));
    assert_eq!(shown("stored"), (0, 0));
    drop(plot("afterwards"));
    assert_eq!(shown("afterwards"), (1, 0));
}

#[test]
fn a_panic_shows_nothing() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = std::panic::catch_unwind(|| {
        let _plot = plot("panicked");
        panic!("the cell fails");
    });
    std::panic::set_hook(hook);
    assert!(result.is_err());
    assert_eq!(shown("panicked"), (0, 0));
}

#[test]
fn a_live_plot_has_one_place_and_ends_with_the_last() {
    let mut live = Live::new();
    for _ in 0..50 {
        live.update(plot("live"));
    }
    assert_eq!(shown("live"), (1, 0), "what comes too fast waits");
    drop(live);
    assert_eq!(shown("live"), (1, 1), "the last is shown at the end");
    let events = events().lock().unwrap();
    let ids: Vec<_> = events
        .iter()
        .filter_map(|event| match event {
            DisplayEvent::Display { bundle, id: Some(id) } | DisplayEvent::Update { bundle, id } => {
                bundle.plain_text().is_some_and(|text| text.starts_with("Hist1D live:")).then_some(id)
            }
            _ => None,
        })
        .collect();
    assert!(ids.len() == 2 && ids[0] == ids[1]);
}

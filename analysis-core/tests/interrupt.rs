//! Interrupting an event loop. The request is one flag per process, so this test has a process of its own.

use rootlet::frame::Error;
use rootlet::{ColumnData, Frame, Memory};

#[test]
fn interrupted_loop_ends_soon_and_loses_nothing() {
    let x: Vec<f64> = (0..1_000_000).map(f64::from).collect();
    let frame = Frame::new(Memory::new().with("x", ColumnData::flat(x)).unwrap()).threads(2);
    let x = frame.column::<f64>("x").unwrap();
    let before = frame.max("x").unwrap();
    assert_eq!(*before.value().unwrap(), 999_999.0);

    let pressed = frame.aggregate(
        0.0,
        move |sum, row| {
            if row[x] == 1000.0 && *sum >= 0.0 {
                rootlet_display::request_interrupt();
            }
            *sum += row[x];
        },
        |sum, later| *sum += later,
    );
    match pressed.value() {
        Err(Error::Interrupted { done, total: 1_000_000 }) => assert!(done < 1_000_000, "{done}"),
        other => panic!("{other:?}"),
    }
    assert!(frame.for_each(&mut |_| {}).is_err(), "the flag still stands");
    assert_eq!(*before.value().unwrap(), 999_999.0);

    // The next cell begins: the flag falls, and what was booked is made.
    rootlet_display::clear_interrupt();
    let even = frame.filter("x % 2 == 0").unwrap().count();
    drop(pressed);
    assert_eq!(*even.value().unwrap(), 500_000);
}

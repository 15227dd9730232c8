//! Alone in its process: an interrupt stops every fit there.

use rootlet::{FitError, FitOptions, minimize};

#[test]
fn an_interrupt_ends_the_fit() {
    let counting = |p: &[f64]| {
        rootlet_display::request_interrupt();
        p[0] * p[0]
    };
    let result = minimize(counting, [("x", 1.0)], &FitOptions::default());
    rootlet_display::clear_interrupt();
    assert!(matches!(result, Err(FitError::Interrupted { .. })), "{result:?}");
}

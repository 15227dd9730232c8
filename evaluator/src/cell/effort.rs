use syn::visit::{self, Visit};
use syn::{Expr, ExprForLoop, Lit};

/// A loop with no more turns than this is not worth optimising.
const FEW: u64 = 10_000;
/// A number from which on a cell seems to count far.
const MANY: u64 = 100_000;

/// Whether a cell may run long enough to be worth some 20 ms of optimisation.
///
/// Loops count unless their bounds are small numbers, and so does any large number, as in
/// `(0..10_000_000).map(…)`.
#[derive(Default)]
pub(super) struct Effort {
    pub(super) heavy: bool,
    loops: usize,
}

impl<'ast> Visit<'ast> for Effort {
    fn visit_expr_while(&mut self, _: &'ast syn::ExprWhile) {
        self.heavy = true;
    }

    fn visit_expr_loop(&mut self, _: &'ast syn::ExprLoop) {
        self.heavy = true;
    }

    fn visit_expr_for_loop(&mut self, expression: &'ast ExprForLoop) {
        self.loops += 1;
        self.heavy |= self.loops > 1 || turns(&expression.expr).is_none_or(|turns| turns > FEW);
        visit::visit_expr_for_loop(self, expression);
        self.loops -= 1;
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        if let Lit::Int(number) = literal {
            self.heavy |= number.base10_parse::<u64>().is_ok_and(|number| number >= MANY);
        }
    }
}

/// The turns of `for _ in low..high`, where both are numbers.
fn turns(expression: &Expr) -> Option<u64> {
    let number = |expression: &Expr| match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse::<u64>().ok(),
            _ => None,
        },
        _ => None,
    };
    let Expr::Range(range) = expression else { return None };
    let low = range.start.as_deref().map_or(Some(0), number)?;
    Some(number(range.end.as_deref()?)?.saturating_sub(low))
}

#[cfg(test)]
mod tests {
    use crate::cell::split;

    #[test]
    fn only_long_work_is_optimised() {
        for code in [
            "1 + 1",
            "for i in 0..1000 { h.fill(i as f64); }",
            "let m = v.iter().sum::<f64>();",
            "fn f(x: f64) -> f64 { x * 2.0 }",
        ] {
            assert!(!split(code).heavy, "{code}");
        }
        for code in [
            "for i in 0..100_000_000u64 { s += i as f64; }",
            "for x in &data { s += x; }",
            "while x > 1 { x /= 2; }",
            "for i in 0..300 { for j in 0..300 { k += i * j; } }",
            "fn f(n: u64) -> u64 { let mut s = 0; for i in 0..n { s += i; } s }",
            "(0..1_000_000).map(|x| x * x).sum::<u64>()",
        ] {
            assert!(split(code).heavy, "{code}");
        }
    }
}

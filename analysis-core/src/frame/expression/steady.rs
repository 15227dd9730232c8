//! Parts of an expression that no variation changes: they become columns of their own, computed once for all
//! variations.

use super::check::{Operation, Typed};
use super::function::Function;
use super::value::Kind;
use super::{ColumnType, Expression};

impl Expression {
    /// Takes out the largest parts without a column for which `varies` is true. `add` makes a hidden column of such a
    /// part and tells its slot.
    ///
    /// Only parts that have a value in every entry go: they are computed also where the whole would not ask for them.
    pub(in crate::frame) fn without_steady(
        mut self,
        varies: &dyn Fn(u32) -> bool,
        add: &mut dyn FnMut(Self) -> u32,
    ) -> Self {
        let varying: Vec<bool> = self.slots.iter().map(|&slot| varies(slot)).collect();
        if varying.contains(&true) {
            let (text, mut slots) = (self.text.clone(), self.slots.clone());
            take_out(&mut self.typed, &varying, &mut |part| {
                let slot = add(Self::of_part(&text, &self.slots, part));
                slots.push(slot);
                slots.len() - 1
            });
            self.slots = slots;
        }
        self
    }

    fn of_part(text: &str, slots: &[u32], mut typed: Typed) -> Self {
        let mut own = Vec::new();
        each(&mut typed, &mut |part| {
            if let Operation::Column(index) = &mut part.operation {
                let slot = slots[*index];
                *index = own.iter().position(|&known| known == slot).unwrap_or_else(|| {
                    own.push(slot);
                    own.len() - 1
                });
            }
        });
        let kind = ColumnType { element: typed.kind.element(), jagged: typed.jagged };
        Self { text: text.to_owned(), typed, slots: own, kind }
    }
}

/// Replaces the largest steady parts by the columns whose indices `make` tells.
fn take_out(typed: &mut Typed, varying: &[bool], make: &mut dyn FnMut(Typed) -> usize) {
    if matches!(typed.operation, Operation::Column(_) | Operation::Constant(_)) {
        return;
    }
    let mut lists = Vec::new();
    if typed.kind != Kind::Str && steady(typed, varying, &mut lists) && lists.len() <= 1 {
        let at = typed.at;
        let whole = Typed { at, kind: typed.kind, jagged: typed.jagged, operation: Operation::Column(0) };
        let part = std::mem::replace(typed, whole);
        typed.operation = Operation::Column(make(part));
        return;
    }
    for part in typed.operation.parts_mut() {
        take_out(part, varying, make);
    }
}

/// Whether no column in it varies and it has a value in every entry. `lists` are the columns with lists in it: those
/// of two could differ in length.
fn steady(typed: &Typed, varying: &[bool], lists: &mut Vec<usize>) -> bool {
    let own = match &typed.operation {
        Operation::Column(index) => {
            if typed.jagged && !lists.contains(index) {
                lists.push(*index);
            }
            !varying[*index]
        }
        Operation::Constant(_) | Operation::Not(_) | Operation::Negate(_) | Operation::Flip(_) => true,
        Operation::Compare { operands, .. } => *operands != Kind::Str,
        Operation::Logic { .. } => true,
        // Integers cannot be divided by 0.
        Operation::Arithmetic(sign, _) => !(typed.kind == Kind::Int && matches!(*sign, "/" | "%")),
        Operation::Call { function, .. } => matches!(
            function,
            Function::Math(..)
                | Function::Math2(..)
                | Function::Cast(_)
                | Function::Abs
                | Function::Lesser
                | Function::Greater
                | Function::Sum
                | Function::Size
        ),
        _ => false,
    };
    own && typed.operation.parts().iter().all(|part| steady(part, varying, lists))
}

fn each(typed: &mut Typed, f: &mut dyn FnMut(&mut Typed)) {
    f(typed);
    for part in typed.operation.parts_mut() {
        each(part, f);
    }
}

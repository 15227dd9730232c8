use crate::frame::graph::{HIDDEN, Origin, Slot};
use crate::frame::{ColumnData, Frame, Memory, Values};

/// Four entries with muons, jets, numbers and texts.
fn events() -> Frame {
    let memory = Memory::new()
        .with("nMuon", ColumnData::flat(vec![2u32, 0, 1, 3]))
        .and_then(|m| {
            m.with("Muon_pt", ColumnData::lists(&[vec![30.0f32, 20.0], vec![], vec![7.0], vec![50.0, 5.0, 40.0]]))
        })
        .and_then(|m| {
            m.with("Muon_eta", ColumnData::lists(&[vec![0.5f32, -2.0], vec![], vec![1.5], vec![0.0, 3.0, -1.0]]))
        })
        .and_then(|m| m.with("Muon_charge", ColumnData::lists(&[vec![1i32, -1], vec![], vec![1], vec![-1, -1, 1]])))
        .and_then(|m| m.with("MET.pt", ColumnData::flat(vec![10.0f64, 20.0, 30.0, 40.0])))
        .and_then(|m| m.with("run", ColumnData::flat(vec![7i64, 7, 8, -8])))
        .and_then(|m| m.with("name", ColumnData::flat(["a", "b", "a", "c"].map(str::to_owned).to_vec())));
    Frame::new(memory.unwrap())
}

fn values(expression: &str) -> (ColumnData, String) {
    let frame = events().define("x_", expression).unwrap();
    let memory = frame.snapshot(&["x_"]).unwrap();
    let column = memory.value().unwrap().column("x_").unwrap().clone();
    let kind = column.column_type().to_string();
    (column, kind)
}

#[track_caller]
fn check_flat(expression: &str, kind: &str, expected: &[f64]) {
    let (column, found) = values(expression);
    assert_eq!(found, kind, "{expression}");
    let frame = events().define("x_", expression).unwrap().define("y_", "x_ * 1.0").unwrap();
    assert_eq!(frame.take::<f64>("y_").unwrap().value().unwrap(), expected, "{expression}");
    assert_eq!(column.rows(), 4);
}

#[track_caller]
fn check_lists(expression: &str, kind: &str, expected: &[&[f64]]) {
    let (_, found) = values(expression);
    assert_eq!(found, kind, "{expression}");
    let frame = events().define("x_", expression).unwrap().define("y_", "x_ * 1.0").unwrap();
    assert_eq!(frame.take_lists::<f64>("y_").unwrap().value().unwrap(), expected, "{expression}");
}

#[test]
fn arithmetic_follows_cpp() {
    check_flat("1 + 2 * 3 - -4", "i64", &[11.0; 4]);
    check_flat("run / 2", "i64", &[3.0, 3.0, 4.0, -4.0]);
    check_flat("run % 3", "i64", &[1.0, 1.0, 2.0, -2.0]);
    check_flat("run / 2.", "f64", &[3.5, 3.5, 4.0, -4.0]);
    check_flat("nMuon - 3", "i64", &[-1.0, -3.0, -2.0, 0.0]);
    check_flat("(run & 3) | (1 << 4)", "i64", &[19.0, 19.0, 16.0, 16.0]);
    check_flat("0.1f * 3", "f32", &[f64::from(0.1f32 * 3.0); 4]);
    check_flat("1e1 + 0x10 + 2u", "f64", &[28.0; 4]);
    check_flat("2 < 3 == true", "bool", &[1.0; 4]);
}

#[test]
fn casts_are_those_of_cpp() {
    check_flat("double(run) / 2", "f64", &[3.5, 3.5, 4.0, -4.0]);
    check_flat("(double)run / 2", "f64", &[3.5, 3.5, 4.0, -4.0]);
    check_flat("static_cast<double>(run) / 2", "f64", &[3.5, 3.5, 4.0, -4.0]);
    check_flat("int(run * 0.3)", "i64", &[2.0, 2.0, 2.0, -2.0]);
    check_flat("(unsigned int)(2.7) + static_cast<std::size_t>(1.9)", "i64", &[3.0; 4]);
    check_flat("(float)run * 0.5f", "f32", &[3.5, 3.5, 4.0, -4.0]);
    check_flat("-(long double) nMuon", "f64", &[-2.0, 0.0, -1.0, -3.0]);
    check_flat("(run) + 1", "i64", &[8.0, 8.0, 9.0, -7.0]);
    check_lists("(int)Muon_pt", "[i64]", &[&[30.0, 20.0], &[], &[7.0], &[50.0, 5.0, 40.0]]);
    for broken in ["static_cast<string>(run)", "static_cast<double(run)", "static_cast(run)", "(float)"] {
        assert!(events().define("x_", broken).is_err(), "{broken}");
    }
}

#[test]
fn columns_keep_their_types() {
    assert_eq!(values("nMuon").1, "u32");
    assert_eq!(values("Muon_charge").1, "[i32]");
    assert_eq!(values("name").1, "String");
    check_flat("MET.pt", "f64", &[10.0, 20.0, 30.0, 40.0]);
    check_lists("Muon_pt * 2", "[f32]", &[&[60.0, 40.0], &[], &[14.0], &[100.0, 10.0, 80.0]]);
    check_lists("Muon_pt * 2.", "[f64]", &[&[60.0, 40.0], &[], &[14.0], &[100.0, 10.0, 80.0]]);
}

#[test]
fn lists_are_masked_and_indexed() {
    check_lists("Muon_pt[abs(Muon_eta) < 1]", "[f32]", &[&[30.0], &[], &[], &[50.0]]);
    check_lists("Muon_pt[Muon_pt > 6 && Muon_eta > -1.5]", "[f32]", &[&[30.0], &[], &[7.0], &[50.0, 40.0]]);
    check_lists("Muon_pt[Reverse(Argsort(Muon_pt))]", "[f32]", &[&[30.0, 20.0], &[], &[7.0], &[50.0, 40.0, 5.0]]);
    check_lists("Take(Muon_pt, 1)", "[f32]", &[&[30.0], &[], &[7.0], &[50.0]]);
    check_lists("Take(Muon_pt, -1)", "[f32]", &[&[20.0], &[], &[7.0], &[40.0]]);
    check_lists("Nonzero(Muon_charge < 0)", "[i64]", &[&[1.0], &[], &[], &[0.0, 1.0]]);
    check_flat("Muon_pt.at(1, -1)", "f32", &[20.0, -1.0, -1.0, 5.0]);
    check_flat("Muon_pt.size()", "i64", &[2.0, 0.0, 1.0, 3.0]);
}

#[test]
fn single_values_are_repeated_beside_lists() {
    check_lists("Muon_charge + run", "[i64]", &[&[8.0, 6.0], &[], &[9.0], &[-9.0, -9.0, -7.0]]);
    check_lists("Where(Muon_charge > 0, Muon_pt, 0)", "[f32]", &[&[30.0, 0.0], &[], &[7.0], &[0.0, 0.0, 40.0]]);
    check_lists("Muon_charge > 0 ? 1 : run", "[i64]", &[&[1.0, 7.0], &[], &[1.0], &[-8.0, -8.0, 1.0]]);
    check_lists(
        "Concatenate(Muon_charge, Muon_pt)[Muon_pt.size() > 5 ? Muon_charge : Muon_charge * 0]",
        "[f32]",
        &[&[1.0, 1.0], &[], &[1.0], &[-1.0, -1.0, -1.0]],
    );
}

#[test]
fn reductions_are_those_of_root() {
    check_flat("Sum(Muon_pt > 6)", "i64", &[2.0, 0.0, 1.0, 2.0]);
    check_flat("Sum(Muon_pt)", "f32", &[50.0, 0.0, 7.0, 95.0]);
    check_flat("Mean(Muon_pt)", "f64", &[25.0, 0.0, 7.0, f64::from(95.0f32) / 3.0]);
    check_flat("ROOT::VecOps::Any(Muon_charge < 0) || All(Muon_pt > 6)", "bool", &[1.0, 1.0, 1.0, 1.0]);
    check_flat("nMuon > 0 ? Max(Muon_pt) : -1", "f32", &[30.0, -1.0, 7.0, 50.0]);
    check_flat("nMuon > 0 ? ArgMin(Muon_pt) : -1", "i64", &[1.0, -1.0, 0.0, 1.0]);
    check_flat("max(MET.pt, 25)", "f64", &[25.0, 25.0, 30.0, 40.0]);
    check_flat("DeltaPhi(3.0, -3.0)", "f64", &[2.0 * std::f64::consts::PI - 6.0; 4]);
    check_flat("Dot(Muon_pt, Muon_charge)", "f64", &[10.0, 0.0, 7.0, -15.0]);
}

#[test]
fn right_side_is_computed_only_where_it_matters() {
    check_flat("nMuon >= 2 && Muon_pt[1] > 10", "bool", &[1.0, 0.0, 0.0, 0.0]);
    check_flat("nMuon < 2 || Muon_charge[0] != Muon_charge[1]", "bool", &[1.0, 1.0, 1.0, 0.0]);
    check_flat("nMuon == 0 ? 0 : 10 / nMuon", "i64", &[5.0, 0.0, 10.0, 3.0]);
}

#[test]
fn texts_compare() {
    check_flat("name == \"a\" || 'c' == name", "bool", &[1.0, 0.0, 1.0, 1.0]);
    let frame = events().filter("name != 'a'").unwrap();
    assert_eq!(frame.take::<String>("name").unwrap().value().unwrap(), &["b", "c"]);
}

#[track_caller]
fn check_error(expression: &str, expected: &str) {
    let error = events().define("x_", expression).map(|_| ()).unwrap_err().to_string();
    assert_eq!(error, expected, "{expression}");
}

#[test]
fn errors_point_at_the_character() {
    check_error(
        "Muon_pT > 3 + ",
        "the expression ends too early: a value is missing\n  Muon_pT > 3 + \n                ^",
    );
    check_error("1 + Muon_pts", "no column `Muon_pts` in memory; near: `Muon_pt`, `Muon_eta`\n  1 + Muon_pts\n      ^");
    check_error("summ(Muon_pt)", "no function `summ`; near: `Sum`, `sum`\n  summ(Muon_pt)\n  ^");
    check_error("Sum(run)", "`Sum` needs a list here, not one value per entry\n  Sum(run)\n      ^");
    check_error("run[0]", "this has one value per entry: only lists can be indexed\n  run[0]\n     ^");
    check_error("MET.pt ^ 2", "`^` works on integers only: for a power write `pow(x, y)`\n  MET.pt ^ 2\n         ^");
    check_error("(run + 1", "`)` is missing for this\n  (run + 1\n  ^");
    check_error("run = 7", "nothing can be assigned here; write `==` to compare\n  run = 7\n      ^");
    check_error("sqrt", "`sqrt` is a function: write `sqrt(x)`\n  sqrt\n  ^");
    check_error("pow(2)", "`pow(x, y)` was given 1 arguments\n  pow(2)\n  ^");
    check_error("µ @ 2", "`@` has no meaning here\n  µ @ 2\n    ^");
    check_error("1.5abc", "this is no number\n  1.5abc\n  ^");
    check_error("name + 1", "`+` between a text and a number\n  name + 1\n       ^");
    check_error("", "the expression is empty\n  \n  ^");
    check_error("'x", "this text has no end\n  'x\n  ^");
}

#[test]
fn deep_nesting_is_refused() {
    for text in ["(".repeat(5000), "-".repeat(5000), "1".to_owned() + &"+1".repeat(5000), "a?".repeat(5000)] {
        assert!(events().define("x_", &text).is_err());
    }
}

#[track_caller]
fn check_failure(expression: &str, expected: &str) {
    let booked = events().define("x_", expression).unwrap().snapshot(&["x_"]).unwrap();
    assert_eq!(booked.value().unwrap_err().to_string(), expected, "{expression}");
}

#[test]
fn failures_name_the_entry() {
    check_failure(
        "run + Muon_pt[1]",
        "place 1 of a list with 0 values, in entry 1 of memory\n  run + Muon_pt[1]\n               ^",
    );
    check_failure("1 / (run - 8)", "an integer is divided by 0, in entry 2 of memory\n  1 / (run - 8)\n    ^");
    check_failure("Max(Muon_pt)", "this has no value for an empty list, in entry 1 of memory\n  Max(Muon_pt)\n  ^");
    check_failure(
        "Muon_pt + Muon_pt[Muon_charge > 0]",
        "lists of 2 and of 1 values, in entry 0 of memory\n  Muon_pt + Muon_pt[Muon_charge > 0]\n          ^",
    );
}

#[test]
fn filter_needs_a_condition() {
    let error = events().filter("Muon_pt > 3").map(|_| ()).unwrap_err().to_string();
    assert!(error.starts_with("a filter needs one `bool` per entry; this is a condition on a list"), "{error}");
    assert_eq!(*events().filter("nMuon").unwrap().count().value().unwrap(), 3);
}

#[test]
fn blocks_join_without_a_seam() {
    let count = 10_000;
    let lists: Vec<Vec<i32>> = (0..count).map(|i| (0..i % 4).collect()).collect();
    let frame = Frame::new(Memory::new().with("v", ColumnData::lists(&lists)).unwrap());
    let sums = frame.define("s", "Sum(v[v > 0])").unwrap().take::<i64>("s").unwrap();
    let expected: Vec<i64> = lists.iter().map(|list| list.iter().map(|&x| i64::from(x)).sum()).collect();
    assert_eq!(sums.value().unwrap(), &expected);
    assert!(matches!(ColumnData::lists(&lists).values(), Values::I32(_)));
}

#[test]
fn casts_convert_as_in_cpp() {
    let frame = events();
    let check = |text: &str, kind: &str| {
        let named = frame.define("cast", text).unwrap();
        let found = named.columns().into_iter().find(|(name, _)| name == "cast").unwrap().1;
        assert_eq!(found.to_string(), kind, "{text}");
    };
    check("double(nMuon)", "f64");
    check("float(Muon_charge)", "[f32]");
    check("int(2.9 * Muon_pt)", "[i64]");
    check("bool(nMuon)", "bool");
    assert_eq!(*frame.filter("int(-2.9) == -2 && double(1) / 2 == 0.5").unwrap().count().value().unwrap(), 4);
}

#[test]
fn parts_that_no_variation_changes_are_computed_once() {
    let frame = events();
    let varied = frame.vary("Muon_pt", &[("up", "Muon_pt * 2"), ("down", "Muon_pt / 2")]).unwrap();
    let sum = |text: &str| varied.sum(text).unwrap().variations();
    let hard = sum("Sum(Muon_pt[Muon_pt > 20 && abs(Muon_charge) == 1 && nMuon * 2 > 0])");
    // A part that has no value in every entry stays where it is.
    let first = sum("nMuon > 0 && Muon_charge[0] != 0 && Muon_pt[0] > 20 ? 1 : 0");
    for (name, factor) in [("nominal", 1), ("Muon_pt:up", 2), ("Muon_pt:down", 0)] {
        let scaled = match factor {
            0 => "(Muon_pt / 2)".to_owned(),
            factor => format!("(Muon_pt * {factor})"),
        };
        let alone = |text: String| *frame.sum(&text).unwrap().value().unwrap();
        assert_eq!(*hard.value(name).unwrap(), alone(format!("Sum({scaled}[{scaled} > 20])")), "{name}");
        let expected = alone(format!("nMuon > 0 && {scaled}[0] > 20 ? 1 : 0"));
        assert_eq!(*first.value(name).unwrap(), expected, "{name}");
    }
    // The picture shows what the user asked for, once.
    let picture = varied.graph().to_string();
    let defined = picture.lines().filter(|line| line.contains("define")).map(|line| line.matches("abs(").count());
    assert_eq!(defined.sum::<usize>(), 1, "{picture}");
    let hidden = |slot: &&std::sync::Arc<Slot>| matches!(slot.origin, Origin::Computed { node: HIDDEN, .. });
    assert_eq!(varied.graph.parts().slots.iter().filter(hidden).count(), 3);
}

#[test]
fn cheap_variations_are_the_same_whether_kept_or_not() {
    let shifts = [("up", "Muon_pt * 2"), ("down", "-Muon_pt + 1.5f")];
    let varied = events().vary("Muon_pt", &shifts).unwrap().filter("nMuon > 0").unwrap();
    for text in
        ["Muon_pt[0] + Sum(Muon_pt)", "Max(Muon_pt)", "Sum(Muon_pt > 10 ? Muon_pt : Muon_eta)", "Sort(Muon_pt)[0]"]
    {
        let result = varied.sum(text).unwrap().variations();
        for (name, scaled) in [("Muon_pt:up", "Muon_pt * 2"), ("Muon_pt:down", "-Muon_pt + 1.5f")] {
            let alone = events().filter("nMuon > 0").unwrap().redefine("Muon_pt", scaled).unwrap();
            assert_eq!(*result.value(name).unwrap(), *alone.sum(text).unwrap().value().unwrap(), "{text} {name}");
        }
    }
    // One result keeps the column, which the other one then takes.
    let all = varied.sum("Muon_pt").unwrap().variations();
    let each = varied.sum("Sum(Muon_pt)").unwrap().variations();
    assert_eq!(*all.value("Muon_pt:up").unwrap(), *each.value("Muon_pt:up").unwrap());
}

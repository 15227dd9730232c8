//! Members that a new object of ROOT's classes has when nothing else is said.

use crate::value::Value;

/// Bits of a `TObject` on the heap that was not deleted, as ROOT writes them.
pub(crate) const BITS: u32 = 0x0300_0000;

/// The default of a member, `None` where zero, empty and null are right.
pub(crate) fn member(class: &str, name: &str) -> Option<Value> {
    let int = |i: i64| Some(Value::Int(i));
    let real = |x: f64| Some(Value::F64(x));
    match (class, name) {
        ("TAttLine", "fLineColor") => int(602),
        ("TAttLine", "fLineStyle" | "fLineWidth") => int(1),
        ("TAttFill", "fFillStyle") => int(1001),
        ("TAttMarker", "fMarkerColor" | "fMarkerStyle" | "fMarkerSize") => int(1),
        ("TAttAxis", "fNdivisions") => int(510),
        ("TAttAxis", "fAxisColor" | "fLabelColor" | "fTitleColor" | "fTitleOffset") => int(1),
        ("TAttAxis", "fLabelFont" | "fTitleFont") => int(42),
        ("TAttAxis", "fLabelOffset") => real(0.005),
        ("TAttAxis", "fLabelSize" | "fTitleSize") => real(0.035),
        ("TAttAxis", "fTickLength") => real(0.03),
        ("TH1", "fBarWidth") => int(1000),
        ("TH1" | "TGraph" | "TF1", "fMaximum" | "fMinimum") => int(-1111),
        ("TH1", "fStatOverflows") => int(2),
        ("TH2", "fScalefactor") => int(1),
        ("TF1", "fNpx") => int(100),
        ("TParameter<double>" | "TParameter<float>" | "TParameter<int>" | "TParameter<bool>", "fBits") => int(0),
        _ => None,
    }
}

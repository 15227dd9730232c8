//! The eight queries of the HSF/IRIS-HEP analysis description language benchmark on NanoAOD-like events.

use rootlet::frame::{Booked, Frame, Result};
use rootlet::vecops::{delta_phi, delta_r, pairs, transverse_mass, triplets};
use rootlet::{Column, Hist1D, PxPyPzE};

/// A query and the histograms that it books.
pub(crate) type Query = fn(&Frame) -> Result<Vec<Booked<Hist1D>>>;

/// All queries, in order.
pub(crate) const QUERIES: [Query; 8] =
    [met, jet_pt, central_jet_pt, met_two_jets, met_dimuon, trijet, hadronic_sum, three_leptons];

fn hist(name: &str, low: f64, high: f64) -> Hist1D {
    Hist1D::new(name, "", 100, low, high)
}

/// Q1: missing momentum of all events.
pub(crate) fn met(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    Ok(vec![events.histo1d(hist("q1", 0.0, 200.0), "MET_pt")?])
}

/// Q2: transverse momentum of all jets.
pub(crate) fn jet_pt(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    Ok(vec![events.histo1d(hist("q2", 15.0, 60.0), "Jet_pt")?])
}

/// Q3: transverse momentum of jets with |η| < 1.
pub(crate) fn central_jet_pt(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    Ok(vec![events.histo1d(hist("q3", 15.0, 60.0), "Jet_pt[abs(Jet_eta) < 1]")?])
}

/// Q4: missing momentum of events with two jets above 40 GeV.
pub(crate) fn met_two_jets(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    let two = events.filter("Sum(Jet_pt > 40) >= 2")?;
    Ok(vec![two.histo1d(hist("q4", 0.0, 200.0), "MET_pt")?])
}

/// Q5: missing momentum of events with an opposite-charge muon pair near the Z.
pub(crate) fn met_dimuon(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    let (pt, eta) = (events.column::<[f32]>("Muon_pt")?, events.column::<[f32]>("Muon_eta")?);
    let (phi, mass) = (events.column::<[f32]>("Muon_phi")?, events.column::<[f32]>("Muon_mass")?);
    let charge = events.column::<[i32]>("Muon_charge")?;
    let met = events.column::<f32>("MET_pt")?;
    let two = events.filter("nMuon >= 2")?;
    let filled = two.histo1d_batches(hist("q5", 0.0, 200.0), move |batch, h| {
        let mut muons = Vec::new();
        for row in batch.rows() {
            let charge = &row[charge];
            four_vectors(&mut muons, &row[pt], &row[eta], &row[phi], &row[mass]);
            let near_z =
                |[i, j]: [usize; 2]| charge[i] != charge[j] && (60.0..120.0).contains(&(muons[i] + muons[j]).mass());
            if pairs(muons.len()).any(near_z) {
                h.fill(f64::from(row[met]));
            }
        }
    });
    Ok(vec![filled])
}

/// Q6: transverse momentum and largest b-tag of the three jets whose mass is nearest to the top quark's.
pub(crate) fn trijet(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    let (pt, eta) = (events.column::<[f32]>("Jet_pt")?, events.column::<[f32]>("Jet_eta")?);
    let (phi, mass) = (events.column::<[f32]>("Jet_phi")?, events.column::<[f32]>("Jet_mass")?);
    let tag = events.column::<[f32]>("Jet_btag")?;
    let three = events.filter("nJet >= 3")?.define_batches::<[f32]>("trijet", move |batch, out| {
        let mut jets = Vec::new();
        for row in batch.rows() {
            four_vectors(&mut jets, &row[pt], &row[eta], &row[phi], &row[mass]);
            let (mut best, mut least) = ([0, 1, 2], f64::INFINITY);
            for [i, j, k] in triplets(jets.len()) {
                let distance = ((jets[i] + jets[j] + jets[k]).mass() - 172.5).abs();
                if distance < least {
                    (best, least) = ([i, j, k], distance);
                }
            }
            let sum: PxPyPzE = best.iter().map(|&jet| jets[jet]).sum();
            let largest = best.iter().map(|&jet| row[tag][jet]).fold(f32::NEG_INFINITY, f32::max);
            out.push_list(&[sum.pt() as f32, largest]);
        }
    })?;
    Ok(vec![
        three.histo1d(hist("q6_pt", 15.0, 40.0), "trijet[0]")?,
        three.histo1d(hist("q6_btag", 0.0, 1.0), "trijet[1]")?,
    ])
}

/// Q7: scalar sum of jets above 30 GeV that are no closer than 0.4 to a lepton above 10 GeV.
pub(crate) fn hadronic_sum(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    let list = |name: &str| events.column::<[f32]>(name);
    let jet = [list("Jet_pt")?, list("Jet_eta")?, list("Jet_phi")?];
    let leptons = [
        [list("Muon_pt")?, list("Muon_eta")?, list("Muon_phi")?],
        [list("Electron_pt")?, list("Electron_eta")?, list("Electron_phi")?],
    ];
    let filled = events.filter("nJet >= 1")?.histo1d_with(hist("q7", 15.0, 200.0), move |row, h| {
        let mut sum = None;
        for ((&pt, &eta), &phi) in row[jet[0]].iter().zip(&row[jet[1]]).zip(&row[jet[2]]) {
            let near = |lepton: &[Column<[f32]>; 3]| {
                let of_lepton = row[lepton[0]].iter().zip(&row[lepton[1]]).zip(&row[lepton[2]]);
                let mut close =
                    of_lepton.map(|((&lepton_pt, &e), &p)| lepton_pt > 10.0 && delta_r(eta, e, phi, p) < 0.4);
                close.any(|close| close)
            };
            if pt > 30.0 && !leptons.iter().any(near) {
                sum = Some(sum.unwrap_or(0.0) + pt);
            }
        }
        if let Some(sum) = sum {
            h.fill(f64::from(sum));
        }
    });
    Ok(vec![filled])
}

/// Q8: with three leptons or more, of which two of one flavour and opposite charge are nearest to the Z: transverse
/// mass of the missing momentum and the leading other lepton.
pub(crate) fn three_leptons(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    let list = |name: &str| events.column::<[f32]>(name);
    let muon = [list("Muon_pt")?, list("Muon_eta")?, list("Muon_phi")?, list("Muon_mass")?];
    let electron = [list("Electron_pt")?, list("Electron_eta")?, list("Electron_phi")?, list("Electron_mass")?];
    let charges = [events.column::<[i32]>("Muon_charge")?, events.column::<[i32]>("Electron_charge")?];
    let (met, met_phi) = (events.column::<f32>("MET_pt")?, events.column::<f32>("MET_phi")?);
    let three = events.filter("nMuon + nElectron >= 3")?;
    let filled = three.histo1d_batches(hist("q8", 0.0, 200.0), move |batch, h| {
        let mut leptons = Vec::new();
        for row in batch.rows() {
            let muons = row[muon[0]].len();
            leptons.clear();
            for flavour in [muon, electron] {
                extend(&mut leptons, &row[flavour[0]], &row[flavour[1]], &row[flavour[2]], &row[flavour[3]]);
            }
            let (mut best, mut least) = (None, f64::INFINITY);
            for (first, charge) in [(0, &row[charges[0]]), (muons, &row[charges[1]])] {
                for [i, j] in pairs(charge.len()).filter(|&[i, j]| charge[i] != charge[j]) {
                    let distance = ((leptons[first + i] + leptons[first + j]).mass() - 91.2).abs();
                    if distance < least {
                        (best, least) = (Some([first + i, first + j]), distance);
                    }
                }
            }
            let Some(pair) = best else { continue };
            let pt_phi = |index: usize| match index.checked_sub(muons) {
                None => (row[muon[0]][index], row[muon[2]][index]),
                Some(index) => (row[electron[0]][index], row[electron[2]][index]),
            };
            let others = (0..leptons.len()).filter(|index| !pair.contains(index)).map(pt_phi);
            if let Some((pt, phi)) = others.reduce(|best, next| if next.0 > best.0 { next } else { best }) {
                // Δφ in `f32` as the columns, the rest in `f64`.
                let turn = f64::from(delta_phi(row[met_phi], phi));
                h.fill(transverse_mass(f64::from(pt), 0.0, f64::from(row[met]), turn));
            }
        }
    });
    Ok(vec![filled])
}

fn four_vectors(out: &mut Vec<PxPyPzE>, pt: &[f32], eta: &[f32], phi: &[f32], mass: &[f32]) {
    out.clear();
    extend(out, pt, eta, phi, mass);
}

fn extend(out: &mut Vec<PxPyPzE>, pt: &[f32], eta: &[f32], phi: &[f32], mass: &[f32]) {
    for (((&pt, &eta), &phi), &mass) in pt.iter().zip(eta).zip(phi).zip(mass) {
        out.push(PxPyPzE::from_pt_eta_phi_m(f64::from(pt), f64::from(eta), f64::from(phi), f64::from(mass)));
    }
}

//! The eight queries of the HSF/IRIS-HEP analysis description language benchmark on NanoAOD-like events.

use rootlet::frame::{Batch, Booked, Frame, Result};
use rootlet::vecops::{delta_phi, delta_r, four_vectors, pairs, transverse_mass};
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
    let muon = Kinematics::of(events, "Muon")?;
    let (charge, met) = (events.column::<[i32]>("Muon_charge")?, events.column::<f32>("MET_pt")?);
    let two = events.filter("nMuon >= 2")?;
    let filled = two.histo1d_batches(hist("q5", 0.0, 200.0), move |batch, h| {
        let (all, charges) = (muon.vectors(batch), batch.lists(charge));
        for (event, &met) in batch.values(met).iter().enumerate() {
            let (muons, charge) = (&all[charges.range(event)], &charges[event]);
            let near_z =
                |[i, j]: [usize; 2]| charge[i] != charge[j] && (60.0..120.0).contains(&(muons[i] + muons[j]).mass());
            if pairs(muons.len()).any(near_z) {
                h.fill(f64::from(met));
            }
        }
    });
    Ok(vec![filled])
}

/// Q6: transverse momentum and largest b-tag of the three jets whose mass is nearest to the top quark's.
pub(crate) fn trijet(events: &Frame) -> Result<Vec<Booked<Hist1D>>> {
    let (jet, tag) = (Kinematics::of(events, "Jet")?, events.column::<[f32]>("Jet_btag")?);
    let three = events.filter("nJet >= 3")?.define_batches::<[f32]>("trijet", move |batch, out| {
        let (all, tags) = (jet.vectors(batch), batch.lists(tag));
        for event in 0..batch.len() {
            let (jets, tag) = (&all[tags.range(event)], &tags[event]);
            let [i, j, k] = nearest_triplet(jets, 172.5);
            let sum = jets[i] + jets[j] + jets[k];
            out.push_list(&[sum.pt() as f32, tag[i].max(tag[j]).max(tag[k])]);
        }
    })?;
    Ok(vec![
        three.histo1d(hist("q6_pt", 15.0, 40.0), "trijet[0]")?,
        three.histo1d(hist("q6_btag", 0.0, 1.0), "trijet[1]")?,
    ])
}

/// The three of at least three jets whose mass is nearest to `mass`.
fn nearest_triplet(jets: &[PxPyPzE], mass: f64) -> [usize; 3] {
    let (mut best, mut least) = ([0, 1, 2], f64::INFINITY);
    // A better mass lies between these squares: so most triplets need no root.
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for (i, first) in jets.iter().enumerate() {
        for (j, second) in jets.iter().enumerate().skip(i + 1) {
            let two = *first + *second;
            for (k, third) in jets.iter().enumerate().skip(j + 1) {
                let three = two + *third;
                let square = three.mass2();
                if square > low && square < high {
                    let distance = (three.mass() - mass).abs();
                    if distance < least {
                        (best, least) = ([i, j, k], distance);
                        (low, high) = ((mass - least) * (mass - least).abs(), (mass + least).powi(2));
                    }
                }
            }
        }
    }
    best
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
                let mut close = of_lepton.map(|((&lepton_pt, &e), &p)| {
                    lepton_pt > 10.0 && (eta - e).abs() < 0.4 && delta_r(eta, e, phi, p) < 0.4
                });
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
    let flavours = [Kinematics::of(events, "Muon")?, Kinematics::of(events, "Electron")?];
    let charges = [events.column::<[i32]>("Muon_charge")?, events.column::<[i32]>("Electron_charge")?];
    let (met, met_phi) = (events.column::<f32>("MET_pt")?, events.column::<f32>("MET_phi")?);
    let three = events.filter("nMuon + nElectron >= 3")?;
    let filled = three.histo1d_batches(hist("q8", 0.0, 200.0), move |batch, h| {
        let (vectors, charges) = (flavours.map(|f| f.vectors(batch)), charges.map(|charge| batch.lists(charge)));
        let (pt, phi) = (flavours.map(|f| batch.lists(f.pt)), flavours.map(|f| batch.lists(f.phi)));
        for (event, row) in batch.rows().enumerate() {
            // (flavour, lepton, lepton)
            let (mut best, mut least) = (None, f64::INFINITY);
            for flavour in 0..2 {
                let (leptons, charge) = (&vectors[flavour][charges[flavour].range(event)], &charges[flavour][event]);
                for [i, j] in pairs(charge.len()).filter(|&[i, j]| charge[i] != charge[j]) {
                    let distance = ((leptons[i] + leptons[j]).mass() - 91.2).abs();
                    if distance < least {
                        (best, least) = (Some((flavour, i, j)), distance);
                    }
                }
            }
            let Some((of_pair, i, j)) = best else { continue };
            let mut leading: Option<(f32, f32)> = None;
            for flavour in 0..2 {
                for (index, (&pt, &phi)) in pt[flavour][event].iter().zip(&phi[flavour][event]).enumerate() {
                    let in_pair = flavour == of_pair && (index == i || index == j);
                    if !in_pair && leading.is_none_or(|(largest, _)| pt > largest) {
                        leading = Some((pt, phi));
                    }
                }
            }
            if let Some((pt, phi)) = leading {
                // Δφ in `f32` as the columns, the rest in `f64`.
                let turn = f64::from(delta_phi(row[met_phi], phi));
                h.fill(transverse_mass(f64::from(pt), 0.0, f64::from(row[met]), turn));
            }
        }
    });
    Ok(vec![filled])
}

/// The columns that make the four-vectors of a collection.
#[derive(Clone, Copy)]
struct Kinematics {
    pt: Column<[f32]>,
    eta: Column<[f32]>,
    phi: Column<[f32]>,
    mass: Column<[f32]>,
}

impl Kinematics {
    fn of(events: &Frame, collection: &str) -> Result<Self> {
        let column = |member: &str| events.column(&format!("{collection}_{member}"));
        Ok(Self { pt: column("pt")?, eta: column("eta")?, phi: column("phi")?, mass: column("mass")? })
    }

    /// The four-vectors of all events of a batch, end to end.
    fn vectors(self, batch: &Batch<'_>) -> Vec<PxPyPzE> {
        let list = |column| batch.lists(column);
        let (pt, eta, phi, mass) = (list(self.pt), list(self.eta), list(self.phi), list(self.mass));
        four_vectors(pt.values(), eta.values(), phi.values(), mass.values())
    }
}

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use super::columns::{cartesian, is_ordinary};

/// A four-momentum in Cartesian coordinates: adds up and boosts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PxPyPzE {
    /// Momentum along x.
    pub px: f64,
    /// Momentum along y.
    pub py: f64,
    /// Momentum along z, the beam.
    pub pz: f64,
    /// Energy.
    pub e: f64,
}

/// A four-momentum as detectors measure it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PtEtaPhiM {
    /// Momentum across the beam, not negative.
    pub pt: f64,
    /// Pseudorapidity.
    pub eta: f64,
    /// Azimuth, radians.
    pub phi: f64,
    /// Mass; below zero for a space-like vector, as in ROOT.
    pub mass: f64,
}

impl PxPyPzE {
    /// A four-momentum from its components.
    pub fn new(px: f64, py: f64, pz: f64, e: f64) -> Self {
        Self { px, py, pz, e }
    }

    /// A four-momentum from what detectors measure. For many, see [`crate::vecops::four_vectors`].
    pub fn from_pt_eta_phi_m(pt: f64, eta: f64, phi: f64, mass: f64) -> Self {
        if is_ordinary(eta, phi) {
            return cartesian(pt, eta, phi, mass);
        }
        let (sin, cos) = phi.sin_cos();
        let (px, py, pz) = (pt * cos, pt * sin, pt * eta.sinh());
        let square = px * px + py * py + pz * pz + mass * mass.abs();
        Self { px, py, pz, e: square.max(0.0).sqrt() }
    }

    /// The momentum across the beam.
    #[inline]
    pub fn pt(&self) -> f64 {
        self.px.hypot(self.py)
    }

    /// The momentum.
    pub fn p(&self) -> f64 {
        self.p2().sqrt()
    }

    fn p2(&self) -> f64 {
        self.px * self.px + self.py * self.py + self.pz * self.pz
    }

    /// The azimuth in [−π, π]; 0 for a vector along the beam.
    pub fn phi(&self) -> f64 {
        if self.px == 0.0 && self.py == 0.0 { 0.0 } else { self.py.atan2(self.px) }
    }

    /// The pseudorapidity; ±∞ along the beam, 0 for no momentum.
    pub fn eta(&self) -> f64 {
        let pt = self.pt();
        if pt > 0.0 {
            (self.pz / pt).asinh()
        } else if self.pz == 0.0 {
            0.0
        } else {
            f64::INFINITY.copysign(self.pz)
        }
    }

    /// The polar angle from the beam in [0, π].
    pub fn theta(&self) -> f64 {
        self.pt().atan2(self.pz)
    }

    /// The rapidity ½ ln((E + pz) / (E − pz)).
    pub fn rapidity(&self) -> f64 {
        0.5 * ((self.e + self.pz) / (self.e - self.pz)).ln()
    }

    /// The squared mass.
    #[inline]
    pub fn mass2(&self) -> f64 {
        self.e * self.e - self.p2()
    }

    /// The mass; −√(−m²) for a space-like vector, as in ROOT.
    #[inline]
    pub fn mass(&self) -> f64 {
        let square = self.mass2();
        square.abs().sqrt().copysign(square)
    }

    /// The transverse mass √(E² − pz²); below zero as for [`PxPyPzE::mass`].
    pub fn mt(&self) -> f64 {
        let square = self.e * self.e - self.pz * self.pz;
        square.abs().sqrt().copysign(square)
    }

    /// The transverse energy E sin θ.
    pub fn et(&self) -> f64 {
        let p = self.p();
        if p == 0.0 { 0.0 } else { self.e * self.pt() / p }
    }

    /// The velocity that brings a vector at rest to this one, in units of c.
    pub fn beta(&self) -> [f64; 3] {
        [self.px / self.e, self.py / self.e, self.pz / self.e]
    }

    /// The vector seen from a frame in which it moves with `beta` in addition (|β| < 1, else NaN).
    pub fn boost(&self, [bx, by, bz]: [f64; 3]) -> Self {
        let b2 = bx * bx + by * by + bz * bz;
        let gamma = 1.0 / (1.0 - b2).sqrt();
        let along = bx * self.px + by * self.py + bz * self.pz;
        // (γ − 1)/β² without the 0/0 at rest.
        let factor = gamma * gamma / (gamma + 1.0) * along + gamma * self.e;
        Self {
            px: self.px + factor * bx,
            py: self.py + factor * by,
            pz: self.pz + factor * bz,
            e: gamma * (self.e + along),
        }
    }

    /// The vector in the rest frame of `other`.
    pub fn boost_to_rest(&self, other: &Self) -> Self {
        let [bx, by, bz] = other.beta();
        self.boost([-bx, -by, -bz])
    }

    /// The three-momentum.
    pub fn momentum(&self) -> [f64; 3] {
        [self.px, self.py, self.pz]
    }
}

impl PtEtaPhiM {
    /// A four-momentum from its coordinates.
    pub fn new(pt: f64, eta: f64, phi: f64, mass: f64) -> Self {
        Self { pt, eta, phi, mass }
    }

    /// The energy.
    pub fn e(&self) -> f64 {
        PxPyPzE::from(*self).e
    }
}

impl From<PtEtaPhiM> for PxPyPzE {
    fn from(v: PtEtaPhiM) -> Self {
        Self::from_pt_eta_phi_m(v.pt, v.eta, v.phi, v.mass)
    }
}

impl From<PxPyPzE> for PtEtaPhiM {
    fn from(v: PxPyPzE) -> Self {
        Self { pt: v.pt(), eta: v.eta(), phi: v.phi(), mass: v.mass() }
    }
}

impl Add for PxPyPzE {
    type Output = Self;
    #[inline]
    fn add(self, o: Self) -> Self {
        Self { px: self.px + o.px, py: self.py + o.py, pz: self.pz + o.pz, e: self.e + o.e }
    }
}

impl Sub for PxPyPzE {
    type Output = Self;
    #[inline]
    fn sub(self, o: Self) -> Self {
        self + -o
    }
}

impl Neg for PxPyPzE {
    type Output = Self;
    fn neg(self) -> Self {
        self * -1.0
    }
}

impl Mul<f64> for PxPyPzE {
    type Output = Self;
    fn mul(self, k: f64) -> Self {
        Self { px: k * self.px, py: k * self.py, pz: k * self.pz, e: k * self.e }
    }
}

impl AddAssign for PxPyPzE {
    #[inline]
    fn add_assign(&mut self, o: Self) {
        *self = *self + o;
    }
}

impl Sum for PxPyPzE {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl Add for PtEtaPhiM {
    type Output = Self;

    /// The sum, by way of Cartesian coordinates: for sums of many, convert once to [`PxPyPzE`].
    fn add(self, o: Self) -> Self {
        (PxPyPzE::from(self) + PxPyPzE::from(o)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * (1.0 + a.abs().max(b.abs())), "{a} is not {b}");
    }

    #[test]
    fn coordinates_survive_the_round_trip() {
        let v = PtEtaPhiM::new(37.5, -1.7, 2.9, 0.105658);
        let w = PtEtaPhiM::from(PxPyPzE::from(v));
        close(v.pt, w.pt);
        close(v.eta, w.eta);
        close(v.phi, w.phi);
        assert!((v.mass - w.mass).abs() < 1e-9, "a light mass loses digits in E² − p²");
    }

    #[test]
    fn boosting_to_its_own_rest_frame_leaves_the_mass() {
        let v = PxPyPzE::new(1.0, -2.0, 30.0, 45.0);
        let rest = v.boost_to_rest(&v);
        close(rest.e, v.mass());
        assert!(rest.p() < 1e-12);
        let moved = rest.boost(v.beta());
        close(moved.pz, v.pz);
        close(moved.e, v.e);
    }

    #[test]
    fn space_like_and_beam_vectors_are_as_in_root() {
        close(PxPyPzE::new(3.0, 4.0, 0.0, 0.0).mass(), -5.0);
        let beam = PxPyPzE::new(0.0, 0.0, -7.0, 7.0);
        assert_eq!((beam.eta(), beam.phi()), (f64::NEG_INFINITY, 0.0));
        assert_eq!(PxPyPzE::default().eta(), 0.0);
    }
}

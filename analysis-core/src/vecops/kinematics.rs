use super::{PtEtaPhiM, PxPyPzE, Real};

/// The angle from `phi1` to `phi2`, in [−π, π].
#[inline]
pub fn delta_phi<T: Real>(phi1: T, phi2: T) -> T {
    wrap_phi(phi2 - phi1)
}

/// An angle brought into [−π, π].
#[inline]
pub fn wrap_phi<T: Real>(phi: T) -> T {
    let turn = T::of(2.0) * T::PI;
    // Differences of two angles need no division.
    let rest = if phi < turn && -phi < turn { phi } else { phi % turn };
    if rest < -T::PI {
        rest + turn
    } else if rest > T::PI {
        rest - turn
    } else {
        rest
    }
}

/// The distance √(Δη² + Δφ²).
#[inline]
pub fn delta_r<T: Real>(eta1: T, eta2: T, phi1: T, phi2: T) -> T {
    delta_r2(eta1, eta2, phi1, phi2).sqrt()
}

/// The squared distance Δη² + Δφ²: enough for comparisons.
#[inline]
pub fn delta_r2<T: Real>(eta1: T, eta2: T, phi1: T, phi2: T) -> T {
    let (eta, phi) = (eta1 - eta2, delta_phi(phi1, phi2));
    eta * eta + phi * phi
}

/// The angle between two three-momenta, in [0, π]; NaN if one of them is zero.
pub fn angle(a: [f64; 3], b: [f64; 3]) -> f64 {
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    if dot(a, a) == 0.0 || dot(b, b) == 0.0 {
        return f64::NAN;
    }
    // atan2 keeps its digits at small angles, where acos loses half of them.
    dot(cross, cross).sqrt().atan2(dot(a, b))
}

/// The invariant mass of all particles together, computed in the type of the inputs as in ROOT. The lists go as far as
/// the shortest one; 0 for none. A square below zero by rounding gives NaN.
pub fn invariant_mass<T: Real>(pt: &[T], eta: &[T], phi: &[T], mass: &[T]) -> T {
    let mut sum = [T::default(); 4];
    for (((&pt, &eta), &phi), &mass) in pt.iter().zip(eta).zip(phi).zip(mass) {
        add(&mut sum, pt, eta, phi, mass);
    }
    mass_of(sum)
}

/// The invariant masses of the pairs of first with first, second with second, and so on: `(pt, eta, phi, mass)` each.
pub fn invariant_masses<T: Real>(first: [&[T]; 4], second: [&[T]; 4]) -> Vec<T> {
    let count = first.iter().chain(&second).map(|list| list.len()).min().unwrap_or(0);
    let one = |index: usize| {
        let mut sum = [T::default(); 4];
        for [pt, eta, phi, mass] in [first, second] {
            add(&mut sum, pt[index], eta[index], phi[index], mass[index]);
        }
        mass_of(sum)
    };
    (0..count).map(one).collect()
}

#[inline]
fn add<T: Real>(sum: &mut [T; 4], pt: T, eta: T, phi: T, mass: T) {
    let (x, y, z) = (pt * phi.cos(), pt * phi.sin(), pt * eta.sinh());
    let e = (x * x + y * y + z * z + mass * mass).sqrt();
    *sum = [sum[0] + x, sum[1] + y, sum[2] + z, sum[3] + e];
}

#[inline]
fn mass_of<T: Real>([x, y, z, e]: [T; 4]) -> T {
    (e * e - x * x - y * y - z * z).sqrt()
}

/// The transverse mass √(2 pT₁ pT₂ (1 − cos Δφ)) of two massless particles, say a lepton and the missing momentum.
#[inline]
pub fn transverse_mass<T: Real>(pt1: T, phi1: T, pt2: T, phi2: T) -> T {
    (T::of(2.0) * pt1 * pt2 * (T::ONE - delta_phi(phi1, phi2).cos())).sqrt()
}

/// A four-momentum in any coordinates: what angles between two of them need.
pub trait FourVector {
    /// The pseudorapidity.
    fn pseudorapidity(&self) -> f64;

    /// The azimuth, radians.
    fn azimuth(&self) -> f64;
}

impl FourVector for PtEtaPhiM {
    fn pseudorapidity(&self) -> f64 {
        self.eta
    }

    fn azimuth(&self) -> f64 {
        self.phi
    }
}

impl FourVector for PxPyPzE {
    fn pseudorapidity(&self) -> f64 {
        self.eta()
    }

    fn azimuth(&self) -> f64 {
        self.phi()
    }
}

macro_rules! angles {
    ($type:ty) => {
        impl $type {
            /// The distance √(Δη² + Δφ²) to another particle, in the same or other coordinates.
            pub fn delta_r(&self, other: &impl FourVector) -> f64 {
                delta_r(self.pseudorapidity(), other.pseudorapidity(), self.azimuth(), other.azimuth())
            }

            /// The angle from this particle to another in the transverse plane, in [−π, π].
            pub fn delta_phi(&self, other: &impl FourVector) -> f64 {
                delta_phi(self.azimuth(), other.azimuth())
            }
        }
    };
}

angles!(PtEtaPhiM);
angles!(PxPyPzE);

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;

    #[test]
    fn delta_phi_goes_the_short_way() {
        assert!((delta_phi(3.0, -3.0) - (2.0 * PI - 6.0)).abs() < 1e-15);
        assert!((delta_phi(-3.0, 3.0) + (2.0 * PI - 6.0)).abs() < 1e-15);
        assert!((wrap_phi(5.0 * PI).abs() - PI).abs() < 1e-14);
        assert_eq!(delta_phi(1.0f32, 1.5), 0.5);
    }

    #[test]
    fn back_to_back_muons_have_twice_the_energy() {
        let mass = invariant_mass(&[45.0, 45.0], &[0.0, 0.0], &[0.0, PI], &[0.1057, 0.1057]);
        assert!((mass - 2.0 * (45.0f64.powi(2) + 0.1057f64.powi(2)).sqrt()).abs() < 1e-12);
        let list = [45.0];
        let masses = invariant_masses([&list, &[0.0], &[0.0], &[0.1057]], [&list, &[0.0], &[PI], &[0.1057]]);
        assert_eq!(masses, [mass]);
        assert_eq!(invariant_mass::<f64>(&[], &[], &[], &[]), 0.0);
    }

    #[test]
    fn distances_do_not_depend_on_the_coordinates() {
        let (a, b) = (PtEtaPhiM::new(30.0, 0.5, 3.0, 0.1), PtEtaPhiM::new(20.0, -1.0, -3.0, 0.1));
        let (c, d) = (PxPyPzE::from(a), PxPyPzE::from(b));
        for distance in [a.delta_r(&b), c.delta_r(&d), a.delta_r(&d), c.delta_r(&b)] {
            assert!((distance - (1.5f64.powi(2) + (2.0 * PI - 6.0).powi(2)).sqrt()).abs() < 1e-14);
        }
        assert!((c.delta_phi(&b) - (2.0 * PI - 6.0)).abs() < 1e-14);
    }

    #[test]
    fn angle_is_exact_where_acos_is_not() {
        assert!((angle([1.0, 0.0, 0.0], [1.0, 1e-9, 0.0]) - 1e-9).abs() < 1e-20);
        assert!((angle([1.0, 0.0, 0.0], [-2.0, 0.0, 0.0]) - PI).abs() < 1e-15);
        assert!(angle([0.0; 3], [1.0, 0.0, 0.0]).is_nan());
    }

    #[test]
    fn transverse_mass_is_zero_for_the_same_direction() {
        assert_eq!(transverse_mass(30.0, 1.0, 40.0, 1.0), 0.0);
        assert!((transverse_mass(40.0, 0.0, 40.0, PI) - 80.0).abs() < 1e-12);
    }
}

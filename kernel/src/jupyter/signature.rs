use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Signs messages and checks signatures (HMAC-SHA256 over the four JSON parts, in hexadecimal).
#[derive(Clone)]
pub(super) struct Signer {
    /// Without a key nothing is signed and everything is accepted.
    keyed: Option<Hmac<Sha256>>,
}

impl Signer {
    pub(super) fn new(key: &str) -> Self {
        let keyed = if key.is_empty() { None } else { Hmac::new_from_slice(key.as_bytes()).ok() };
        Self { keyed }
    }

    /// The signature of header, parent header, metadata and content, as they travel.
    pub(super) fn sign(&self, parts: [&[u8]; 4]) -> String {
        self.mac(parts).map_or_else(String::new, |mac| hex::encode(mac.finalize().into_bytes()))
    }

    /// Whether the signature belongs to these parts; takes the same time wherever it differs.
    pub(super) fn verify(&self, signature: &[u8], parts: [&[u8]; 4]) -> bool {
        match (self.mac(parts), hex::decode(signature)) {
            (None, _) => true,
            (Some(mac), Ok(signature)) => mac.verify_slice(&signature).is_ok(),
            (Some(_), Err(_)) => false,
        }
    }

    fn mac(&self, parts: [&[u8]; 4]) -> Option<Hmac<Sha256>> {
        let mut mac = self.keyed.clone()?;
        for part in parts {
            mac.update(part);
        }
        Some(mac)
    }
}

#[cfg(test)]
mod tests {
    use super::Signer;

    const PARTS: [&[u8]; 4] = [b"{\"msg_id\":\"1\"}", b"{}", b"{}", b"{\"code\":\"1\"}"];

    #[test]
    fn agrees_with_pythons_hmac() {
        // python3 -c 'import hmac; print(hmac.new(b"key", b"""{"msg_id":"1"}{}{}{"code":"1"}""", "sha256").hexdigest())'
        let expected = "9681d006d2159c6df66cc9c1d736b90c9d9ab4a7804a0ec24c415359fb05e2f7";
        assert_eq!(Signer::new("key").sign(PARTS), expected);
        assert!(Signer::new("key").verify(expected.as_bytes(), PARTS));
    }

    #[test]
    fn wrong_signatures_are_refused() {
        let signer = Signer::new("key");
        let good = signer.sign(PARTS);
        assert!(!signer.verify(b"", PARTS));
        assert!(!signer.verify(b"not hexadecimal", PARTS));
        assert!(!signer.verify(&good.as_bytes()[..62], PARTS));
        assert!(!Signer::new("other").verify(good.as_bytes(), PARTS));
    }

    #[test]
    fn without_a_key_nothing_is_signed() {
        let signer = Signer::new("");
        assert_eq!(signer.sign(PARTS), "");
        assert!(signer.verify(b"anything", PARTS));
    }
}

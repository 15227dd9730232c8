//! Files that were changed at random: every one is read or refused, none panics or eats memory.

use rootio::{ReadOptions, RootFile, ls};

use super::data;

/// A small generator, so that a failure can be run again by its number.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Reads everything that is there.
fn read_all(bytes: Vec<u8>) {
    let Ok(file) = RootFile::from_source(Box::new(bytes), "damaged") else { return };
    if let Ok(listing) = ls::list(&file, ls::Detail::Keys) {
        let _ = ls::render(&listing, ls::Style::Long);
    }
    let mut keys = vec![];
    let _ = file.walk(&mut |_, key| keys.push(key.clone()));
    for key in keys.iter().take(50) {
        if let Ok(table) = file.table_of(key) {
            let columns = table.columns();
            for column in &columns {
                let entries = table.entries().min(1000);
                let _ = table.read(&[&column.name], 0..entries, ReadOptions { threads: 1 });
            }
            let _ = table.clusters(&[]);
        } else if let Ok(object) = file.object_of(key) {
            let _ = object.to_json();
        }
    }
}

fn damaged(original: &[u8], seed: u64) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut bytes = original.to_vec();
    match random.below(10) {
        0 => bytes.truncate(random.below(original.len())),
        1 => {
            let (from, to) = (random.below(bytes.len()), random.below(bytes.len()));
            let length = random.below(64).min(bytes.len() - from.max(to));
            bytes.copy_within(from..from + length, to);
        }
        _ => {
            for _ in 0..=random.below(6) {
                let at = random.below(bytes.len());
                bytes[at] = match random.below(4) {
                    0 => 0,
                    1 => 0xff,
                    2 => bytes[at] ^ 1 << random.below(8),
                    _ => random.next() as u8,
                };
            }
        }
    }
    bytes
}

/// Mutants of each file; `ROOTIO_MUTANTS` asks for more.
fn mutants() -> u64 {
    std::env::var("ROOTIO_MUTANTS").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

#[test]
fn damaged_files_are_errors() {
    // The plain file lets damage through to every structure; the others test decompression.
    for name in ["tree_plain.root", "objects.root", "ntuple.root", "tree_lzma.root", "tree_lz4.root", "tree_zlib.root"]
    {
        let original = std::fs::read(data(name)).unwrap();
        for seed in 1..=mutants() {
            let bytes = damaged(&original, seed);
            assert!(std::panic::catch_unwind(|| read_all(bytes)).is_ok(), "{name}, mutant {seed}");
        }
    }
}

#[test]
fn a_claim_of_gigabytes_is_refused_before_memory_is_taken() {
    let original = std::fs::read(data("objects.root")).unwrap();
    let file = RootFile::open(data("objects.root")).unwrap();
    let key = file.key("h").unwrap();
    let mut bytes = original;
    // The object's length, six bytes into its key in the list of keys and in its record.
    let old = key.object_bytes.to_be_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == old {
            bytes[at..at + 4].copy_from_slice(&0x7fff_ffffu32.to_be_bytes());
        }
    }
    let file = RootFile::from_source(Box::new(bytes), "bomb").unwrap();
    let error = file.object("h").unwrap_err().to_string();
    assert!(error.contains("claim"), "{error}");
}

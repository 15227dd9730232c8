//! Files that were changed at random: every one is read or refused, none panics or eats memory.

use std::time::{Duration, Instant};

use rootio::{FromObject, ReadOptions, RootFile, ls, views};

use super::{data, memory::peak_of};

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
            let _ = (views::Sparse::from_object(&object), views::Histogram::from_object(&object));
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

/// What a reader of a mutant may hold; the files have up to 300 kB.
const MEMORY: usize = 200 << 20;
/// More than any mutant takes on a busy machine: beyond it, a reader hangs.
const PATIENCE: Duration = Duration::from_secs(20);

/// Mutants of each file; `ROOTIO_MUTANTS` asks for more.
fn mutants() -> u64 {
    std::env::var("ROOTIO_MUTANTS").ok().and_then(|n| n.parse().ok()).unwrap_or(3000)
}

/// Where the numbers of the mutants start: another `ROOTIO_SEED` makes others.
fn seed() -> u64 {
    std::env::var("ROOTIO_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Reads the mutants of a file: none may panic, hang, or take memory without bounds.
fn check_mutants(name: &str) {
    let original = std::fs::read(data(name)).unwrap();
    for seed in seed() + 1..=seed() + mutants() {
        let bytes = damaged(&original, seed);
        let start = Instant::now();
        let (outcome, peak) = peak_of(|| std::panic::catch_unwind(|| read_all(bytes)));
        assert!(outcome.is_ok(), "{name}, mutant {seed} panics");
        assert!(peak < MEMORY, "{name}, mutant {seed} takes {peak} bytes");
        assert!(start.elapsed() < PATIENCE, "{name}, mutant {seed} takes {:?}", start.elapsed());
    }
}

/// One test for each file, so that they share the cores. The plain file lets damage through to every
/// structure; the others test decompression.
macro_rules! damaged {
    ($($test:ident $file:literal;)*) => { $(
        #[test]
        fn $test() {
            check_mutants($file);
        }
    )* };
}

damaged! {
    mutants_of_a_plain_tree_are_read_or_refused "tree_plain.root";
    mutants_of_objects_are_read_or_refused "objects.root";
    mutants_of_more_objects_are_read_or_refused "more.root";
    mutants_of_an_ntuple_are_read_or_refused "ntuple.root";
    mutants_of_variants_are_read_or_refused "variants.root";
    mutants_of_an_lzma_tree_are_read_or_refused "tree_lzma.root";
    mutants_of_an_lz4_tree_are_read_or_refused "tree_lz4.root";
    mutants_of_a_zlib_tree_are_read_or_refused "tree_zlib.root";
    mutants_of_a_zstd_tree_are_read_or_refused "tree_zstd.root";
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
    assert!(error.contains("hold"), "{error}");
}

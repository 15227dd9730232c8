//! Hosts the evaluator process in tests and benchmarks; the product's binary does the same.

fn main() {
    #[cfg(feature = "evcxr")]
    rootlet_evaluator::second::become_runtime();
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    std::process::exit(rootlet_evaluator::native::supervise(&arguments));
}

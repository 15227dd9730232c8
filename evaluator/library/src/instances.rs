//! Generic code of polars that cells use all the time, as in `rootlet_runtime::instances`.

use std::hint::black_box;

use rootlet_runtime::{ByDebug as _, ByShow as _, CellResult, Shown, Store, show_value};
use rootlet_tables::polars::prelude::*;

/// Making a frame from vectors and arrays.
///
/// # Errors
/// As `df!`.
#[doc(hidden)]
pub fn frames(name: &str) -> CellResult {
    let frame = df!(
        name => [1.0, 2.0, 3.0],
        "b" => [1, 2, 3],
        "c" => ["x", "y", "z"],
        "d" => vec![1.0, 2.0, 3.0],
        "e" => vec![1i64, 2, 3],
        "f" => vec![1, 2, 3],
        "g" => vec!["x".to_owned()],
        "h" => vec![true],
        "i" => [true, false, true],
        "j" => vec!["x"],
        "k" => [1.0, 2.0],
        "l" => ["x", "y"],
        "m" => [1, 2],
        "n" => [1.0, 2.0, 3.0, 4.0],
        "o" => ["x", "y", "z", "x"],
        "p" => [1, 2, 3, 4],
    )?;
    let selected = frame.select(["a", "b"])?;
    let sorted = frame.sort(["a"], SortMultipleOptions::default())?;
    black_box((selected, sorted, frame.column("a")?.f64()?.sum()));
    Ok(())
}

/// Lazy queries.
///
/// # Errors
/// As the queries.
#[doc(hidden)]
pub fn queries(frame: &DataFrame) -> CellResult {
    let lazy = frame.clone().lazy();
    let grouped = lazy.clone().group_by([col("a")]).agg([col("b").sum(), col("b").mean().alias("m"), len()]);
    let narrow = lazy.clone().filter(col("a").gt(lit(1.0))).select([col("a"), (col("a") * lit(2)).alias("x")]);
    let more = lazy.clone().with_column((col("a") + col("b")).alias("s")).with_columns([col("a").alias("t")]);
    let sorted = grouped.sort(["a"], SortMultipleOptions::default()).limit(10);
    let joined = narrow.join(more, [col("a")], [col("a")], JoinArgs::new(JoinType::Inner));
    black_box((sorted.collect()?, joined.collect()?, lazy.filter(col("c").eq(lit("x"))).collect()?));
    Ok(())
}

/// Taking, showing and keeping frames.
#[doc(hidden)]
pub fn variables(store: &mut Store) {
    let frame = store.take::<DataFrame>("");
    show_value((&&&Shown(&frame)).bundle());
    store.put("", frame);
    let lazy = store.take::<LazyFrame>("");
    show_value((&&&Shown(&lazy)).bundle());
    store.put("", lazy);
    let series = store.take::<Series>("");
    show_value((&&&Shown(&series)).bundle());
    store.put("", series);
}

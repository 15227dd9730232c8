//! What a cell with DataFrames has in scope; a program writes `use rootlet_tables::prelude::*`.

pub use rootlet::prelude::*;

pub use crate::{FrameTables, MemoryTables, polars, scan_rntuple, scan_root};

/// The commonest names of polars; `use polars::prelude::*` has all of them.
pub use ::polars::{
    df,
    prelude::{
        DataFrame, DataFrameJoinOps, DataType, IntoLazy, JoinArgs, JoinType, LazyCsvReader, LazyFileListReader,
        LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col, lit,
    },
};

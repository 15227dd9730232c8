//! What every cell of a notebook has in scope; a program writes `use rootlet::prelude::*`.

pub use crate::*;
pub use rootlet_display::{
    DisplayId, MimeBundle, Show, clear_output, display, html, image, input, interrupted, latex, markdown, svg,
    update_display,
};

/// The commonest names of polars; `use polars::prelude::*` has all of them.
#[cfg(feature = "polars")]
pub use ::polars::{
    df,
    prelude::{
        DataFrame, DataFrameJoinOps, DataType, IntoLazy, JoinArgs, JoinType, LazyCsvReader, LazyFileListReader,
        LazyFrame, NamedFrom, PolarsError, PolarsResult, Series, SortMultipleOptions, col, lit,
    },
};

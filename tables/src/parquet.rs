//! Writing Parquet files, row group by row group.

use std::fs::File;
use std::path::Path;

use polars::prelude::{DataFrame, IntoColumn, ParquetWriter, PlSmallStr, PolarsResult, Schema};

use rootlet::frame::foreign::{Next, Target};
use rootlet::frame::{Builder, Result};

use crate::to_polars::{data_type, series};

/// Writes beside the target, so that the last step is a renaming.
pub(crate) fn write(target: &Target, next: &mut Next<'_>) -> Result<()> {
    let mut name = target.path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = target.path.with_file_name(name);
    let wrote = write_part(target, &part, next)
        .and_then(|()| std::fs::rename(&part, &target.path).map_err(|error| target.failed(error)));
    if wrote.is_err() {
        // It may never have been made.
        let _ = std::fs::remove_file(&part);
    }
    wrote
}

fn write_part(target: &Target, part: &Path, next: &mut Next<'_>) -> Result<()> {
    let file = File::create(part).map_err(|error| target.failed(error))?;
    let schema: Schema =
        target.columns.iter().map(|(_, name, kind)| (PlSmallStr::from(name.as_str()), data_type(*kind))).collect();
    let mut writer = ParquetWriter::new(file).batched(&schema).map_err(|error| target.failed(error))?;
    while let Some(rows) = next()? {
        let written = table(target, rows).and_then(|table| writer.write_batch(&table));
        written.map_err(|error| target.failed(error))?;
    }
    writer.finish().map(drop).map_err(|error| target.failed(error))
}

fn table(target: &Target, rows: Vec<Builder>) -> PolarsResult<DataFrame> {
    let one = |((_, name, _), rows): (&(u32, String, _), Builder)| Ok(series(name, &rows.finish())?.into_column());
    let columns: PolarsResult<Vec<_>> = target.columns.iter().zip(rows).map(one).collect();
    DataFrame::new_infer_height(columns?)
}

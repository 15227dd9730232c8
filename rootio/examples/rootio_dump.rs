//! Writes everything that can be read from a file to stdout, for comparison with another program.
//!
//! A line of JSON for each object or column; for a column, `bytes` bytes of its buffers follow, in the order of
//! its type: offsets before values, members one by one.

use std::io::{self, BufWriter, Write};

use rootio::{Array, ReadOptions, RootFile, Table, Type};
use serde_json::{Value as Json, json};

fn form(ty: &Type) -> Json {
    match ty {
        Type::List(item) => json!({"list": form(item)}),
        Type::Fixed(item, size) => json!({"fixed": form(item), "size": size}),
        Type::Struct(fields) => {
            json!({"struct": fields.iter().map(|(name, ty)| json!([name, form(ty)])).collect::<Vec<_>>()})
        }
        primitive => json!(primitive.to_string()),
    }
}

fn buffers(array: &Array, out: &mut Vec<u8>) {
    macro_rules! little {
        ($values:expr) => {
            $values.iter().for_each(|x| out.extend_from_slice(&x.to_le_bytes()))
        };
    }
    match array {
        Array::Bool(v) => out.extend(v.iter().map(|b| u8::from(*b))),
        Array::I8(v) => little!(v),
        Array::I16(v) => little!(v),
        Array::I32(v) => little!(v),
        Array::I64(v) => little!(v),
        Array::U8(v) => little!(v),
        Array::U16(v) => little!(v),
        Array::U32(v) => little!(v),
        Array::U64(v) => little!(v),
        Array::F32(v) => little!(v),
        Array::F64(v) => little!(v),
        Array::String(strings) => {
            little!(strings.offsets);
            out.extend_from_slice(&strings.bytes);
        }
        Array::List(list) => {
            little!(list.offsets);
            buffers(&list.values, out);
        }
        Array::Fixed(fixed) => buffers(&fixed.values, out),
        Array::Struct(structs) => structs.fields.iter().for_each(|(_, field)| buffers(field, out)),
    }
}

fn table(path: &str, table: &dyn Table, out: &mut impl Write) -> io::Result<()> {
    for column in table.columns() {
        let mut line =
            json!({"table": path, "entries": table.entries(), "column": column.name, "type": column.type_name});
        let read = match column.ty {
            Err(why) => Err(why),
            Ok(ty) => {
                line["form"] = form(&ty);
                let all = 0..table.entries();
                table.read(&[&column.name], all, ReadOptions::default()).map_err(|error| error.to_string())
            }
        };
        match read {
            Ok(batch) => {
                let mut bytes = vec![];
                buffers(&batch.columns[0].1, &mut bytes);
                line["bytes"] = json!(bytes.len());
                writeln!(out, "{line}")?;
                out.write_all(&bytes)?;
            }
            Err(why) => {
                line["error"] = json!(why);
                writeln!(out, "{line}")?;
            }
        }
    }
    Ok(())
}

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for path in std::env::args().skip(1) {
        let file = match RootFile::open(&path) {
            Ok(file) => file,
            Err(error) => {
                writeln!(out, "{}", json!({"file": path, "error": error.to_string()}))?;
                continue;
            }
        };
        writeln!(out, "{}", json!({"file": path}))?;
        let mut keys = vec![];
        if let Err(error) = file.walk(&mut |path, key| keys.push((path.to_owned(), key.clone()))) {
            writeln!(out, "{}", json!({"file": path, "error": error.to_string()}))?;
        }
        for (path, key) in keys {
            if key.is_directory() {
                continue;
            }
            if key.is_tree() || key.is_ntuple() {
                match file.table_of(&key) {
                    Ok(read) => table(&path, &*read, &mut out)?,
                    Err(error) => writeln!(out, "{}", json!({"table": path, "error": error.to_string()}))?,
                }
                continue;
            }
            let line = match file.object_of(&key) {
                Ok(object) => json!({"object": path, "class": key.class, "json": object.to_json()}),
                Err(error) => json!({"object": path, "class": key.class, "error": error.to_string()}),
            };
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::num::ParseIntError;
use std::path::Path;

#[derive(Debug)]
enum ReportError {
    Read(io::Error),
    Number(ParseIntError),
    Shape(usize),
}

impl From<io::Error> for ReportError {
    fn from(error: io::Error) -> Self {
        ReportError::Read(error)
    }
}

impl From<ParseIntError> for ReportError {
    fn from(error: ParseIntError) -> Self {
        ReportError::Number(error)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Kind {
    Fine,
    Moved,
    Refused,
    Failed,
}

struct Record {
    host: String,
    status: u16,
    bytes: u64,
}

fn kind(status: u16) -> Kind {
    match status / 100 {
        2 => Kind::Fine,
        3 => Kind::Moved,
        4 => Kind::Refused,
        _ => Kind::Failed,
    }
}

fn parse(line: &str, number: usize) -> Result<Record, ReportError> {
    let mut fields = line.split_whitespace();
    let (Some(host), Some(status), Some(bytes)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(ReportError::Shape(number));
    };
    Ok(Record { host: host.to_owned(), status: status.parse()?, bytes: bytes.parse()? })
}

fn read(path: &Path) -> Result<Vec<Record>, ReportError> {
    let reader = BufReader::new(File::open(path)?);
    let mut records = Vec::new();
    for (number, line) in reader.lines().enumerate() {
        records.push(parse(&line?, number + 1)?);
    }
    Ok(records)
}

fn main() -> Result<(), ReportError> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "access.log".to_owned());
    let records = read(Path::new(&path))?;
    let mut counts: HashMap<Kind, usize> = HashMap::new();
    let mut hosts = HashMap::new();
    for record in &records {
        *counts.entry(kind(record.status)).or_insert(0) += 1;
        *hosts.entry(record.host.as_str()).or_insert(0) += record.bytes;
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort_by_key(|&(kind, _)| kind);
    for (kind, count) in sorted {
        println!("{kind:?}: {count}");
    }
    println!("{} hosts", hosts.len());
    Ok(())
}

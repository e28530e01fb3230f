//! What can go wrong with the knowledge file, and what is said of it.

use rusqlite::{Error, ErrorCode};

/// Why a read gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no file to read, or it could not be read just now.
    #[error("the knowledge file cannot be read: {0}")]
    Unavailable(String),
    /// Something that was asked for could not be done to the file.
    #[error("the knowledge file cannot be changed: {0}")]
    Unwritable(String),
    /// The raw bytes of a diagnostic are not those that were recorded. The row is kept apart and never used again.
    #[error("row {row} of the knowledge file (envelope {id}) is damaged: its raw bytes have the SHA-256 {found}, recorded was {recorded}; it is kept apart")]
    Tampered { row: i64, id: String, recorded: String, found: String },
    /// A row that cannot be understood. It is kept apart.
    #[error("row {row} of the knowledge file is damaged: {what}; it is kept apart")]
    Damaged { row: i64, what: String },
}

/// What an error of SQLite means for the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Corrupt,
    Full,
    Busy,
    /// The file cannot be written or not be reached at all.
    Denied,
    Io,
    /// About the values of one row only.
    Row,
}

const SHORT_READ: i32 = rusqlite::ffi::SQLITE_IOERR_SHORT_READ;
const CORRUPT_FILE_SYSTEM: i32 = rusqlite::ffi::SQLITE_IOERR_CORRUPTFS;

pub(super) fn trouble(error: &Error) -> Trouble {
    let Error::SqliteFailure(failure, _) = error else {
        // Preparing a statement fails so where a table or column is missing. The statements are right, so the file is not.
        return if matches!(error, Error::SqlInputError { .. }) { Trouble::Corrupt } else { Trouble::Row };
    };
    match failure.code {
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown => Trouble::Corrupt,
        ErrorCode::SystemIoFailure if matches!(failure.extended_code, SHORT_READ | CORRUPT_FILE_SYSTEM) => Trouble::Corrupt,
        ErrorCode::DiskFull => Trouble::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Trouble::Busy,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Trouble::Denied,
        ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch | ErrorCode::ParameterOutOfRange => Trouble::Row,
        _ => Trouble::Io,
    }
}

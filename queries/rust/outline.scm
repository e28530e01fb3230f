; Definitions of Rust.

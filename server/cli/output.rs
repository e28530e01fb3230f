//! Standard output and standard error of the command line. Nothing else prints, so a closed pipe is an ordinary error and never a panic.

use clap::ValueEnum;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    Always,
    Never,
}

/// Where a command writes.
pub(super) struct Output {
    stdout: BufWriter<Stdout>,
    colored: bool,
}

impl Output {
    pub fn new(choice: ColorChoice) -> Output {
        let colored = match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                let unwanted =
                    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                io::stdout().is_terminal() && !unwanted
            }
        };
        Output { stdout: BufWriter::new(io::stdout()), colored }
    }

    /// Whether standard output takes colours.
    pub fn colored(&self) -> bool {
        self.colored
    }

    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.stdout, "{text}")
    }

    /// Text as it is, without a line break of its own.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        self.stdout.write_all(text.as_bytes())
    }

    /// A value as indented JSON.
    pub fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut self.stdout, value).map_err(io::Error::from)?;
        self.line("")
    }

    /// Makes what was written so far visible, before a question is asked.
    pub fn finish(&mut self) -> io::Result<()> {
        self.stdout.flush()
    }

    /// A line on standard error for those who watch.
    pub fn remark(text: &str) {
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// A message on standard error; where that is closed, nobody hears it.
    pub fn complain(&self, message: &str) {
        let _ = writeln!(io::stderr(), "healer: {message}");
    }
}

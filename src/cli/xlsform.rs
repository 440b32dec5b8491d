//! `wenxun xlsform check|run|convert FILE`: questionnaire workbooks without a server.
//!
//! Data files lie in `<file stem>-media/` beside the workbook. Ends with 0 when the workbook is accepted, 1 when it is
//! refused, 2 when something cannot be read.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Subcommand, ValueEnum};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use xlsform::{Compiled, Files, Form, Occasion, Script, Session, compile, to_sheets, to_xform};

use crate::platform::clock::Clock;
use crate::platform::console;

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Check a workbook and print every fault with its cell, as JSON.
    Check {
        /// The workbook.
        file: PathBuf,
    },
    /// Play answers against a workbook and print what came of them, as JSON.
    Run {
        /// The workbook.
        file: PathBuf,
        /// The steps to play: a JSON file `{"steps": […]}`.
        #[arg(long)]
        answers: PathBuf,
    },
    /// Write a workbook as an XForm, as our definition, or as a clean workbook.
    Convert {
        /// The workbook.
        file: PathBuf,
        /// What to write.
        #[arg(long, value_enum)]
        to: Target,
        /// Where to write; standard output when absent (not for workbooks).
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Target {
    Xform,
    Json,
    Xlsx,
}

pub(super) fn run(what: What) -> ExitCode {
    let done = match what {
        What::Check { file } => check(&file),
        What::Run { file, answers } => play(&file, &answers),
        What::Convert { file, to, out } => convert(&file, to, out.as_deref()),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            console::complain(&format!("wenxun: {error:#}"));
            ExitCode::from(2)
        }
    }
}

fn read(file: &Path) -> anyhow::Result<Compiled> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let folder = file.with_file_name(format!("{stem}-media"));
    let mut files = Files::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path
                .extension()
                .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
            {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                files.insert(
                    path.file_name()
                        .unwrap_or_default()
                        .to_string_lossy()
                        .into_owned(),
                    text,
                );
            }
        }
    }
    Ok(compile(&bytes, &files))
}

/// Prints the verdict of a compilation.
fn verdict(done: &Compiled) {
    let form = done.form.as_ref();
    let verdict = json!({
        "ok": form.is_some(),
        "errors": done.errors,
        "warnings": done.warnings,
        "form": form.map(|form| &form.form),
        "version": form.map(|form| &form.version),
        "questions": form.map(Form::questions),
    });
    console::say(&verdict.to_string());
}

fn check(file: &Path) -> anyhow::Result<bool> {
    let done = read(file)?;
    verdict(&done);
    Ok(done.form.is_some())
}

fn play(file: &Path, answers: &Path) -> anyhow::Result<bool> {
    let done = read(file)?;
    let Some(form) = &done.form else {
        verdict(&done);
        return Ok(false);
    };
    let text = std::fs::read_to_string(answers)
        .with_context(|| format!("cannot read {}", answers.display()))?;
    let script: Script = serde_json::from_str(&text)
        .with_context(|| format!("{} is no script", answers.display()))?;
    let now = Clock::System.now().to_rfc3339();
    let occasion = Occasion::at(&now, 1).context("the clock tells no time")?;
    let outcome = Session::start(form, occasion).play(&script);
    console::say(&serde_json::to_string(&outcome)?);
    Ok(true)
}

fn convert(file: &Path, to: Target, out: Option<&Path>) -> anyhow::Result<bool> {
    let done = read(file)?;
    let Some(form) = &done.form else {
        verdict(&done);
        return Ok(false);
    };
    let text = match to {
        Target::Xform => to_xform(form),
        Target::Json => serde_json::to_string_pretty(form)? + "\n",
        Target::Xlsx => {
            let out = out.context("name the new workbook with --out")?;
            write(form, out)?;
            return Ok(true);
        }
    };
    match out {
        Some(out) => {
            std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?;
        }
        None => console::say(text.trim_end()),
    }
    Ok(true)
}

/// Writes the sheets of a form as a workbook; every cell is a text.
fn write(form: &Form, out: &Path) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    for sheet in to_sheets(form) {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        for (row, cells) in (0_u32..).zip(&sheet.rows) {
            for (column, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                page.write_string(row, column, cell)?;
            }
        }
    }
    book.save(out)
        .with_context(|| format!("cannot write {}", out.display()))
}

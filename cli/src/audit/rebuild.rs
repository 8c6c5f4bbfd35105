//! Whether the bundles are what the source builds.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde::Serialize;

use super::findings::{Finding, Severity, Subject};
use crate::problem::{Code, Problem};

#[derive(Debug, Clone, Serialize)]
pub struct Rebuilt {
    pub same: bool,
    /// The last lines that the build printed.
    pub output: String,
}

/// Runs `scripts/build.sh --check` of a checkout, which builds all bundles anew and compares them.
///
/// # Errors
///
/// `File` if there is no such script.
pub fn rebuild(source: &Path, findings: &mut Vec<Finding>) -> Result<Rebuilt, Problem> {
    let script = source.join("scripts/build.sh");
    let run = Command::new(&script)
        .arg("--check")
        .current_dir(source)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            Problem::new(Code::File, format!("can't run {}: {error}", script.display()))
                .advise("--source names a checkout of the sources")
        })?;
    let same = run.status.success();
    let printed = [run.stdout, run.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    let lines: Vec<&str> = printed.lines().collect();
    let output = lines[lines.len().saturating_sub(20)..].join("\n");
    if !same {
        findings.push(Finding {
            severity: Severity::Error,
            contract: None,
            subject: Subject::Source,
            message: format!("the bundles are not what the source builds: {output}"),
        });
    }
    Ok(Rebuilt { same, output })
}

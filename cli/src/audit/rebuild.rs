//! Whether the bundles are what the source builds.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use serde::Serialize;
use tongquan_client::Bundle;

use super::findings::{Finding, Severity, Subject};
use crate::problem::{Code, Problem};

#[derive(Debug, Clone, Serialize)]
pub struct Rebuilt {
    pub same: bool,
    /// The last lines that the build printed.
    pub output: String,
}

/// The bundles that an audit compares with.
const BUNDLES: [&str; 6] = ["points", "coupon", "coupon-desk", "auction", "swap", "gift"];

/// Runs `scripts/build.sh --check` of a checkout, which builds all bundles anew and compares them with
/// those of the checkout's last commit. These have to be the ones that the audit uses, in `artifacts`.
///
/// # Errors
///
/// `File` if there is no such script.
pub fn rebuild(
    source: &Path,
    artifacts: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Rebuilt, Problem> {
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
    let built = run.status.success();
    let printed = [run.stdout, run.stderr].concat();
    let printed = String::from_utf8_lossy(&printed);
    let lines: Vec<&str> = printed.lines().collect();
    let output = lines[lines.len().saturating_sub(20)..].join("\n");
    let mut error = |message: String| {
        let (severity, subject) = (Severity::Error, Subject::Source);
        findings.push(Finding { severity, contract: None, subject, message });
    };
    if !built {
        error(format!("the bundles are not what the source builds: {output}"));
    }
    let code = |folder: &Path, name: &str| {
        let bundle = Bundle::load(folder.join(name).with_extension("contract"));
        bundle.map(|bundle| bundle.code_hash()).ok()
    };
    let others: Vec<&str> = BUNDLES
        .into_iter()
        .filter(|name| code(artifacts, name) != code(&source.join("artifacts"), name))
        .collect();
    if !others.is_empty() {
        error(format!("the checkout has other bundles of {}", others.join(", ")));
    }
    Ok(Rebuilt { same: built && others.is_empty(), output })
}

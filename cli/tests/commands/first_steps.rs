//! docs/first-steps.md, word for word: its commands run in a shell, and print what it says they print.

mod on_a_node {
    use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

    use e2e_tests::{node::NodeProcess, root, shop::Fault};
    use tongquan_client::Wait;

    /// The commands, and the lines that must be in what they print, in this order.
    fn told(page: &str) -> (String, Vec<String>) {
        let (mut commands, mut lines) = (String::new(), Vec::new());
        for block in page.split("```").skip(1).step_by(2) {
            if let Some(block) = block.strip_prefix("sh\n") {
                commands.push_str(block);
            } else if let Some(block) = block.strip_prefix("text\n") {
                lines.extend(block.lines().map(str::to_owned));
            }
        }
        (commands, lines)
    }

    /// Whether the line is as told, where `…` stands for anything.
    fn fits(line: &str, told: &str) -> bool {
        let mut parts = told.split('…');
        let Some(mut rest) = parts.next().and_then(|start| line.strip_prefix(start)) else {
            return false;
        };
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        told.ends_with('…') || rest.trim_end().is_empty()
    }

    fn run(commands: &str, folder: &Path, url: &str) -> Result<String, Fault> {
        let program = Path::new(env!("CARGO_BIN_EXE_tongquan")).parent().ok_or("a folder")?;
        let path = std::env::var("PATH")?;
        let ran = Command::new("bash")
            .args(["-euc", &format!("exec 2>&1\n{commands}")])
            .current_dir(folder)
            .env("PATH", format!("{}:{path}", program.display()))
            .env("TONGQUAN_URL", url)
            .output()?;
        let printed = String::from_utf8(ran.stdout)?;
        match ran.status.success() {
            true => Ok(printed),
            false => Err(format!("{}:\n{printed}", ran.status).into()),
        }
    }

    #[tokio::test]
    async fn the_first_steps_are_as_they_are_told() -> Result<(), Fault> {
        let page = fs::read_to_string(root().join("docs/first-steps.md"))?;
        let (commands, lines) = told(&page);
        let process = NodeProcess::start()?;
        process.connect(Wait::Included).await?;
        let folder = tempfile::tempdir()?;
        symlink(root().canonicalize()?.join("artifacts"), folder.path().join("artifacts"))?;
        let printed = run(&commands, folder.path(), process.url())?;
        assert!(lines.len() > 15, "{lines:?}");
        let mut rest = printed.lines();
        for told in &lines {
            assert!(
                rest.any(|line| fits(line, told)),
                "no line '{told}' in its place of\n{printed}"
            );
        }
        Ok(())
    }
}

//! What is shown while a command works. Results go to standard output when it is done; everything else to
//! standard error, so that a result can be piped.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::problem::{Code, Problem};

/// Where progress and questions go.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Somebody is there to read and to answer.
    interactive: bool,
    quiet: bool,
}

impl Screen {
    /// The terminal, if standard error is one; without a word while the result is for machines.
    pub fn of_terminal(for_machines: bool) -> Self {
        let interactive = io::stdin().is_terminal() && io::stderr().is_terminal();
        Self { interactive: interactive && !for_machines, quiet: for_machines }
    }

    /// Nobody is there.
    pub fn silent() -> Self {
        Self { interactive: false, quiet: true }
    }

    /// A line for people.
    pub fn say(&self, line: impl AsRef<str>) {
        if !self.quiet {
            eprintln!("{}", line.as_ref());
        }
    }

    /// A bar with rate and rest for work of `total` pieces; hidden where nobody looks.
    pub fn progress(&self, total: u64, what: &str) -> ProgressBar {
        let bar = ProgressBar::new(total).with_message(what.to_owned());
        bar.set_draw_target(match self.quiet || !io::stderr().is_terminal() {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr(),
        });
        let style = "{msg} [{bar:30}] {human_pos}/{human_len} · {per_sec} · {eta} left";
        bar.set_style(ProgressStyle::with_template(style).expect("the template is a valid one"));
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// Asks for a yes.
    ///
    /// # Errors
    ///
    /// `NotConfirmed`, also if nobody is there to ask.
    pub fn confirm(&self, question: &str) -> Result<(), Problem> {
        if !self.interactive {
            return Err(Problem::new(Code::NotConfirmed, "nobody is there to confirm")
                .advise("add --skip-confirm to send without a question"));
        }
        eprint!("{question} [y/N] ");
        let _ = io::stderr().flush();
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        match read.is_ok() && matches!(answer.trim(), "y" | "Y" | "yes") {
            true => Ok(()),
            false => Err(Problem::new(Code::NotConfirmed, "not confirmed, so nothing was sent")),
        }
    }
}

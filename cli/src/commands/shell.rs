//! What shells and manuals want to know of the program.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{
    answer::Answer,
    args::Arguments,
    problem::{Code, Problem},
};

#[derive(Debug, Args)]
pub struct Completions {
    /// For which shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<Answer, Problem> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "tongquan", &mut script);
        Ok(document(script))
    }
}

#[derive(Debug, Args)]
pub struct Man {
    /// Of a command, such as 'points transfer'; all of them are listed on the page without one
    command: Vec<String>,
}

impl Man {
    pub fn run(self) -> Result<Answer, Problem> {
        let mut command = Arguments::command();
        command.build();
        let mut found = &command;
        for name in &self.command {
            found = found.find_subcommand(name).ok_or_else(|| {
                Problem::argument(format!("there is no command '{}'", self.command.join(" ")))
            })?;
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(found.clone())
            .render(&mut page)
            .map_err(|error| Problem::new(Code::File, error.to_string()))?;
        Ok(document(page))
    }
}

fn document(bytes: Vec<u8>) -> Answer {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer::new(&text, text.clone())
}

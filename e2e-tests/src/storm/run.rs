//! One sequence after the other, and the shortest one that shows what is wrong.

use std::time::{Duration, Instant};

use tongquan_client::Embedded;

use super::{dice::Dice, draw::Step, play::Play, stage::Stage, Tally};
use crate::shop::Fault;

/// How many steps a sequence has.
const LENGTH: u64 = 160;
/// For how long a sequence that fails is shortened.
const PATIENCE: Duration = Duration::from_secs(90);

pub struct Storm {
    stage: Stage,
    world: tokens::World,
    pub tally: Tally,
}

/// How far it is.
pub struct Progress {
    pub steps: u64,
    /// Messages that were sent, also to set something up or to get out in the end.
    pub sent: u64,
}

impl Storm {
    pub fn open() -> Result<Self, Fault> {
        let (stage, world) = Stage::open()?;
        Ok(Self { stage, world, tally: Tally::new() })
    }

    /// The chain as the last sequence left it.
    pub fn chain(&mut self) -> &mut Embedded {
        self.stage.chain()
    }

    /// Plays so many steps, drawn from the seed. An error is the story of what is wrong.
    pub fn run(
        &mut self,
        seed: u64,
        steps: u64,
        mut progress: impl FnMut(Progress),
    ) -> Result<(), String> {
        let mut dice = Dice(seed);
        let mut done = 0;
        while done < steps {
            let length = LENGTH.min(steps - done);
            let sequence: Vec<Step> = (0..length).map(|_| dice.roll()).collect();
            if let Err((place, reason)) = self.play(&sequence) {
                let reason = self.stage.town.with_names(reason);
                eprintln!("at step {}: {reason}\nmaking it shorter", done + place as u64);
                return Err(self.shortened(sequence[..place].to_vec()));
            }
            done += length;
            progress(Progress { steps: done, sent: self.stage.sent });
        }
        Ok(())
    }

    fn play(&mut self, sequence: &[Step]) -> Result<(), (usize, String)> {
        let play = Play::new(&mut self.stage, self.world.clone(), &mut self.tally, false);
        play.map_err(|reason| (0, reason))?.play(sequence)
    }

    /// The same, in words.
    fn tell(&mut self, sequence: &[Step]) -> String {
        let mut unused = Tally::new();
        let told = match Play::new(&mut self.stage, self.world.clone(), &mut unused, true) {
            Ok(mut play) => match play.play(sequence) {
                Ok(()) => format!("{}\nnothing is wrong", play.story),
                Err((_, reason)) => format!("{}\n{reason}", play.story),
            },
            Err(reason) => reason,
        };
        self.stage.town.with_names(told)
    }

    /// The story of the shortest sequence that fails, as far as it was found: parts are left out, large
    /// ones first.
    fn shortened(&mut self, mut sequence: Vec<Step>) -> String {
        let begun = Instant::now();
        let mut part = sequence.len() / 2;
        while part > 0 && begun.elapsed() < PATIENCE {
            let mut place = 0;
            while place < sequence.len() && begun.elapsed() < PATIENCE {
                let mut shorter = sequence.clone();
                shorter.drain(place..(place + part).min(sequence.len()));
                match self.play(&shorter) {
                    Ok(()) => place += part,
                    Err((end, _)) => {
                        shorter.truncate(end);
                        sequence = shorter;
                    }
                }
            }
            part /= 2;
        }
        format!("{} steps:{}", sequence.len(), self.tell(&sequence))
    }
}

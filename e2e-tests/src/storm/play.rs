//! A sequence of steps: each is foretold by the models, done on the chain, and looked at.

use std::collections::BTreeSet;

use super::{
    act::Ending,
    book::{Book, Fact},
    dice::Dice,
    draw::{draw, Scene, Step},
    finale,
    laws::{self, Done, Stuck},
    opening::START,
    probes,
    reference::Reference,
    stage::Stage,
    story, Tally,
};

pub struct Play<'a> {
    pub stage: &'a mut Stage,
    pub reference: Reference,
    /// What was read last of everything.
    pub seen: Book,
    pub stuck: Stuck,
    tally: &'a mut Tally,
    /// What happened, if somebody wants to know.
    pub story: String,
    told: bool,
    /// How many orders there were at tills.
    pub orders: u64,
}

impl<'a> Play<'a> {
    /// A new sequence, whose story is told or not.
    pub fn new(
        stage: &'a mut Stage,
        world: tokens::World,
        tally: &'a mut Tally,
        told: bool,
    ) -> Result<Self, String> {
        stage.reset();
        stage.at(START);
        let reference = Reference::new(&stage.town, world, START);
        let seen = Book::default();
        let (stuck, story) = (Stuck::default(), String::new());
        let mut play = Self { stage, reference, seen, stuck, tally, story, told, orders: 0 };
        play.look_at_everything()?;
        Ok(play)
    }

    /// Plays all steps, and then everybody goes home. Answers how many steps there were before what
    /// is wrong, and what that is.
    pub fn play(&mut self, steps: &[Step]) -> Result<(), (usize, String)> {
        for (place, step) in steps.iter().enumerate() {
            let step_taken = self.step(*step);
            step_taken.map_err(|reason| (place + 1, reason))?;
        }
        let end = self.look_at_everything().and_then(|()| finale::everybody_gets_out(self));
        end.map_err(|reason| (steps.len(), reason))
    }

    fn step(&mut self, step: Step) -> Result<(), String> {
        let scene = draw(&self.stage.town, &mut self.reference, step);
        let name = self.perform(&scene)?;
        *self.tally.entry((scene.deed.name(), name)).or_default() += 1;
        let mut dice = Dice(!step);
        if dice.once_in(8) {
            probes::ask(self, &mut dice)?;
        }
        self.look_at_some(&mut dice)
    }

    /// Does it, and answers how it ended.
    pub fn perform(&mut self, scene: &Scene) -> Result<String, String> {
        let Scene { now, caller, deed } = scene;
        self.reference.now = *now;
        self.stage.at(*now);
        if self.told {
            self.story += &story::scene(scene);
        }
        let ending = self.act(scene);
        self.stage.at(*now);
        if self.told {
            let told = match &ending {
                Ok(Ending::Done(said)) => story::done(said),
                Ok(Ending::Refused(reason)) => reason.clone(),
                Err(_) => "not as it should be".to_owned(),
            };
            self.story += &format!(": {told}");
        }
        let ending = ending?;
        let before = self.seen.clone();
        let expected = self.reference.book(&self.stage.town);
        let mut facts: BTreeSet<Fact> = expected.differences(&before).cloned().collect();
        if matches!(ending, Ending::Done(..)) {
            facts.extend(self.money());
        }
        self.look_at(&expected, facts)?;
        let done = match &ending {
            Ending::Done(said) => Some(Done { now: *now, caller: *caller, deed, said }),
            Ending::Refused(_) => None,
        };
        laws::check(&self.stage.town, &mut self.stuck, &before, &self.seen, done.as_ref())?;
        Ok(match &ending {
            Ending::Done(said) => story::kind_of(said).unwrap_or("done".into()),
            Ending::Refused(reason) => story::name_of(reason),
        })
    }

    /// What house, swaps and gift links have, which M1 is about.
    fn money(&self) -> Vec<Fact> {
        let town = &self.stage.town;
        let tokens = town.honest_points().into_iter();
        tokens.flat_map(|token| town.escrows().map(|escrow| Fact::Balance(token, escrow))).collect()
    }

    fn look_at(&mut self, expected: &Book, facts: BTreeSet<Fact>) -> Result<(), String> {
        for fact in facts {
            let value = self.stage.look(&fact)?;
            if expected.facts.get(&fact) != Some(&value) {
                let expected = expected.facts.get(&fact);
                return Err(format!("{fact:?} is {value:?}\nexpected {expected:?}"));
            }
            self.seen.facts.insert(fact, value);
        }
        Ok(())
    }

    pub fn look_at_everything(&mut self) -> Result<(), String> {
        let expected = self.reference.book(&self.stage.town);
        let facts = expected.facts.keys().cloned().collect();
        self.look_at(&expected, facts)?;
        let mut live = [
            self.seen.lots().map(|(number, ..)| number).collect(),
            self.seen.offers().map(|(number, _)| number).collect::<Vec<_>>(),
            self.seen.gifts().map(|(number, _)| number).collect(),
        ];
        live.iter_mut().for_each(|numbers| numbers.reverse());
        match self.stage.listed()? {
            listed if listed == live => Ok(()),
            listed => Err(format!("not all is listed, newest first: {listed:?}")),
        }
    }

    /// Looks at something that should be as it was.
    fn look_at_some(&mut self, dice: &mut Dice) -> Result<(), String> {
        let expected = self.reference.book(&self.stage.town);
        let all: Vec<_> = expected.facts.keys().cloned().collect();
        let some = [dice.pick(&all), dice.pick(&all)];
        self.look_at(&expected, some.into())
    }
}

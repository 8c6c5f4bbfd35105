//! A process that is killed while it writes, at any moment, leaves a correct beginning.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use tongquan_cli::statement::{Added, Log};

use crate::statement::{
    generated::{blocks, GENESIS},
    world::{content, file},
};

/// Where the process that is killed writes to.
const FILE: &str = "TONGQUAN_TEST_FILE";
/// How many blocks the whole chain has.
const ALL: u64 = 20_000;
const STEP: u64 = 64;

/// Goes on where the file ends. Answers whether it came to the end.
fn go_on(path: &Path) {
    let mut log = Log::open(path, GENESIS, 1).unwrap();
    let mut next = log.tip().unwrap().map_or(1, |tip| tip.id.number + 1);
    while next <= ALL {
        let last = ALL.min(next + STEP - 1);
        assert_eq!(log.add(&blocks(next..=last)).unwrap(), Added::All);
        next = last + 1;
    }
}

/// No test of its own, but what the one below starts and kills.
#[test]
fn the_process_that_is_killed() {
    if let Some(path) = env::var_os(FILE) {
        go_on(&PathBuf::from(path));
    }
}

#[test]
fn a_kill_at_any_moment_leaves_a_correct_beginning() {
    let (_folder, path) = file();
    let (mut kills, mut tips, mut wait) = (0, Vec::new(), 20);
    loop {
        let mut process = Command::new(env::current_exe().unwrap())
            .args(["--exact", "statement::killed::the_process_that_is_killed"])
            .env(FILE, &path)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // Each time at another moment.
        thread::sleep(Duration::from_millis(wait));
        wait = 20 + (wait * 7 + 13) % 60;
        process.kill().unwrap();
        if process.wait().unwrap().success() {
            break;
        }
        kills += 1;
        assert!(kills < 500, "it never comes to the end");
        if !path.exists() {
            continue;
        }
        let log = Log::open(&path, GENESIS, 1).unwrap();
        let Some(tip) = log.tip().unwrap() else { continue };
        log.replay(tip.id.number, |_| true, |_, _| {}).unwrap();
        tips.push(tip.id.number);
    }
    let mut moved_on = tips.clone();
    moved_on.dedup();
    assert!(tips.is_sorted(), "{tips:?}");
    assert!(moved_on.len() >= 3, "it was killed while it wrote only at {moved_on:?}");
    let (_other_folder, undisturbed) = file();
    go_on(&undisturbed);
    assert_eq!(content(&path), content(&undisturbed));
}

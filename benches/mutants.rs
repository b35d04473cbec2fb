//! Mutants of every format, through the extraction worker: none may end the run.
//!
//! `cargo bench --bench mutants [-- NUMBER]`; 100 000 by default. The last line is for the README.

#![allow(clippy::unwrap_used)]

#[path = "../tests/making/mod.rs"]
mod making;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use pepite::intake::extract::worker::Workers;

fn main() {
    let number = std::env::args()
        .filter_map(|argument| argument.parse().ok())
        .next();
    let number: u64 = number.unwrap_or(100_000);
    let mut seeds = making::every_format();
    seeds.extend([("a.xlsx", making::xlsx()), ("a.ods", making::ods())]);
    let workers = Workers::new(Some(env!("CARGO_BIN_EXE_pepite").into()));
    let seen = Mutex::new((BTreeMap::<String, u64>::new(), Duration::ZERO));
    let threads = std::thread::available_parallelism().map_or(2, |n| n.get() as u64);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (seeds, workers, seen) = (&seeds, &workers, &seen);
            scope.spawn(move || {
                for count in (thread..number).step_by(threads as usize) {
                    let (name, seed) = &seeds[(count % seeds.len() as u64) as usize];
                    let mutant = mutant(seed, count);
                    let since = Instant::now();
                    let outcome = read(workers, name, &mutant);
                    let mut seen = seen.lock().unwrap();
                    seen.1 = seen.1.max(since.elapsed());
                    if outcome.ends_with("died") || outcome.ends_with("slow") {
                        println!("{outcome} {name} mutant {count}");
                        keep(name, count, &mutant);
                    }
                    *seen.0.entry(outcome).or_default() += 1;
                }
            });
        }
    });
    let (outcomes, longest) = seen.into_inner().unwrap();
    for (outcome, count) in &outcomes {
        println!("{count:8} {outcome}");
    }
    let count = |name: &str| outcomes.get(name).copied().unwrap_or(0);
    println!(
        "{number} mutants of {} files in {:.0} s: {} read, {} deaths, {} time-outs, longest {} ms, runs ended 0",
        seeds.len(),
        start.elapsed().as_secs_f64(),
        count("read"),
        count("extract.died"),
        count("extract.too-slow"),
        longest.as_millis(),
    );
}

/// What became of a mutant.
fn read(workers: &Workers, name: &str, bytes: &[u8]) -> String {
    let reason = if name.ends_with("sx") || name.ends_with("ds") {
        workers.sheets(bytes, name).err()
    } else {
        workers.extract(bytes, name).err()
    };
    reason.map_or_else(|| "read".to_string(), |reason| reason.key.to_string())
}

/// Keeps what killed a worker or held it, to look at, where the environment says so.
fn keep(name: &str, count: u64, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("PEPITE_MUTANTS") {
        let _ = std::fs::write(format!("{folder}/{count}-{name}"), bytes);
    }
}

/// A file with a few of its bytes changed, cut, repeated or taken from elsewhere in it. Same number, same
/// mutant.
fn mutant(seed: &[u8], number: u64) -> Vec<u8> {
    let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            break;
        }
        let at = dice.below(bytes.len());
        let length = dice.below(64).min(bytes.len() - at);
        match dice.below(8) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = dice.below(256) as u8,
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let piece = bytes[at..at + length].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            5 => bytes[at..at + length].fill(if dice.below(2) == 0 { 0 } else { 0xff }),
            6 => digits(&mut bytes, at, &mut dice),
            _ => {
                let piece = bytes[at..at + length].repeat(1 + dice.below(40));
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// Makes the next number in the file a large one: lengths, counts and places are written in digits.
fn digits(bytes: &mut Vec<u8>, from: usize, dice: &mut Dice) {
    let Some(at) = bytes[from..].iter().position(u8::is_ascii_digit) else {
        return;
    };
    let number = [
        "0",
        "-1",
        "65536",
        "2147483647",
        "4294967296",
        "99999999999999999999",
    ][dice.below(6)];
    bytes.splice(from + at..from + at + 1, number.bytes());
}

/// Numbers that look random and are the same each time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }
}

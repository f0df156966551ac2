//! The figures the project holds itself to: `bench [GROUP [SIZE]]`, all of them without a word.
#![allow(clippy::print_stdout)]

mod bulk;
mod command;
mod measure;
mod opening;
mod peers;
mod publish;
mod remote;
mod sheets;

use measure::Outcome;
use std::process::ExitCode;

/// How many deliverables the studios have that things are measured on.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// What the program itself uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Bench = fn(&[usize]) -> Outcome<()>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // A process of its own, for its memory and its time.
    if let [word, dir] = arguments.as_slice()
        && word == "opened"
    {
        return ended(word, opening::opened(dir));
    }
    let which = arguments.first().map(String::as_str);
    let size = arguments.get(1).and_then(|size| size.parse().ok());
    let sizes = size.map_or_else(|| SIZES.to_vec(), |size| vec![size]);
    let benches: [(&str, Bench); 7] = [
        ("open", opening::open),
        ("command", command::command),
        ("bulk", bulk::bulk),
        ("remote", remote::remote),
        ("sheets", |_| sheets::sheets()),
        ("publish", |_| publish::publish()),
        ("peers", |_| peers::peers()),
    ];
    for (name, bench) in benches {
        if which.is_none_or(|w| w == name) {
            println!("{name}");
            let outcome = bench(&sizes);
            if outcome.is_err() {
                return ended(name, outcome);
            }
        }
    }
    ExitCode::SUCCESS
}

fn ended(name: &str, outcome: Outcome<()>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{name}: FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

//! Several commands as one step.

use super::{Case, Decided, Refusal, invalid};
use crate::command::Command;

pub(super) fn decide(
    case: &Case<'_>,
    label: String,
    commands: Vec<Command>,
    skip_refused: bool,
) -> Result<Decided, Refusal> {
    if commands.is_empty() {
        return Err(invalid("There is nothing to do in it."));
    }
    if commands.iter().any(|c| matches!(c, Command::Batch { .. })) {
        return Err(invalid("A step of several commands holds no other such step."));
    }
    let mut edits = Vec::new();
    let mut first_refused = None;
    let mut done = 0;
    for command in commands {
        match super::decide(case.state, case.actor, case.at, command) {
            Ok(decided) => {
                edits.extend(decided.edits);
                done += 1;
            }
            Err(refusal) if skip_refused => drop(first_refused.get_or_insert(refusal)),
            Err(refusal) => return Err(refusal),
        }
    }
    match first_refused {
        Some(refusal) if done == 0 => Err(refusal),
        _ => Ok(Decided { edits, message: label }),
    }
}

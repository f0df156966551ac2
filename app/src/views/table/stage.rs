//! A stage's cell as text: what is copied of it, and what a text that is typed or pasted means for it.
//!
//! Copied, a stage is four things and perhaps why: `On hold; Ana Ito, Kim Lee; 2026-12-01 to 2026-12-05; 8 h; why:
//! the client travels`. What there is none of is a dash, so that a stage it is pasted on becomes like it.

use super::value::one_person;
use crate::kit::dates;
use rushes_domain::{
    Command, Date, DecisionId, EventId, PersonId, Round, Stage, StageTarget, State, Status, Verdict, parse_worked,
    query::{fold, parse_day},
};
use std::collections::BTreeSet;

/// Between the things a stage is.
const BETWEEN: char = ';';
/// What there is none of.
const NONE: &str = "–";
/// Before the reason, which goes to the end.
const WHY: &str = "why:";

/// What a text means for a stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::views) enum OfStage {
    /// With the reason, if one is given.
    Status(Status, String),
    People(BTreeSet<PersonId>),
    Start(Option<Date>),
    Due(Option<Date>),
    /// Both days.
    Days(Option<Date>, Option<Date>),
    Estimate(Option<u32>),
}

/// Everything planned of a stage, as a spreadsheet takes it.
pub(in crate::views) fn told(state: &State, stage: &Stage) -> String {
    let people: Vec<String> = stage.assignees.iter().map(|p| unmistakable(state, *p)).collect();
    let people = if people.is_empty() { NONE.to_owned() } else { people.join(", ") };
    let days = match (stage.start, stage.due) {
        (Some(start), Some(due)) => format!("{start} to {due}"),
        (Some(start), None) => format!("from {start}"),
        (None, Some(due)) => format!("due {due}"),
        (None, None) => NONE.to_owned(),
    };
    let work = stage.estimate.map_or_else(|| NONE.to_owned(), rushes_domain::worked);
    let mut text = format!("{}; {people}; {days}; {work}", stage.status.label());
    if let Some(why) = why(stage) {
        text.push_str(&format!("; {WHY} {why}"));
    }
    text
}

/// Why a stage's status is as somebody set it.
fn why(stage: &Stage) -> Option<&str> {
    let set = match stage.status {
        Status::OnHold if stage.hold.is_some() => stage.hold.as_deref(),
        Status::Skipped if stage.skipped => None,
        _ => stage.override_in_force().map(|o| o.reason.as_str()),
    };
    set.filter(|why| !why.is_empty())
}

/// A name, or the address where the name would not lead back to the person.
fn unmistakable(state: &State, id: PersonId) -> String {
    let known = |text: &str| {
        !text.contains([',', BETWEEN, '\n']) && state.studio.person_called(text).is_some_and(|p| p.id == id)
    };
    let Some(person) = state.studio.people.get(&id) else { return id.to_string() };
    [&person.name, &person.email].into_iter().find(|t| known(t)).cloned().unwrap_or_else(|| id.to_string())
}

/// What a text means for a stage: one thing, or all that [`told`] tells.
pub(in crate::views) fn meant(state: &State, text: &str, today: Date) -> Result<Vec<OfStage>, String> {
    if let Some((status, why)) = text.split_once(':')
        && let Ok(status) = status.parse::<Status>()
    {
        return Ok(vec![OfStage::Status(status, why.trim().to_owned())]);
    }
    let one_person_list = || people(state, text).map(|p| vec![OfStage::People(p)]);
    if !text.contains(BETWEEN) {
        return one(state, text, today).map(|wanted| vec![wanted]);
    }
    // Names were always written with semicolons between them, too.
    if let Ok(people) = one_person_list() {
        return Ok(people);
    }
    let (text, why) = match text.find(WHY).filter(|at| text[..*at].trim_end().ends_with(BETWEEN)) {
        Some(at) => (text[..at].trim_end().trim_end_matches(BETWEEN), text[at + WHY.len()..].trim()),
        None => (text, ""),
    };
    let mut wanted = Vec::new();
    for (place, part) in text.split(BETWEEN).map(str::trim).enumerate() {
        match (place, part) {
            (_, "") | (0, NONE | "-") => {}
            (1, NONE | "-") => wanted.push(OfStage::People(BTreeSet::new())),
            (2, NONE | "-") => wanted.push(OfStage::Days(None, None)),
            (3, NONE | "-") => wanted.push(OfStage::Estimate(None)),
            (2, part) => wanted.push(whole_days(part, today).map_or_else(|| one(state, part, today), Ok)?),
            (_, part) => wanted.push(one(state, part, today)?),
        }
    }
    for wanted in &mut wanted {
        if let OfStage::Status(_, reason) = wanted {
            why.clone_into(reason);
        }
    }
    Ok(wanted)
}

/// The days of a stage that is told as a whole: the other day is none.
fn whole_days(text: &str, today: Date) -> Option<OfStage> {
    match days(text, today)? {
        OfStage::Start(start) => Some(OfStage::Days(start, None)),
        OfStage::Due(due) => Some(OfStage::Days(None, due)),
        both => Some(both),
    }
}

/// One thing.
fn one(state: &State, text: &str, today: Date) -> Result<OfStage, String> {
    let text = text.trim();
    if let Ok(status) = text.parse::<Status>() {
        return Ok(OfStage::Status(status, String::new()));
    }
    match fold(text).as_str() {
        "nobody" | "none" | "unassigned" => return Ok(OfStage::People(BTreeSet::new())),
        "no days" | "no dates" => return Ok(OfStage::Days(None, None)),
        "no day" | "no due" | "no due day" => return Ok(OfStage::Due(None)),
        "no start" => return Ok(OfStage::Start(None)),
        "no estimate" => return Ok(OfStage::Estimate(None)),
        _ => {}
    }
    if let Ok(people) = people(state, text) {
        return Ok(OfStage::People(people));
    }
    if let Some(day) = dates::parse(text, today) {
        return Ok(OfStage::Due(Some(day)));
    }
    let unit = text.chars().next_back().is_some_and(char::is_alphabetic) || text.contains(':');
    if let Ok(minutes) = parse_worked(text)
        && unit
    {
        return Ok(OfStage::Estimate(Some(minutes)));
    }
    if let Some(days) = days(text, today) {
        return Ok(days);
    }
    Err(format!("\"{text}\" is neither a status, somebody's name, a day nor a length of work such as 8h."))
}

fn people(state: &State, text: &str) -> Result<BTreeSet<PersonId>, String> {
    text.split([',', BETWEEN]).filter(|t| !t.trim().is_empty()).map(|t| one_person(state, t.trim())).collect()
}

/// A day, two with "to" between them, or one with the word for which it is.
fn days(text: &str, today: Date) -> Option<OfStage> {
    let day = |text: &str| dates::parse(text.trim(), today).or_else(|| parse_day(text.trim(), today));
    let lower = text.to_lowercase();
    for word in ["from ", "start ", "starts "] {
        if let Some(rest) = lower.strip_prefix(word)
            && !rest.contains(" to ")
        {
            return day(rest).map(|d| OfStage::Start(Some(d)));
        }
    }
    if let Some(rest) = lower.strip_prefix("due ") {
        return day(rest).map(|d| OfStage::Due(Some(d)));
    }
    let lower = lower.strip_prefix("from ").unwrap_or(&lower);
    for between in [" to ", "–", "..", " - "] {
        if let Some((start, due)) = lower.split_once(between) {
            return Some(OfStage::Days(Some(day(start)?), Some(day(due)?)));
        }
    }
    day(lower).map(|d| OfStage::Due(Some(d)))
}

/// The commands that make a stage so; none where it is.
pub(in crate::views) fn commands(target: StageTarget, stage: &Stage, wanted: &[OfStage]) -> Vec<Command> {
    let whole = wanted.len() > 1;
    // Told as a whole, ready and blocked only say that nothing was set: which of the two follows.
    let follows = |w: &OfStage| {
        let follows = |s| matches!(s, Status::Ready | Status::Blocked);
        whole && matches!(w, OfStage::Status(s, why) if why.is_empty() && follows(*s) && follows(stage.status))
    };
    let taken_up = |w: &OfStage| match w {
        OfStage::Status(Status::Blocked, why) if whole && why.is_empty() => {
            OfStage::Status(Status::Ready, String::new())
        }
        other => other.clone(),
    };
    let one = if whole { planned } else { command };
    wanted.iter().filter(|w| !follows(w)).filter_map(|w| one(target, stage, &taken_up(w))).collect()
}

/// The decision that brings a stage to a status: of its newest round, where it has one and is not at rest.
pub(in crate::views) fn decision(stage: &Stage, status: Status) -> Option<(&Round, Verdict)> {
    let verdict = match status {
        Status::Approved => Verdict::Approve,
        Status::ChangesRequested => Verdict::Changes,
        _ => return None,
    };
    let rests = matches!(stage.status, Status::OnHold | Status::Skipped);
    stage.latest().filter(|_| !rests && stage.status != status).map(|round| (round, verdict))
}

/// The command that makes a stage so, unless it is: a decision where there is a round to decide.
pub(in crate::views) fn command(target: StageTarget, stage: &Stage, wanted: &OfStage) -> Option<Command> {
    if let OfStage::Status(status, note) = wanted
        && let Some((round, verdict)) = decision(stage, *status)
    {
        let (deliverable, id) = (target.deliverable, DecisionId::new(rushes_store::fresh()));
        return Some(Command::Decide { deliverable, round: round.id, id, verdict, note: note.trim().to_owned() });
    }
    planned(target, stage, wanted)
}

/// The same, but nothing is decided.
fn planned(target: StageTarget, stage: &Stage, wanted: &OfStage) -> Option<Command> {
    let days = |start: Option<Date>, due: Option<Date>| {
        ((start, due) != (stage.start, stage.due)).then_some(Command::DateStage { target, start, due })
    };
    match wanted {
        OfStage::Status(status, _) if *status == stage.status => None,
        OfStage::Status(status, reason) => Some(Command::SetStageStatus {
            target,
            status: *status,
            force: !reason.trim().is_empty() && stage.only_by_hand(*status),
            reason: reason.trim().to_owned(),
            event: EventId::new(rushes_store::fresh()),
        }),
        OfStage::People(people) if stage.assignees == *people => None,
        OfStage::People(people) => Some(Command::AssignStage { target, people: people.clone() }),
        OfStage::Start(start) => days(*start, stage.due),
        OfStage::Due(due) => days(stage.start, *due),
        OfStage::Days(start, due) => days(*start, *due),
        OfStage::Estimate(minutes) if *minutes == stage.estimate => None,
        OfStage::Estimate(minutes) => Some(Command::EstimateStage { target, minutes: *minutes }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::views::testing::{Sample, project_id, today};

    fn fate(wanted: &Command) -> String {
        match wanted {
            Command::SetStageStatus { status, force, reason, .. } => {
                format!("{status}{}{reason}", if *force { " by hand " } else { " " })
            }
            Command::Decide { verdict, note, .. } => format!("{} the round: {note}", verdict.word()),
            Command::AssignStage { people, .. } => format!("{} people", people.len()),
            Command::DateStage { start, due, .. } => format!("{start:?} to {due:?}"),
            Command::EstimateStage { minutes, .. } => format!("{minutes:?} minutes"),
            other => format!("{other:?}"),
        }
    }

    /// What pasting one stage's text on another comes to.
    fn pasted(sample: &Sample, text: &str, onto: usize) -> Result<Vec<String>, String> {
        let state = sample.snapshot().state;
        let deliverable = state.called(project_id(), "a").next().cloned().unwrap();
        let stage = &deliverable.stages[onto];
        let target = StageTarget { deliverable: deliverable.id, stage: stage.id };
        Ok(commands(target, stage, &meant(&state, text, today())?).iter().map(fate).collect())
    }

    fn of(sample: &Sample, index: usize) -> String {
        let state = sample.snapshot().state;
        let deliverable = state.called(project_id(), "a").next().cloned().unwrap();
        told(&state, &deliverable.stages[index])
    }

    #[test]
    fn a_stage_is_told_as_a_whole_and_comes_back_on_another() {
        let mut sample = Sample::of(&["a"]);
        let people = [sample.person("Ana Ito"), sample.person("Roy, Ben")];
        sample.stage("a", 0, |s| {
            s.status = Status::OnHold;
            s.hold = Some("client travels; call on Monday".into());
            for person in people {
                s.assignees.insert(person);
            }
            (s.start, s.due) = (Some(jiff::civil::date(2026, 12, 1)), Some(jiff::civil::date(2026, 12, 5)));
            s.estimate = Some(390);
        });
        let text = of(&sample, 0);
        assert!(text.starts_with("On hold; ") && text.contains("Ana Ito") && !text.contains("Roy, Ben"), "{text}");
        assert!(text.ends_with("; 2026-12-01 to 2026-12-05; 6 h 30 min; why: client travels; call on Monday"));
        assert_eq!(
            pasted(&sample, &text, 1).unwrap(),
            [
                "on_hold client travels; call on Monday",
                "2 people",
                "Some(2026-12-01) to Some(2026-12-05)",
                "Some(390) minutes"
            ]
        );
        assert_eq!(pasted(&sample, &text, 0).unwrap(), Vec::<String>::new(), "on itself it changes nothing");
        // And the other way: what there is none of is taken away.
        assert_eq!(of(&sample, 1), "Ready; –; –; –");
        let back = pasted(&sample, &of(&sample, 1), 0).unwrap();
        assert_eq!(back, ["ready ", "0 people", "None to None", "None minutes"]);
        assert_eq!(pasted(&sample, "Blocked; –; –; –", 1).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn one_thing_or_several_are_meant() {
        let mut sample = Sample::of(&["a"]);
        sample.person("Ana Ito");
        sample.stage("a", 0, |s| s.due = Some(jiff::civil::date(2026, 12, 1)));
        for (text, comes_to) in [
            ("approved: signed by mail", "approved by hand signed by mail"),
            ("on hold: the client: travels", "on_hold the client: travels"),
            ("approved", "approved "),
            ("due 2026-12-03", "None to Some(2026-12-03)"),
            ("from 2026-11-30", "Some(2026-11-30) to Some(2026-12-01)"),
            ("2026-11-30 to 2026-12-03", "Some(2026-11-30) to Some(2026-12-03)"),
            ("no due", "None to None"),
            ("Ana Ito; kim", "2 people"),
            ("1:30", "Some(90) minutes"),
        ] {
            assert_eq!(pasted(&sample, text, 0).unwrap(), [comes_to], "{text}");
        }
        sample.stage("a", 0, |s| {
            s.status = Status::InReview;
            s.rounds = vec![crate::views::testing::round(s.id, 1, 1_000)];
        });
        assert_eq!(pasted(&sample, "approved: good", 0).unwrap(), ["approve the round: good"]);
        assert_eq!(pasted(&sample, "changes", 0).unwrap(), ["changes the round: "]);
        assert_eq!(pasted(&sample, "Approved; kim", 0).unwrap()[0], "approved ", "what is pasted decides nothing");
        sample.stage("a", 0, |s| (s.status, s.rounds) = (Status::Ready, Vec::new()));
        assert_eq!(pasted(&sample, "wip; ana", 0).unwrap(), ["in_progress ", "1 people"], "the rest stays");
        assert!(pasted(&sample, "wip; zork", 0).unwrap_err().contains("zork"));
    }
}

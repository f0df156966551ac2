//! The words studios write over their columns.

use super::super::mapping::Field;
use rushes_domain::{Pipeline, names};

/// A text without case, spaces and punctuation.
pub(crate) fn plain(text: &str) -> String {
    names::letters(text)
}

/// What a column may say about a deliverable, with the words for it; the likelier ones first where
/// a sheet has several of them.
const ABOUT_DELIVERABLE: [(Field, &[&str]); 7] = [
    (
        Field::Name,
        &[
            "deliverable",
            "deliverablename",
            "name",
            "assetname",
            "shotname",
            "shotcode",
            "asset",
            "shot",
            "entity",
            "item",
            "itemname",
            "title",
            "image",
            "imagename",
            "code",
            "assetcode",
            "sku",
            "id",
            "filename",
            "file",
        ],
    ),
    (
        Field::Kind,
        &["type", "kind", "category", "assettype", "shottype", "deliverabletype", "itemtype", "imagetype", "class"],
    ),
    (Field::Priority, &["priority", "prio", "urgency"]),
    (
        Field::Due,
        &[
            "due",
            "duedate",
            "deadline",
            "finaldue",
            "finalduedate",
            "delivery",
            "deliverydate",
            "deliverydue",
            "dueon",
            "targetdate",
            "target",
            "eta",
            "enddate",
            "end",
        ],
    ),
    (Field::Description, &["description", "desc", "brief", "notes", "note", "remarks", "remark", "details", "info"]),
    (Field::Notes, &NOTES),
    (Field::Project, &["project", "projectcode", "projectname", "show", "production"]),
];

/// What a column may say about a stage.
const ABOUT_STAGE: [(Field, &[&str]); 9] = [
    (Field::Status, &["status", "state", "stat", "progress"]),
    (
        Field::People,
        &[
            "artist",
            "artists",
            "assignee",
            "assignees",
            "assigned",
            "assignedto",
            "owner",
            "owners",
            "who",
            "person",
            "people",
            "resource",
            "resources",
            "responsible",
            "lead",
        ],
    ),
    (Field::Start, &["start", "startdate", "startson", "begin", "from"]),
    (
        Field::Due,
        &["due", "duedate", "deadline", "end", "enddate", "finish", "delivery", "deliverydate", "target", "eta"],
    ),
    (
        Field::Round,
        &[
            "round",
            "rounds",
            "rnd",
            "version",
            "versions",
            "ver",
            "revision",
            "revisions",
            "rev",
            "iteration",
            "iterations",
            "take",
            "takes",
        ],
    ),
    (Field::Feedback, &["openfeedback", "feedback", "opennotes"]),
    (
        Field::Estimate,
        &[
            "estimate",
            "estimated",
            "est",
            "bid",
            "bids",
            "days",
            "hours",
            "effort",
            "estimateh",
            "estimatehrs",
            "estimatehours",
            "estimatedhours",
            "esthours",
            "esthrs",
            "estimatedays",
            "estimateddays",
            "estdays",
            "estimatemin",
            "bidhours",
            "bidhrs",
            "bidh",
            "biddays",
            "bidd",
            "manhours",
            "mandays",
            "plannedhours",
            "planneddays",
        ],
    ),
    (Field::Notes, &["notes", "note", "remarks", "remark"]),
    (Field::Notes, &NOTES),
];

/// What people said, about a deliverable or a stage.
const NOTES: [&str; 14] = [
    "comments",
    "comment",
    "clientcomments",
    "clientcomment",
    "clientnotes",
    "clientnote",
    "clientfeedback",
    "directornotes",
    "reviewnotes",
    "reviewnote",
    "internalnotes",
    "artistnotes",
    "productionnotes",
    "feedbacknotes",
];

/// Names that mean one stage. A pipeline's own name always counts first.
const STAGES: [&[&str]; 14] = [
    &["modeling", "modelling", "model", "mdl", "mod"],
    &["texturing", "texture", "textures", "txt", "tex"],
    &["lookdev", "lookdevelopment", "shading", "ldv", "surfacing", "lkd"],
    &["lighting", "light", "lgt"],
    &["rendering", "render", "renders", "rnd"],
    &["retouch", "retouching", "rtc"],
    &["qc", "qualitycontrol", "qa", "qualitycheck"],
    &["rigging", "rig", "setup"],
    &["animation", "anim", "ani"],
    &["layout", "lay"],
    &["compositing", "comp", "cmp", "compo"],
    &["concept", "conceptart", "cpt"],
    &["storyboard", "storyboards", "sb", "board"],
    &["effects", "fx", "vfx", "simulation", "sim"],
];

fn lookup(table: &[(Field, &[&str])], word: &str) -> Option<(Field, usize)> {
    table.iter().find_map(|(field, words)| Some((*field, words.iter().position(|w| *w == word)?)))
}

/// What a header says about a deliverable, and how unlikely: of several columns for one field the
/// lowest wins. "SKU / Deliverable" is read by its parts.
pub(super) fn about_deliverable(label: &str) -> Option<(Field, usize)> {
    if let Some(found) = lookup(&ABOUT_DELIVERABLE, &plain(label)) {
        return Some(found);
    }
    let parts: Vec<_> = label.split(['/', '|', '(', ')', '\n', '&']).map(plain).filter(|p| !p.is_empty()).collect();
    let found: Option<Vec<_>> = parts.iter().map(|p| lookup(&ABOUT_DELIVERABLE, p)).collect();
    let (field, rank) = found?.into_iter().min_by_key(|(_, rank)| *rank)?;
    let same = parts.iter().all(|p| lookup(&ABOUT_DELIVERABLE, p).is_some_and(|(f, _)| f == field));
    same.then_some((field, rank))
}

/// What a header says about the stage whose group it is in.
pub(super) fn about_stage(label: &str) -> Option<Field> {
    let mut word = plain(label);
    // "Artist 2" and "Round #" are artists and rounds.
    word.truncate(word.trim_end_matches(|c: char| c.is_ascii_digit()).len());
    lookup(&ABOUT_STAGE, &word).map(|(field, _)| field)
}

/// The stage that a name means, as the pipeline calls it.
pub(super) fn stage<'a>(pipeline: &'a Pipeline, name: &str) -> Option<&'a str> {
    if plain(name).is_empty() {
        return None;
    }
    let own = pipeline.stage_called(name).map(|s| s.name.as_str());
    own.or_else(|| {
        let synonyms = STAGES.iter().find(|names| names.contains(&plain(name).as_str()))?;
        pipeline.stages.iter().map(|s| s.name.as_str()).find(|s| synonyms.contains(&plain(s).as_str()))
    })
}

/// Whether a name is one that studios give to stages, in this pipeline or not.
pub(super) fn is_stage_like(name: &str) -> bool {
    STAGES.iter().any(|names| names.contains(&plain(name).as_str()))
}

/// A header that names the stage and what of it: "Modeling Status", "Artist - Modeling", or just
/// "Modeling", which means its status.
pub(super) fn stage_and_field<'a>(pipeline: &'a Pipeline, label: &str) -> Option<(&'a str, Field)> {
    if let Some(stage) = stage(pipeline, label) {
        return Some((stage, Field::Status));
    }
    let words: Vec<&str> = label.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    (1..words.len()).find_map(|cut| {
        let (head, tail) = (words[..cut].join(" "), words[cut..].join(" "));
        let either = |name: &str, what: &str| Some((stage(pipeline, name)?, about_stage(what)?));
        either(&head, &tail).or_else(|| either(&tail, &head))
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rushes_domain::PipelineId;

    #[test]
    fn headers_are_understood() {
        let pipeline = Pipeline::default_cg(PipelineId::new([1; 16]));
        for (label, expect) in [
            ("Modeling", Some(("Modeling", Field::Status))),
            ("MODELLING", Some(("Modeling", Field::Status))),
            ("Look-Dev Status", Some(("Look Dev", Field::Status))),
            ("lookdev artist 2", Some(("Look Dev", Field::People))),
            ("Modeling - Assigned To", Some(("Modeling", Field::People))),
            ("Due (Rendering)", Some(("Rendering", Field::Due))),
            ("QC Round", Some(("QC", Field::Round))),
            ("Concept", None),
            ("Model number", None),
        ] {
            assert_eq!(stage_and_field(&pipeline, label), expect, "{label}");
        }
        assert_eq!(about_deliverable("SKU / Deliverable"), Some((Field::Name, 0)));
        assert_eq!(about_deliverable("Due Date").unwrap().0, Field::Due);
        assert_eq!(about_deliverable("Asset Type").unwrap().0, Field::Kind);
        assert_eq!(about_deliverable("Name / Type"), None, "two things in one column are neither");
        assert_eq!(about_deliverable("Producer"), None);
    }
}

//! The studio in words: what the readable files say.

use super::names::{Names, safe};
use crate::{actor, care::Reading, error::StoreError, tables};
use redb::ReadableTable;
use rushes_domain::{
    Deliverable, DeliverableId, DocId, Id, MediaHash, MediaUse, PersonId, Project, ProjectId, Studio, Timestamp,
    media_ref,
};
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
};

/// Fields that hold points in time.
const TIMES: [&str; 4] = ["at", "created", "edited", "started"];

/// Everything needed to write the studio down, of one moment.
pub(super) struct Words {
    pub(super) reading: Reading,
    pub(super) studio: Studio,
    /// Projects in the order of their ids, each with the stem of its files.
    pub(super) projects: Vec<(Project, String)>,
    /// Deliverables of each project, by name; those of no known project under the default id.
    members: BTreeMap<ProjectId, Vec<(String, DeliverableId)>>,
}

impl Words {
    pub(super) fn of(reading: Reading) -> Result<Self, StoreError> {
        let studio = reading.studio()?;
        let mut names = Names::default();
        let mut projects = Vec::new();
        for entry in reading.read.open_table(tables::ROW_PROJECT)?.iter()? {
            let project: Project = row(entry?.1.value())?;
            let stem = names.free("", &safe(&project.code), "");
            projects.push((project, stem));
        }
        let known: BTreeSet<ProjectId> = projects.iter().map(|(p, _)| p.id).collect();
        let mut members: BTreeMap<ProjectId, Vec<(String, DeliverableId)>> = BTreeMap::new();
        for entry in reading.read.open_table(tables::ROW_DELIVERABLE)?.iter()? {
            let deliverable: Deliverable = row(entry?.1.value())?;
            let project = if known.contains(&deliverable.project) { deliverable.project } else { ProjectId::default() };
            members.entry(project).or_default().push((deliverable.name, deliverable.id));
        }
        members.values_mut().for_each(|m| m.sort());
        Ok(Self { reading, studio, projects, members })
    }

    /// The deliverables of a project; of none where their project is not known.
    pub(super) fn deliverables(
        &self,
        project: Option<ProjectId>,
    ) -> impl Iterator<Item = Result<Deliverable, StoreError>> + '_ {
        let members = self.members.get(&project.unwrap_or_default()).map_or(&[][..], Vec::as_slice);
        members.iter().map(|(_, id)| {
            let gone = || StoreError::damaged("a read model", "a deliverable has none");
            actor::kept(&self.reading.read, *id)?.ok_or_else(gone)
        })
    }

    /// Which file each document's changes go into.
    pub(super) fn homes(&self) -> Result<BTreeMap<String, Vec<DocId>>, StoreError> {
        let mut stems: BTreeMap<Id, &str> = BTreeMap::new();
        for (project, stem) in &self.projects {
            stems.insert(project.id.0, stem);
            let members = self.members.get(&project.id).into_iter().flatten();
            stems.extend(members.map(|(_, id)| (id.0, stem.as_str())));
        }
        let mut homes: BTreeMap<String, Vec<DocId>> = BTreeMap::new();
        for doc in self.reading.docs()? {
            let file = if doc == DocId::studio(self.studio.id) {
                "signed/studio.jsonl".to_owned()
            } else {
                stems.get(&doc.id).map_or_else(|| "signed/other.jsonl".into(), |s| format!("signed/projects/{s}.jsonl"))
            };
            homes.entry(file).or_default().push(doc);
        }
        Ok(homes)
    }

    /// Writes a readable file by its name; false where there is none of that name.
    pub(super) fn write(&self, name: &str, out: &mut impl Write) -> Result<bool, Failure> {
        if name == super::STUDIO {
            json(out, &self.studio)?;
            return Ok(true);
        }
        let Some(stem) = name.strip_prefix("projects/").and_then(|n| n.strip_suffix(".json")) else { return Ok(false) };
        let project = self.projects.iter().find(|(_, s)| s == stem).map(|(p, _)| p);
        if project.is_none() && stem != "without project" {
            return Ok(false);
        }
        let people: BTreeMap<PersonId, &str> =
            self.studio.people.iter().map(|(id, person)| (*id, person.name.as_str())).collect();
        out.write_all(b"{\n\"project\": ")?;
        json(out, &project)?;
        out.write_all(b",\n\"people\": ")?;
        json(out, &people)?;
        out.write_all(b",\n\"deliverables\": [")?;
        // One at a time: a project may have a hundred thousand.
        for (number, deliverable) in self.deliverables(project.map(|p| p.id)).enumerate() {
            out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
            json(out, &deliverable?)?;
        }
        out.write_all(b"\n]\n}\n")?;
        Ok(true)
    }

    /// The names of the readable files.
    pub(super) fn files(&self) -> Vec<String> {
        let mut files = vec![super::STUDIO.to_owned()];
        files.extend(self.projects.iter().map(|(_, stem)| format!("projects/{stem}.json")));
        if self.members.contains_key(&ProjectId::default()) {
            files.push("projects/without project.json".into());
        }
        files
    }

    /// Where each media file goes that something refers to, in a fixed order.
    pub(super) fn media(&self) -> Result<Vec<(MediaHash, String)>, StoreError> {
        let mut names = Names::default();
        let mut seen = BTreeSet::new();
        let mut media = Vec::new();
        let mut put = |hash: MediaHash, folder: &str, name: &str| {
            if seen.insert(hash) {
                let name = safe(name);
                let (stem, ending) = match name.rfind('.') {
                    Some(dot) if dot > 0 => name.split_at(dot),
                    _ => (name.as_str(), ""),
                };
                media.push((hash, names.free(folder, stem, ending)));
            }
        };
        let projects = self.projects.iter().map(|(p, s)| (Some(p.id), s.as_str()));
        for (project, stem) in projects.chain([(None, "without project")]) {
            for deliverable in self.deliverables(project) {
                let deliverable = deliverable?;
                let folder = format!("media/{stem}/{}", safe(&deliverable.name));
                let rounds = |id| {
                    let round = deliverable.round(id)?;
                    Some(format!("{}@{}", safe(&deliverable.stage(round.stage)?.name), round.number))
                };
                for named in media_ref::of_deliverable(&deliverable) {
                    let short = format!("{}.png", &named.hash.to_string()[..16]);
                    match named.by {
                        MediaUse::Attachment(_, round) => {
                            let round = rounds(round).unwrap_or_else(|| "rounds".into());
                            put(named.hash, &format!("{folder}/{round}"), named.name);
                        }
                        MediaUse::Mark(..) => put(named.hash, &format!("{folder}/marks"), &short),
                        MediaUse::Cover(_) | MediaUse::Choice(_) => {
                            put(named.hash, &format!("{folder}/conflicts"), &short);
                        }
                    }
                }
            }
        }
        // A cover is a file of a round as a rule, and has its place there.
        for (project, stem) in &self.projects {
            for named in media_ref::of_project(project) {
                put(named.hash, &format!("media/{stem}"), &format!("{}.png", &named.hash.to_string()[..16]));
            }
        }
        Ok(media)
    }
}

/// Why a readable file could not be written.
pub(super) enum Failure {
    Disk(io::Error),
    Store(StoreError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn json(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    let mut value = serde_json::to_value(value).map_err(|e| StoreError::damaged("a read model", e))?;
    spell_out(&mut value);
    serde_json::to_writer_pretty(out, &value).map_err(|e| Failure::Disk(e.into()))
}

/// Points in time, as people write them.
fn spell_out(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                match value.as_i64() {
                    Some(ms) if TIMES.contains(&name.as_str()) => *value = Timestamp(ms).rfc3339().into(),
                    _ => spell_out(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(spell_out),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn row<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|e| StoreError::damaged("a read model", e))
}

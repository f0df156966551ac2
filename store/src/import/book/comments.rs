//! Notes and threaded comments of an .xlsx sheet (ECMA-376 part 1, 18.7; [MS-XLSX] 2.6.204-207).

use super::{
    links::place,
    package::{Package, Relation},
    xml::{Go, Node, walk},
};
use crate::import::beside::Beside;
use std::{
    collections::{BTreeSet, HashMap},
    io::{Read, Seek},
};

/// How the note begins that stands in for a thread where a program knows no threads.
const STANDS_IN: &str = "[Threaded comment]";

/// Reads what is written beside a sheet's cells; `persons` are those of the workbook by their ids.
pub(super) fn read<R: Read + Seek>(
    package: &mut Package<R>,
    relations: &[Relation],
    persons: &HashMap<String, String>,
    beside: &mut Beside,
) {
    let mut threads = BTreeSet::new();
    for relation in relations.iter().filter(|r| r.kind == "threadedComment") {
        threaded(package, &relation.target, persons, beside, &mut threads);
    }
    for relation in relations.iter().filter(|r| r.kind == "comments" && !r.target.ends_with(".bin")) {
        notes(package, &relation.target, beside, &threads);
    }
}

/// Everybody who wrote in threads, by id.
pub(super) fn persons<R: Read + Seek>(package: &mut Package<R>) -> HashMap<String, String> {
    let mut persons = HashMap::new();
    let Some(workbook) = package.workbook() else { return persons };
    for relation in package.relations(&workbook).into_iter().filter(|r| r.kind == "person") {
        let Some(source) = package.part(&relation.target) else { continue };
        let _ = walk(source, |node| {
            if let Node::Start("person", said) = node
                && let (Some(id), Some(name)) = (said.get("id"), said.get("displayName"))
            {
                persons.insert(id.to_lowercase(), name);
            }
            Ok(Go::On)
        });
    }
    persons
}

fn threaded<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    persons: &HashMap<String, String>,
    beside: &mut Beside,
    threads: &mut BTreeSet<(usize, usize)>,
) {
    let Some(source) = package.part(part) else { return };
    let (mut at, mut author, mut text, mut inside) = (None, String::new(), String::new(), false);
    let _ = walk(source, |node| {
        match node {
            Node::Start("threadedComment", said) => {
                at = said.get("ref").and_then(|r| place(&r));
                let person = said.get("personId").unwrap_or_default().to_lowercase();
                author = persons.get(&person).cloned().unwrap_or_default();
                text.clear();
            }
            Node::Start("text", _) => inside = true,
            Node::End("text") => inside = false,
            Node::Text(more) if inside => text.push_str(more),
            Node::End("threadedComment") => {
                if let Some(at) = at.take() {
                    threads.insert(at);
                    beside.note(at, &author, &text);
                }
            }
            _ => {}
        }
        Ok(Go::On)
    });
}

fn notes<R: Read + Seek>(
    package: &mut Package<R>,
    part: &str,
    beside: &mut Beside,
    threads: &BTreeSet<(usize, usize)>,
) {
    let Some(source) = package.part(part) else { return };
    let mut authors: Vec<String> = Vec::new();
    let (mut at, mut author, mut text) = (None, 0, String::new());
    let (mut in_author, mut in_text, mut spoken) = (false, false, false);
    let _ = walk(source, |node| {
        match node {
            Node::Start("author", _) => {
                authors.push(String::new());
                in_author = true;
            }
            Node::End("author") => in_author = false,
            Node::Text(more) if in_author => authors.last_mut().into_iter().for_each(|a| a.push_str(more)),
            Node::Start("comment", said) => {
                at = said.get("ref").and_then(|r| place(&r));
                author = said.number("authorId").unwrap_or(usize::MAX);
                text.clear();
            }
            // How something is pronounced is written beside it.
            Node::Start("rPh", _) => spoken = true,
            Node::End("rPh") => spoken = false,
            Node::Start("t", _) => in_text = at.is_some() && !spoken,
            Node::End("t") => in_text = false,
            Node::Text(more) if in_text => text.push_str(more),
            Node::End("comment") => {
                let author = authors.get(author).map_or("", String::as_str);
                if let Some(at) = at.take()
                    && !(threads.contains(&at) && (text.starts_with(STANDS_IN) || author.starts_with("tc=")))
                {
                    let author = if author.starts_with("tc=") { "" } else { author };
                    beside.note(at, author, without_author(&text, author));
                }
            }
            _ => {}
        }
        Ok(Go::On)
    });
}

/// A note without its author's name, which programs write at its beginning.
pub(super) fn without_author<'a>(text: &'a str, author: &str) -> &'a str {
    let text = text.trim();
    let author = author.trim();
    if author.is_empty() {
        return text;
    }
    let rest = text.strip_prefix(author).and_then(|rest| rest.strip_prefix(':'));
    rest.map(str::trim).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

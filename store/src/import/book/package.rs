//! The parts of a zipped workbook, found by whatever names they have (ECMA-376 part 2): letter case, backslashes and a
//! beginning slash make no other part, and relations say which part is which.

use super::xml::{Go, Node, walk};
use std::{
    collections::HashMap,
    io::{BufReader, Cursor, Read, Seek, Write},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, read::ZipFile, write::SimpleFileOptions};

/// Relations of one part at most.
const MAX_RELATIONS: usize = 100_000;

/// An open workbook.
pub(super) struct Package<R> {
    zip: ZipArchive<R>,
    /// Places by normal names.
    names: HashMap<String, usize>,
    /// Names as they are, only with slashes for backslashes and in small letters: what the library finds.
    plain: HashMap<String, usize>,
}

/// What a part says about another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The end of its type: `worksheet`, `hyperlink`.
    pub(super) kind: String,
    /// The normal name of the other part, or an address outside.
    pub(super) target: String,
    /// As written.
    written: String,
}

/// A part's name without what makes no difference.
fn normal(name: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in name.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/").to_lowercase()
}

/// The name of a part that another one names.
fn resolved(from: &str, target: &str) -> String {
    let target = target.replace("%20", " ");
    if target.starts_with(['/', '\\']) {
        return normal(&target);
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    normal(&format!("{folder}/{target}"))
}

impl<R: Read + Seek> Package<R> {
    pub(super) fn open(source: R) -> Result<Self, String> {
        let zip = ZipArchive::new(source).map_err(|e| e.to_string())?;
        let (mut names, mut plain) = (HashMap::new(), HashMap::new());
        for (index, name) in zip.file_names().enumerate() {
            let Ok(name) = name else { continue };
            names.insert(normal(&name), index);
            plain.insert(name.replace('\\', "/").to_ascii_lowercase(), index);
        }
        Ok(Self { zip, names, plain })
    }

    /// A part by its normal name.
    pub(super) fn part(&mut self, name: &str) -> Option<BufReader<ZipFile<'_, R>>> {
        let index = *self.names.get(name)?;
        self.zip.by_index(index).ok().map(BufReader::new)
    }

    /// What a part says about others.
    pub(super) fn relations(&mut self, part: &str) -> Vec<Relation> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = normal(&format!("{folder}/_rels/{file}.rels"));
        let mut relations = Vec::new();
        let Some(source) = self.part(&name) else { return relations };
        // What can be read of a broken list is still right.
        let _ = walk(source, |node| {
            if let Node::Start("Relationship", said) = node
                && let (Some(id), Some(written)) = (said.get("Id"), said.get("Target"))
            {
                let kind = said.get("Type").unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let outside = said.get("TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"));
                let target = if outside { written.clone() } else { resolved(part, &written) };
                relations.push(Relation { id, kind, target, written });
            }
            Ok(if relations.len() < MAX_RELATIONS { Go::On } else { Go::Enough })
        });
        relations
    }

    /// The normal name of the workbook's own part.
    pub(super) fn workbook(&mut self) -> Option<String> {
        let said = self.relations("").into_iter().find(|r| r.kind == "officeDocument").map(|r| r.target);
        let there = said.filter(|name| self.names.contains_key(name));
        let ends = |name: &String| name.ends_with("workbook.xml") || name.ends_with("workbook.bin");
        there.or_else(|| self.names.keys().filter(|n| ends(n)).min_by_key(|n| n.len()).cloned())
    }

    /// The same workbook under the names that the library looks for; nothing where it finds everything as it is.
    pub(super) fn straightened(&mut self) -> Result<Option<Vec<u8>>, String> {
        let Some(workbook) = self.workbook() else { return Ok(None) };
        let relations = self.relations(&workbook);
        if self.is_straight(&workbook, &relations) {
            return Ok(None);
        }
        let extension = if workbook.ends_with(".bin") { "bin" } else { "xml" };
        let mut copies = vec![(workbook.clone(), format!("xl/workbook.{extension}"))];
        let mut said = String::new();
        for (number, relation) in relations.iter().enumerate() {
            let extension = relation.target.rsplit('.').next().unwrap_or(extension);
            let name = match relation.kind.as_str() {
                "worksheet" | "chartsheet" | "dialogsheet" => {
                    format!("{}s/sheet{}.{extension}", relation.kind, number + 1)
                }
                "sharedStrings" | "styles" => format!("{}.{extension}", relation.kind),
                _ => continue,
            };
            let kind = format!("http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}", relation.kind);
            let id = quick_xml::escape::escape(relation.id.as_str());
            said.push_str(&format!("<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{name}\"/>"));
            copies.push((relation.target.clone(), format!("xl/{name}")));
        }
        let list = |said: &str| {
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{said}</Relationships>"
            )
        };
        let root = format!(
            "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.{extension}\"/>"
        );
        let failed = |e: &dyn std::fmt::Display| e.to_string();
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, text) in
            [("_rels/.rels".to_owned(), list(&root)), (format!("xl/_rels/workbook.{extension}.rels"), list(&said))]
        {
            out.start_file(name, stored).map_err(|e| failed(&e))?;
            out.write_all(text.as_bytes()).map_err(|e| failed(&e))?;
        }
        let mut done: Vec<String> = Vec::new();
        for (from, to) in copies {
            let Some(index) = self.names.get(&from).copied().filter(|_| !done.contains(&to)) else { continue };
            let part = self.zip.by_index_raw(index).map_err(|e| failed(&e))?;
            out.raw_copy_file_rename(part, to.as_str()).map_err(|e| failed(&e))?;
            done.push(to);
        }
        out.finish().map(|cursor| Some(cursor.into_inner())).map_err(|e| failed(&e))
    }

    /// Whether the library finds every part that it needs: it knows other letter case and backslashes in the names of
    /// the archive, and takes for granted where texts and styles lie.
    fn is_straight(&mut self, workbook: &str, relations: &[Relation]) -> bool {
        let binary = workbook.ends_with(".bin");
        let root = self.relations("").into_iter().find(|r| r.kind == "officeDocument");
        let Some(root) = root.filter(|_| self.plain.contains_key("_rels/.rels")) else { return false };
        let written = root.written.trim_start_matches('/').to_ascii_lowercase();
        let folder = written.rfind('/').map_or("", |at| &written[..=at]);
        let name = &written[folder.len()..];
        if !self.plain.contains_key(&written) || !self.plain.contains_key(&format!("{folder}_rels/{name}.rels")) {
            return false;
        }
        // Of a binary workbook it takes everything for granted.
        if binary
            && (written != "xl/workbook.bin"
                || !self.zip.file_names().flatten().any(|n| n == "xl/_rels/workbook.bin.rels"))
        {
            return false;
        }
        let texts = format!("{folder}sharedstrings.{}", if binary { "bin" } else { "xml" });
        let styles = format!("{folder}styles.{}", if binary { "bin" } else { "xml" });
        relations.iter().all(|r| match r.kind.as_str() {
            "worksheet" | "chartsheet" | "dialogsheet" => {
                let full = match r.written.strip_prefix('/') {
                    Some(absolute) if !binary => absolute.to_owned(),
                    _ => format!("{folder}{}", r.written),
                };
                self.plain.contains_key(&full.to_ascii_lowercase())
            }
            "sharedStrings" => r.target == texts && self.plain.contains_key(&texts),
            "styles" => r.target == styles && self.plain.contains_key(&styles),
            _ => true,
        })
    }

    /// The worksheets in the workbook's own order: their names and parts.
    pub(super) fn sheets(&mut self) -> Vec<(String, String)> {
        let Some(workbook) = self.workbook() else { return Vec::new() };
        let parts: HashMap<String, String> = self.relations(&workbook).into_iter().map(|r| (r.id, r.target)).collect();
        let mut sheets = Vec::new();
        if let Some(source) = self.part(&workbook) {
            let _ = walk(source, |node| {
                match node {
                    Node::Start("sheet", said) => {
                        let part = said.get("id").and_then(|id| parts.get(&id).cloned()).unwrap_or_default();
                        sheets.push((said.get("name").unwrap_or_default(), part));
                    }
                    Node::End("sheets") => return Ok(Go::Enough),
                    _ => {}
                }
                Ok(Go::On)
            });
        }
        sheets
    }
}

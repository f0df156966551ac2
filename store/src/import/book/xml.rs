//! Parts of workbooks in XML, element by element.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use std::io::BufRead;

/// Elements inside of each other at most.
const MAX_DEPTH: usize = 256;

/// Something a part says.
pub(super) enum Node<'a> {
    /// An element begins: its name without what stands before a colon.
    Start(&'a str, Attributes<'a>),
    /// An element ends.
    End(&'a str),
    /// Text between elements.
    Text(&'a str),
}

/// The attributes of an element, by their names without what stands before a colon.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// One of them.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        self.0
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|a| a.key.local_name().as_ref() == name)
            .map(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap_or(a.value.clone()).into_owned())
    }

    /// Whether it is there and says yes.
    pub(super) fn is(&self, name: &str) -> bool {
        self.get(name).is_some_and(|v| matches!(v.as_str(), "1" | "true" | "on"))
    }

    /// Whether one of this name says this; there may be several, of other namespaces.
    pub(super) fn is_said(&self, name: &str, value: &str) -> bool {
        let mut all = self.0.attributes();
        all.with_checks(false).flatten().any(|a| a.key.local_name().as_ref() == name && a.value == value)
    }

    /// A whole number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }
}

/// Walks through a part until its end, or until `each` has seen enough.
///
/// # Errors
/// Where it is no XML.
pub(super) fn walk(source: impl BufRead, mut each: impl FnMut(Node<'_>) -> Result<Go, String>) -> Result<(), String> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        let go = match reader.read_event_into(&mut buffer).map_err(|e| e.to_string())? {
            Event::Start(element) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err("its parts lie too deep inside of each other".into());
                }
                each(Node::Start(element.local_name().as_ref(), Attributes(&element)))?
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                each(Node::End(element.local_name().as_ref()))?
            }
            Event::Text(text) => each(Node::Text(&text.xml10_content()))?,
            Event::CData(text) => each(Node::Text(&text.xml10_content()))?,
            Event::GeneralRef(entity) => {
                let named = quick_xml::escape::resolve_xml_entity(entity.as_ref()).map(str::to_owned);
                let letter = || entity.resolve_char_ref().ok().flatten().map(String::from);
                match named.or_else(letter) {
                    Some(text) => each(Node::Text(&text))?,
                    None => Go::On,
                }
            }
            Event::Eof => return Ok(()),
            _ => Go::On,
        };
        if go == Go::Enough {
            return Ok(());
        }
    }
}

/// Whether to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Go {
    On,
    Enough,
}

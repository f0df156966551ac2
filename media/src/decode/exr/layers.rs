//! The layers of an OpenEXR file: channels that belong together by their part and the beginning of their names.

use ::exr::meta::header::Header;

/// The name of the channels that have none before their letter, in a file of one part.
const UNNAMED: &str = "default";

/// Channels that make a picture, or another quantity, together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    /// "ViewLayer.Combined"; the part's name where the channels have none.
    pub(super) name: String,
    /// Index of the part in the file.
    pub(super) part: usize,
    /// Index of each channel in the part, and the last piece of its name, colours first.
    pub(super) channels: Vec<(usize, String)>,
}

impl Layer {
    /// All layers of a file, in its order.
    pub(super) fn all(headers: &[Header]) -> Vec<Self> {
        let several = headers.len() > 1;
        let mut layers = Vec::new();
        for (part, header) in headers.iter().enumerate() {
            let title = header.own_attributes.layer_name.as_ref().map(ToString::to_string);
            let names = header.channels.list.iter().map(|channel| channel.name.to_string());
            layers.extend(of_part(part, title.as_deref().filter(|_| several), &names.collect::<Vec<_>>()));
        }
        layers
    }

    /// The channel with this last piece of a name, whatever its case.
    pub(super) fn find(&self, wanted: &[&str]) -> Option<usize> {
        wanted.iter().find_map(|wanted| {
            self.channels.iter().find(|(_, short)| short.eq_ignore_ascii_case(wanted)).map(|(index, _)| *index)
        })
    }

    /// Whether the channels have no name before their letter, which is where every viewer looks first.
    pub(super) fn is_unnamed(&self) -> bool {
        self.name == UNNAMED
    }

    /// Whether the name stands for this layer: whole, or its last piece.
    pub(super) fn is_called(&self, wanted: &str) -> bool {
        let whole = self.name.eq_ignore_ascii_case(wanted);
        // Nuke shows channels without a name as "rgba".
        whole || self.name == UNNAMED && (wanted.is_empty() || wanted.eq_ignore_ascii_case("rgba"))
    }

    /// Whether the name is the last piece of this layer's.
    pub(super) fn ends_with(&self, wanted: &str) -> bool {
        self.name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case(wanted))
    }
}

/// The layers of one part, whose `title` counts where a file has several parts.
pub(super) fn of_part(part: usize, title: Option<&str>, channels: &[String]) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    for (index, channel) in channels.iter().enumerate() {
        let (prefix, short) = channel.rsplit_once('.').unwrap_or(("", channel));
        let name = match title {
            None if prefix.is_empty() => UNNAMED.to_owned(),
            Some(title) if prefix.is_empty() => title.to_owned(),
            // Writers of several parts often repeat the part's name before its channels.
            Some(title) if !prefix.starts_with(title) => format!("{title}.{prefix}"),
            _ => prefix.to_owned(),
        };
        let at = layers.iter().position(|layer| layer.name == name).unwrap_or_else(|| {
            layers.push(Layer { name, part, channels: Vec::new() });
            layers.len() - 1
        });
        layers[at].channels.push((index, short.to_owned()));
    }
    for layer in &mut layers {
        let order = |short: &str| "rgba".find(&short.to_lowercase()).unwrap_or(4);
        layer.channels.sort_by_key(|(index, short)| (order(short), *index));
    }
    layers
}

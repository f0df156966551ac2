//! Which layer and channels of an OpenEXR file to show.

use ::exr::meta::attribute::SampleType;
use ::exr::meta::header::Header;

use crate::MediaError;

/// A layer, and the channel of it that fills each component.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Index of the layer (the part) in the file.
    pub(super) layer: usize,
    /// Channel index for red, green and blue; the same one three times for grey.
    pub(super) colour: [Option<usize>; 3],
    /// Channel index for alpha.
    pub(super) alpha: Option<usize>,
}

impl Choice {
    /// Prefers, over all layers in order: plain R G B, then R G B of a named layer ("diffuse.R"), then
    /// luminance Y, then up to three first channels.
    pub(super) fn of(headers: &[Header]) -> Result<Self, MediaError> {
        let readable = |h: &&(usize, &Header)| {
            !h.1.deep && h.1.channels.list.iter().all(|c| c.sampling.0 == 1 && c.sampling.1 == 1)
        };
        let all: Vec<(usize, &Header)> = headers.iter().enumerate().collect();
        let flat: Vec<&(usize, &Header)> = all.iter().filter(readable).collect();
        if flat.is_empty() {
            return Err(MediaError::unsupported(if headers.iter().all(|header| header.deep) {
                "OpenEXR with deep data"
            } else {
                "OpenEXR with subsampled channels (luminance and chroma)"
            }));
        }
        let names: Vec<(usize, Vec<String>)> = flat
            .iter()
            .map(|(layer, header)| {
                let list = header.channels.list.iter();
                (*layer, list.map(|c| c.name.to_string()).collect())
            })
            .collect();
        let pick =
            |rule: fn(usize, &[String]) -> Option<Self>| names.iter().find_map(|(layer, names)| rule(*layer, names));
        pick(plain)
            .or_else(|| pick(named))
            .or_else(|| pick(luminance))
            .or_else(|| pick(first))
            .ok_or_else(|| MediaError::damaged("it has no channels"))
    }

    /// The components (0 red to 3 alpha) that a channel fills.
    pub(super) fn slots(&self, channel: usize) -> &'static [usize] {
        let hit = |slot: usize| self.colour[slot] == Some(channel);
        match (hit(0), hit(1), hit(2)) {
            (true, true, true) => &[0, 1, 2],
            (true, ..) => &[0],
            (_, true, _) => &[1],
            (.., true) => &[2],
            _ if self.alpha == Some(channel) => &[3],
            _ => &[],
        }
    }

    pub(super) fn gray(&self) -> bool {
        self.colour[0] == self.colour[1]
    }

    pub(super) fn sample_type(&self, header: &Header) -> SampleType {
        self.colour[0]
            .and_then(|channel| header.channels.list.get(channel))
            .map_or(SampleType::F16, |channel| channel.sample_type)
    }
}

fn find(names: &[String], wanted: &str) -> Option<usize> {
    names.iter().position(|name| name.eq_ignore_ascii_case(wanted))
}

/// R, G and B under a prefix, which is empty or ends with a dot.
fn rgb(layer: usize, names: &[String], prefix: &str) -> Option<Choice> {
    let channel = |short: &str, long: &str| {
        find(names, &format!("{prefix}{short}")).or_else(|| find(names, &format!("{prefix}{long}")))
    };
    Some(Choice {
        layer,
        colour: [Some(channel("R", "red")?), Some(channel("G", "green")?), Some(channel("B", "blue")?)],
        alpha: channel("A", "alpha"),
    })
}

fn plain(layer: usize, names: &[String]) -> Option<Choice> {
    rgb(layer, names, "")
}

fn named(layer: usize, names: &[String]) -> Option<Choice> {
    names
        .iter()
        .filter_map(|name| name.rfind('.').map(|dot| &name[..=dot]))
        .find_map(|prefix| rgb(layer, names, prefix))
}

fn gray(layer: usize, channel: usize, alpha: Option<usize>) -> Choice {
    Choice { layer, colour: [Some(channel); 3], alpha }
}

fn luminance(layer: usize, names: &[String]) -> Option<Choice> {
    Some(gray(layer, find(names, "Y")?, find(names, "A")))
}

fn first(layer: usize, names: &[String]) -> Option<Choice> {
    let alpha = find(names, "A").filter(|_| names.len() > 1);
    let mut colour = (0..names.len()).filter(|channel| Some(*channel) != alpha);
    let one = colour.next()?;
    Some(match (colour.next(), colour.next()) {
        (None, _) => gray(layer, one, alpha),
        (two, three) => Choice { layer, colour: [Some(one), two, three], alpha },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn colour_is_found_by_name() {
        let check = |rule: fn(usize, &[String]) -> Option<Choice>, list: &[&str], colour, alpha| {
            let expected = Choice { layer: 0, colour, alpha };
            assert_eq!(rule(0, &names(list)), Some(expected), "{list:?}");
        };
        let rgb = |r, g, b| [Some(r), Some(g), Some(b)];
        check(plain, &["A", "B", "G", "R", "Z"], rgb(3, 2, 1), Some(0));
        check(named, &["beauty.B", "beauty.G", "beauty.R", "id.B"], rgb(2, 1, 0), None);
        check(luminance, &["A", "Y"], rgb(1, 1, 1), Some(0));
        check(first, &["Z"], rgb(0, 0, 0), None);
        check(first, &["A"], rgb(0, 0, 0), None);
        check(first, &["N.X", "N.Y", "N.Z"], rgb(0, 1, 2), None);
        check(first, &["U", "V"], [Some(0), Some(1), None], None);
        assert_eq!(plain(0, &names(&["R", "G"])), None);
        assert_eq!(first(0, &[]), None);
    }
}

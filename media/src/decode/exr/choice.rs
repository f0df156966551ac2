//! Which layer and channels of an OpenEXR file to show.

use ::exr::meta::attribute::SampleType;
use ::exr::meta::header::Header;

use super::layers::Layer;
use crate::MediaError;

/// Words in a layer's name by which it is the picture: Blender's "Combined", "beauty" of most others,
/// V-Ray's "RGB_color", RenderMan's "Ci", Karma's "C", Unreal's "FinalImage".
const PICTURE: [&str; 14] = [
    "combined",
    "composite",
    "beauty",
    "rgba",
    "rgb",
    "main",
    "master",
    "primary",
    "final",
    "finalimage",
    "image",
    "ci",
    "c",
    "default",
];

/// Words by which a layer holds measures and no colours.
const DATA: [&str; 56] = [
    "ao",
    "ambientocclusion",
    "ambient",
    "occlusion",
    "z",
    "zdepth",
    "depth",
    "deep",
    "n",
    "nn",
    "ng",
    "normal",
    "normals",
    "bump",
    "bumpnormals",
    "tangent",
    "p",
    "pref",
    "pworld",
    "position",
    "pos",
    "worldposition",
    "points",
    "uv",
    "uvs",
    "st",
    "texcoord",
    "vector",
    "vectors",
    "vec",
    "motion",
    "motionvector",
    "motionvectors",
    "velocity",
    "mist",
    "fog",
    "id",
    "ids",
    "indexob",
    "indexma",
    "objectid",
    "materialid",
    "nodeid",
    "mask",
    "masks",
    "matte",
    "mattes",
    "multimatte",
    "alpha",
    "coverage",
    "wire",
    "wireframe",
    "facing",
    "samples",
    "samplecount",
    "variance",
];

/// A layer, and the channel of it that fills each component.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// Index of the layer's part in the file.
    pub(super) part: usize,
    /// Channel index for red, green and blue; the same one three times for grey.
    pub(super) colour: [Option<usize>; 3],
    /// Channel index for alpha.
    pub(super) alpha: Option<usize>,
}

impl Choice {
    /// The layer of this name, or the one that is the picture.
    pub(super) fn of(headers: &[Header], layer: Option<&str>) -> Result<Self, MediaError> {
        let layers = Layer::all(headers);
        let readable = |layer: &&Layer| {
            let header = &headers[layer.part];
            !header.deep && header.channels.list.iter().all(|c| c.sampling.0 == 1 && c.sampling.1 == 1)
        };
        let refused = |headers: &[&Header]| {
            MediaError::unsupported(if headers.iter().all(|header| header.deep) {
                "OpenEXR with deep data is not read; flatten it first"
            } else {
                "OpenEXR with subsampled channels (luminance and chroma) is not read; save it as RGB"
            })
        };
        if let Some(wanted) = layer {
            let found = named(&layers, wanted)?;
            return if readable(&found) {
                Self::all_of(found).ok_or_else(|| MediaError::damaged("it has no channels"))
            } else {
                Err(refused(&[&headers[found.part]]))
            };
        }
        let flat: Vec<&Layer> = layers.iter().filter(readable).collect();
        if flat.is_empty() && !layers.is_empty() {
            return Err(refused(&headers.iter().collect::<Vec<_>>()));
        }
        let best = flat.into_iter().min_by_key(|layer| likelihood(layer));
        best.and_then(Self::all_of).ok_or_else(|| MediaError::damaged("it has no channels"))
    }

    /// Red, green and blue where the layer has them, else luminance, else its first channels.
    fn all_of(layer: &Layer) -> Option<Self> {
        let part = layer.part;
        let alpha = layer.find(&["A", "alpha"]);
        if let Some(colour) = rgb(layer) {
            return Some(Self { part, colour: colour.map(Some), alpha });
        }
        let gray = |channel, alpha| Self { part, colour: [Some(channel); 3], alpha };
        let vector = layer.find(&["X"]).is_some();
        if let Some(luminance) = layer.find(&["Y"]).filter(|_| !vector) {
            return Some(gray(luminance, alpha));
        }
        let alpha = alpha.filter(|_| layer.channels.len() > 1);
        let mut rest = layer.channels.iter().map(|(index, _)| *index).filter(|index| Some(*index) != alpha);
        let one = rest.next()?;
        Some(match (rest.next(), rest.next()) {
            (None, _) => gray(one, alpha),
            (two, three) => Self { part, colour: [Some(one), two, three], alpha },
        })
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

/// The layer of this name: the whole name, or the last piece of one alone.
fn named<'a>(layers: &'a [Layer], wanted: &str) -> Result<&'a Layer, MediaError> {
    let short: Vec<&Layer> = layers.iter().filter(|layer| layer.ends_with(wanted)).collect();
    let whole = layers.iter().find(|layer| layer.is_called(wanted));
    whole.or_else(|| short.first().copied().filter(|_| short.len() == 1)).ok_or_else(|| MediaError::NoLayer {
        wanted: wanted.to_owned(),
        layers: layers.iter().map(|layer| layer.name.clone()).collect(),
    })
}

fn rgb(layer: &Layer) -> Option<[usize; 3]> {
    Some([layer.find(&["R", "red"])?, layer.find(&["G", "green"])?, layer.find(&["B", "blue"])?])
}

/// What is least for the layer that is likeliest the picture. Of two alike, the first in the file's order is taken.
fn likelihood(layer: &Layer) -> (Rank, bool) {
    (Rank::of(layer), !layer.is_unnamed())
}

/// How likely a layer is the picture by its name and channels; the least is the likeliest.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// Colours that are called the picture, or nothing at all.
    Picture,
    /// Colours of another name: one light, or one part of the shading.
    Colours,
    /// Luminance alone.
    Luminance,
    /// Measures.
    Data,
    /// Cryptomattes: names of objects, as numbers.
    Names,
}

impl Rank {
    fn of(layer: &Layer) -> Self {
        let name = layer.name.to_lowercase();
        let mut words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        if name.contains("crypto") {
            return Self::Names;
        }
        if words.clone().any(|word| DATA.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()))) {
            return Self::Data;
        }
        match (rgb(layer).is_some(), words.any(|word| PICTURE.contains(&word))) {
            (true, true) => Self::Picture,
            (true, false) => Self::Colours,
            (false, _) if layer.find(&["Y"]).is_some() && layer.find(&["X"]).is_none() => Self::Luminance,
            (false, _) => Self::Data,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::exr::layers::of_part;

    fn layers(parts: &[(&str, &[&str])]) -> Vec<Layer> {
        let several = parts.len() > 1;
        let of = |(part, (title, names)): (usize, &(&str, &[&str]))| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            of_part(part, several.then_some(*title), &names)
        };
        parts.iter().enumerate().flat_map(of).collect()
    }

    fn chosen(parts: &[(&str, &[&str])]) -> String {
        let layers = layers(parts);
        layers.iter().min_by_key(|layer| likelihood(layer)).unwrap_or(&layers[0]).name.clone()
    }

    #[test]
    fn the_picture_is_found_by_what_renderers_call_it() {
        let blender = [
            "V.AO.B",
            "V.AO.G",
            "V.AO.R",
            "V.Combined.A",
            "V.Combined.B",
            "V.Combined.G",
            "V.Combined.R",
            "V.CryptoObject00.b",
            "V.CryptoObject00.g",
            "V.CryptoObject00.r",
            "V.Depth.Z",
            "V.DiffCol.R",
            "V.DiffCol.G",
            "V.DiffCol.B",
        ];
        assert_eq!(chosen(&[("", &blender)]), "V.Combined");
        // Channels without a name come before any of a fine name, whatever the alphabet says.
        assert_eq!(chosen(&[("", &["A.main.B", "A.main.G", "A.main.R", "B", "G", "R"])]), "default");
        let rgb: &[&str] = &["B", "G", "R"];
        assert_eq!(chosen(&[("", &["A", "B", "G", "R", "albedo.B", "albedo.G", "albedo.R", "Z"])]), "default");
        assert_eq!(chosen(&[("cryptomatte", rgb), ("N", rgb), ("diffuse", rgb), ("beauty", rgb)]), "beauty");
        assert_eq!(chosen(&[("crypto_object", rgb), ("Z", &["Z"]), ("RGB_color", rgb)]), "RGB_color");
        assert_eq!(chosen(&[("", &["N.X", "N.Y", "N.Z", "C.R", "C.G", "C.B"])]), "C");
        assert_eq!(chosen(&[("", &["diffuse.B", "diffuse.G", "diffuse.R", "Y"])]), "diffuse");
        assert_eq!(chosen(&[("", &["P.B", "P.G", "P.R", "Y"])]), "default");
        assert_eq!(chosen(&[("", &["crypto00.r", "crypto00.g", "crypto00.b", "depth.Z"])]), "depth");
    }

    #[test]
    fn colour_is_found_by_name() {
        let check = |list: &[&str], colour, alpha| {
            let expected = Choice { part: 0, colour, alpha };
            assert_eq!(Choice::all_of(&layers(&[("", list)])[0]), Some(expected), "{list:?}");
        };
        let rgb = |r, g, b| [Some(r), Some(g), Some(b)];
        check(&["A", "B", "G", "R", "Z"], rgb(3, 2, 1), Some(0));
        check(&["beauty.B", "beauty.G", "beauty.R"], rgb(2, 1, 0), None);
        check(&["A", "Y"], rgb(1, 1, 1), Some(0));
        check(&["Z"], rgb(0, 0, 0), None);
        check(&["A"], rgb(0, 0, 0), None);
        check(&["N.X", "N.Y", "N.Z"], rgb(0, 1, 2), None);
        check(&["U", "V"], [Some(0), Some(1), None], None);
    }

    #[test]
    fn layers_are_named_whole_or_by_their_last_piece() {
        let list = layers(&[("", &["R", "G", "B", "V.AO.R", "V.Combined.R", "W.AO.R"])]);
        let find = |wanted: &str| named(&list, wanted).map(|layer| layer.name.clone());
        assert_eq!(find("V.Combined").as_deref(), Ok("V.Combined"));
        assert_eq!(find("combined").as_deref(), Ok("V.Combined"));
        assert_eq!(find("rgba").as_deref(), Ok("default"));
        // Two end so.
        let Err(MediaError::NoLayer { layers, .. }) = find("AO") else { panic!("AO is one of two") };
        assert_eq!(layers, ["default", "V.AO", "V.Combined", "W.AO"]);
    }
}

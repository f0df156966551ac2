//! `rushes media` needs no home.

#![allow(clippy::unwrap_used)]

use super::support::Home;
use serde_json::json;

#[test]
fn files_are_probed_shrunk_and_compared() {
    let home = Home::empty();
    home.picture("a.png", 200, 100, [255, 0, 0]);
    home.picture("b.png", 200, 100, [255, 0, 9]);
    let info = home.json(&["media", "info", "a.png"]).document();
    for (key, value) in [
        ("kind", json!("image")),
        ("format", json!("png")),
        ("width", json!(200)),
        ("frames", json!(1)),
        ("fps", json!(null)),
    ] {
        assert_eq!(info[key], value, "{key}");
    }
    let small = home.json(&["media", "thumbnail", "a.png", "small.png", "--size", "50"]).document();
    assert_eq!((&small["width"], &small["height"]), (&json!(50), &json!(25)));
    home.json(&["media", "frame", "a.png", "0", "same.png"]).document();
    assert_eq!(home.json(&["media", "diff", "a.png", "same.png"]).document()["same"], true);
    let diff = home.json(&["media", "diff", "a.png", "b.png"]).document();
    assert_eq!(
        (&diff["same"], &diff["different_pixels"], &diff["max_difference"]),
        (&json!(false), &json!(20_000), &json!(9))
    );
    assert_eq!(home.json(&["media", "frame", "a.png", "1", "no.png"]).code(), "invalid_input");
    assert_eq!(home.json(&["media", "diff", "a.png", "small.png"]).code(), "invalid_input");
    assert!(!home.dir().exists());
}

/// An OpenEXR file with the layers that Blender writes: a black occlusion pass before a white picture, and pixels
/// twice as wide as high.
fn layered(path: &std::path::Path) {
    use exr::prelude::*;
    let channels = SpecificChannels::build()
        .with_channel("V.AO.R")
        .with_channel("V.AO.G")
        .with_channel("V.AO.B")
        .with_channel("V.Combined.R")
        .with_channel("V.Combined.G")
        .with_channel("V.Combined.B")
        .with_pixel_fn(|_| (0.0f32, 0.0f32, 0.0f32, 1.0f32, 1.0f32, 1.0f32));
    let mut image = Image::from_channels((8, 4), channels);
    image.attributes.pixel_aspect = 2.0;
    image.write().to_file(path).unwrap();
}

#[test]
fn layers_are_listed_and_chosen_by_name() {
    let home = Home::with_project();
    layered(&home.file("a.exr"));
    let info = home.json(&["media", "info", "a.exr"]).document();
    assert_eq!((&info["width"], &info["stored_width"], &info["pixel_aspect"]), (&json!(16), &json!(8), &json!(2.0)));
    assert_eq!(info["layers"][1], json!({"name": "V.Combined", "channels": ["R", "G", "B"]}));
    assert_eq!((&info["colour"]["input"], info["colour"]["reason"].is_string()), (&json!("linear"), true));
    home.json(&["media", "frame", "a.exr", "0", "picture.png"]).document();
    home.json(&["media", "frame", "a.exr", "0", "ao.png", "--layer", "V.AO"]).document();
    let diff = home.json(&["media", "diff", "picture.png", "ao.png"]).document();
    assert_eq!((&diff["width"], &diff["max_difference"]), (&json!(16), &json!(255)));
    home.json(&["media", "thumbnail", "a.exr", "small.png", "--layer", "ao"]).document();
    let wrong = ["media", "frame", "a.exr", "0", "no.png", "--layer", "beauty"];
    assert_eq!(home.json(&wrong).code(), "invalid_input");
    assert!(home.json(&wrong).error(1)["message"].as_str().unwrap().contains("V.AO, V.Combined"));
    home.json(&["deliverable", "create", "Hero", "--project", "AC"]).document();
    let round = home.json(&["publish", "AC/Hero/Modeling", "a.exr"]).document();
    assert_eq!(round["attachments"][0]["width"], 16);
    home.json(&["render", "AC/Hero/Modeling@1", "seen.png", "--layer", "V.AO"]).document();
    assert_eq!(home.json(&["media", "diff", "seen.png", "ao.png"]).document()["same"], true);
    assert_eq!(home.json(&["render", "AC/Hero/Modeling@1", "no.png", "--layer", "Z"]).code(), "invalid_input");
    // Marks count in pixels as shown: 12,1 is on the picture, 17,1 beside it.
    let mark = |at: &str| {
        let args = ["annotate", "AC/Hero/Modeling@1", "--shape", "pin", "--comment", "here", "--points", at];
        home.json(&args)
    };
    mark("12,1").document();
    assert_eq!(mark("99999,99999").code(), "invalid_input");
    assert!(mark("30,1").error(1)["message"].as_str().unwrap().contains("16 x 4"));
    home.picture("plain.png", 20, 10, [1, 2, 3]);
    assert_eq!(home.json(&["media", "frame", "plain.png", "0", "no.png", "--layer", "x"]).code(), "invalid_input");
}

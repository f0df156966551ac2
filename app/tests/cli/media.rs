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

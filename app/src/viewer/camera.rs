//! Where a picture is looked at from: pure maths between image pixels and screen points.
//!
//! Zoom counts device pixels per image pixel, so that 100 % is one to one on every screen.

use egui::{Pos2, Rect, Vec2, pos2, vec2};
use rushes_domain::Point;

/// The largest zoom: one image pixel as 64 device pixels.
pub const MAX_ZOOM: f64 = 64.0;
/// A picture smaller than its window grows to fit it, up to this.
const MAX_FIT: f64 = 8.0;
/// Room left around a fitted picture, in points.
const FIT_MARGIN: f64 = 16.0;
/// The steps of the zoom keys, as zoom.
const LADDER: [f64; 19] = [
    0.03125, 0.0625, 0.125, 0.25, 0.333_333, 0.5, 0.666_667, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0,
    64.0,
];

/// What is looked at, and through which part of the screen.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct View {
    /// The canvas, in points.
    pub rect: Rect,
    /// Device pixels per point.
    pub pixels_per_point: f32,
    /// The picture, in image pixels.
    pub size: [u32; 2],
}

impl View {
    fn scale(&self) -> f64 {
        f64::from(self.pixels_per_point.max(0.1))
    }

    fn image(&self) -> [f64; 2] {
        self.size.map(|side| f64::from(side.max(1)))
    }

    /// The zoom at which the whole picture is seen.
    #[must_use]
    pub fn fit_zoom(&self) -> f64 {
        let [width, height] = self.image();
        let room = |side: f32| (f64::from(side) - 2.0 * FIT_MARGIN).max(16.0) * self.scale();
        (room(self.rect.width()) / width).min(room(self.rect.height()) / height).min(MAX_FIT)
    }

    /// The smallest zoom that is allowed.
    fn min_zoom(&self) -> f64 {
        (self.fit_zoom() / 4.0).min(0.25)
    }
}

/// A place to look from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Camera {
    /// The image pixel in the middle of the canvas; ignored while fitting.
    centre: [f64; 2],
    /// Device pixels per image pixel; ignored while fitting.
    zoom: f64,
    /// Follow the canvas so that the whole picture is seen.
    fitting: bool,
}

impl Default for Camera {
    fn default() -> Self {
        Self { centre: [0.0; 2], zoom: 1.0, fitting: true }
    }
}

impl Camera {
    /// Device pixels per image pixel.
    #[must_use]
    pub fn zoom(&self, view: &View) -> f64 {
        if self.fitting { view.fit_zoom() } else { self.zoom }
    }

    /// Points per image pixel.
    #[must_use]
    pub fn points_per_pixel(&self, view: &View) -> f32 {
        (self.zoom(view) / view.scale()) as f32
    }

    /// Whether the whole picture is kept in sight whatever the canvas does.
    #[must_use]
    pub fn is_fitting(&self) -> bool {
        self.fitting
    }

    /// Shows the whole picture.
    pub fn fit(&mut self) {
        self.fitting = true;
    }

    fn centre(&self, view: &View) -> [f64; 2] {
        if self.fitting { view.image().map(|side| side / 2.0) } else { self.centre }
    }

    /// The picture's upper left corner in device pixels, on a whole one: its edges stay sharp.
    fn origin(&self, view: &View) -> [f64; 2] {
        let exact = self.exact_origin(view);
        exact.map(f64::round)
    }

    fn exact_origin(&self, view: &View) -> [f64; 2] {
        let (zoom, scale, [x, y]) = (self.zoom(view), view.scale(), self.centre(view));
        let middle = view.rect.center();
        [f64::from(middle.x) * scale - x * zoom, f64::from(middle.y) * scale - y * zoom]
    }

    /// Where an image point is on the screen, in points.
    #[must_use]
    pub fn to_screen(&self, view: &View, point: Point) -> Pos2 {
        let (zoom, scale, [x, y]) = (self.zoom(view), view.scale(), self.origin(view));
        let place = |origin: f64, at: f32| ((origin + f64::from(at) * zoom) / scale) as f32;
        pos2(place(x, point.x), place(y, point.y))
    }

    /// Which image point is at a place on the screen.
    #[must_use]
    pub fn to_image(&self, view: &View, pos: Pos2) -> Point {
        let (zoom, scale, [x, y]) = (self.zoom(view), view.scale(), self.origin(view));
        let place = |origin: f64, at: f32| ((f64::from(at) * scale - origin) / zoom) as f32;
        Point { x: place(x, pos.x), y: place(y, pos.y) }
    }

    /// The picture on the screen, in points.
    #[must_use]
    pub fn screen_rect(&self, view: &View) -> Rect {
        let [width, height] = view.size.map(|side| side as f32);
        Rect::from_min_max(
            self.to_screen(view, Point { x: 0.0, y: 0.0 }),
            self.to_screen(view, Point { x: width, y: height }),
        )
    }

    /// The part of the picture in sight, in image pixels, cut to the picture.
    #[must_use]
    pub fn visible(&self, view: &View) -> Rect {
        let corner = |p: Pos2| {
            let p = self.to_image(view, p);
            pos2(p.x, p.y)
        };
        let seen = Rect::from_min_max(corner(view.rect.min), corner(view.rect.max));
        seen.intersect(Rect::from_min_size(Pos2::ZERO, vec2(view.size[0] as f32, view.size[1] as f32)))
    }

    /// Zooms by a factor; the image point under `pos` stays there, unless the picture would leave
    /// the canvas.
    pub fn zoom_by(&mut self, view: &View, pos: Pos2, factor: f64) {
        if factor.is_finite() && factor > 0.0 {
            self.zoom_to(view, pos, self.zoom(view) * factor);
        }
    }

    /// Zooms to a value about `pos`.
    pub fn zoom_to(&mut self, view: &View, pos: Pos2, zoom: f64) {
        let zoom = zoom.clamp(view.min_zoom(), MAX_ZOOM);
        let (old, scale, [x, y]) = (self.zoom(view), view.scale(), self.exact_origin(view));
        let middle = view.rect.center();
        let shifted = |origin: f64, at: f32, middle: f32| {
            let fixed = (f64::from(at) * scale - origin) / old;
            fixed + (f64::from(middle) - f64::from(at)) * scale / zoom
        };
        let centre = [shifted(x, pos.x, middle.x), shifted(y, pos.y, middle.y)];
        *self = Self { centre, zoom, fitting: false };
        self.clamp(view);
    }

    /// To the next zoom of the ladder, inwards or outwards, about the middle of the canvas.
    pub fn step(&mut self, view: &View, inwards: bool) {
        let zoom = self.zoom(view);
        let next = if inwards {
            LADDER.into_iter().find(|z| *z > zoom * 1.01)
        } else {
            LADDER.into_iter().rev().find(|z| *z < zoom * 0.99)
        };
        self.zoom_to(view, view.rect.center(), next.unwrap_or(zoom));
    }

    /// Moves the picture by a distance on the screen, in points.
    pub fn pan(&mut self, view: &View, by: Vec2) {
        let (zoom, [x, y]) = (self.zoom(view), self.centre(view));
        let step = |by: f32| f64::from(by) * view.scale() / zoom;
        *self = Self { centre: [x - step(by.x), y - step(by.y)], zoom, fitting: false };
        self.clamp(view);
    }

    /// Puts an image point in the middle of the canvas.
    pub fn look_at(&mut self, view: &View, point: Point) {
        *self = Self { centre: [f64::from(point.x), f64::from(point.y)], zoom: self.zoom(view), fitting: false };
        self.clamp(view);
    }

    /// Moves only as far as needed to see a part of the picture, given in image pixels.
    pub fn reveal(&mut self, view: &View, part: Rect) {
        if self.fitting || self.visible(view).contains_rect(part) {
            return;
        }
        let middle = part.center();
        self.look_at(view, Point { x: middle.x, y: middle.y });
    }

    /// The middle of the canvas stays on the picture, so that it cannot be lost.
    fn clamp(&mut self, view: &View) {
        let [width, height] = view.image();
        self.centre = [self.centre[0].clamp(0.0, width), self.centre[1].clamp(0.0, height)];
        self.zoom = self.zoom.clamp(view.min_zoom(), MAX_ZOOM);
    }

    /// The zoom as people read it: `66.7 %`, `100 %`.
    #[must_use]
    pub fn label(&self, view: &View) -> String {
        let percent = self.zoom(view) * 100.0;
        if (percent - percent.round()).abs() < 0.05 || percent >= 100.0 {
            format!("{percent:.0} %")
        } else {
            format!("{percent:.1} %")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator, so that each run tries the same thousand cases.
    struct Dice(u64);

    impl Dice {
        fn between(&mut self, low: f64, high: f64) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            low + (high - low) * ((self.0 >> 11) as f64 / (1u64 << 53) as f64)
        }

        fn view(&mut self) -> View {
            let min = pos2(self.between(0.0, 300.0) as f32, self.between(0.0, 200.0) as f32);
            let size = vec2(self.between(200.0, 2000.0) as f32, self.between(150.0, 1400.0) as f32);
            View {
                rect: Rect::from_min_size(min, size),
                pixels_per_point: [1.0, 1.25, 1.5, 2.0][self.between(0.0, 3.99) as usize],
                size: [self.between(16.0, 16_000.0) as u32, self.between(16.0, 16_000.0) as u32],
            }
        }

        fn inside(&mut self, rect: Rect) -> Pos2 {
            pos2(
                self.between(rect.min.x.into(), rect.max.x.into()) as f32,
                self.between(rect.min.y.into(), rect.max.y.into()) as f32,
            )
        }
    }

    fn view(width: f32, height: f32, scale: f32, size: [u32; 2]) -> View {
        View { rect: Rect::from_min_size(pos2(10.0, 20.0), vec2(width, height)), pixels_per_point: scale, size }
    }

    #[test]
    fn screen_and_image_are_each_others_inverse() {
        let mut dice = Dice(1);
        for _ in 0..1000 {
            let view = dice.view();
            let mut camera = Camera::default();
            let about = dice.inside(view.rect);
            camera.zoom_by(&view, about, dice.between(0.2, 30.0));
            let pos = dice.inside(view.rect);
            let back = camera.to_screen(&view, camera.to_image(&view, pos));
            assert!(back.distance(pos) < 0.05, "{pos:?} came back as {back:?} in {view:?} from {camera:?}");
        }
    }

    #[test]
    fn zooming_in_about_a_point_of_the_picture_keeps_it_there() {
        let mut dice = Dice(2);
        for _ in 0..1000 {
            let view = dice.view();
            let mut camera = Camera::default();
            let seen = camera.screen_rect(&view).intersect(view.rect);
            let pos = dice.inside(seen);
            let before = camera.to_image(&view, pos);
            for _ in 0..4 {
                camera.zoom_by(&view, pos, dice.between(1.0, 1.8));
            }
            let after = camera.to_screen(&view, before);
            // Half a device pixel each for drawing on whole ones, before and after.
            let slack = 1.5 / view.pixels_per_point * (camera.zoom(&view) / view.fit_zoom()) as f32;
            assert!(after.distance(pos) <= slack.max(1.0), "{pos:?} went to {after:?} in {view:?}");
        }
    }

    #[test]
    fn zooming_in_and_out_again_changes_nothing() {
        let mut dice = Dice(3);
        for _ in 0..200 {
            let view = view(900.0, 700.0, 1.5, [4096, 2160]);
            let mut camera = Camera::default();
            camera.zoom_to(&view, view.rect.center(), 1.0);
            let start = camera;
            let pos = dice.inside(view.rect);
            let factor = dice.between(1.0, 8.0);
            camera.zoom_by(&view, pos, factor);
            camera.zoom_by(&view, pos, 1.0 / factor);
            assert!((camera.zoom - start.zoom).abs() < 1e-9);
            assert!(
                (camera.centre[0] - start.centre[0]).abs() < 1e-6 && (camera.centre[1] - start.centre[1]).abs() < 1e-6
            );
        }
    }

    #[test]
    fn fit_shows_all_of_it_and_follows_the_canvas() {
        let mut dice = Dice(4);
        for _ in 0..500 {
            let view = dice.view();
            let shown = Camera::default().screen_rect(&view);
            assert!(view.rect.expand(1.0).contains_rect(shown), "{shown:?} in {view:?}");
        }
        let small = view(400.0, 400.0, 1.0, [1000, 500]);
        let camera = Camera::default();
        assert_eq!(camera.label(&small), "36.8 %");
        assert_eq!(camera.label(&View { rect: small.rect.expand(200.0), ..small }), "76.8 %");
    }

    #[test]
    fn one_to_one_means_device_pixels() {
        for scale in [1.0, 1.25, 2.0] {
            let view = view(800.0, 600.0, scale, [4096, 4096]);
            let mut camera = Camera::default();
            camera.zoom_to(&view, view.rect.center(), 1.0);
            assert_eq!(camera.label(&view), "100 %");
            let (a, b) = (Point { x: 0.0, y: 0.0 }, Point { x: 100.0, y: 0.0 });
            let apart = camera.to_screen(&view, b).x - camera.to_screen(&view, a).x;
            assert!((apart * scale - 100.0).abs() < 0.01);
            let corner = camera.to_screen(&view, a).x * scale;
            assert!((corner - corner.round()).abs() < 0.01, "the corner is at device pixel {corner}");
        }
    }

    #[test]
    fn the_picture_cannot_be_lost() {
        let view = view(800.0, 600.0, 1.0, [640, 480]);
        let mut camera = Camera::default();
        camera.pan(&view, vec2(1e6, -1e6));
        assert!(camera.screen_rect(&view).expand(1.0).contains(view.rect.center()));
        camera.zoom_by(&view, view.rect.min, 1e12);
        assert_eq!(camera.label(&view), "6400 %");
        camera.zoom_by(&view, view.rect.min, 1e-12);
        assert!(camera.zoom(&view) > 0.1);
        camera.zoom_by(&view, view.rect.min, f64::NAN);
        assert!(camera.zoom(&view).is_finite());
    }

    #[test]
    fn the_keys_climb_the_ladder() {
        let view = view(800.0, 600.0, 1.0, [4000, 3000]);
        let mut camera = Camera::default();
        let mut labels = Vec::new();
        for _ in 0..6 {
            camera.step(&view, true);
            labels.push(camera.label(&view));
        }
        assert_eq!(labels, ["25 %", "33.3 %", "50 %", "66.7 %", "75 %", "100 %"]);
        camera.step(&view, false);
        assert_eq!(camera.label(&view), "75 %");
    }
}

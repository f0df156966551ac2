//! Tiles on the graphics card: which to upload now, which to draw, which to let go.

use super::{
    camera::{Camera, View},
    pyramid::{Pyramid, Tile},
};
use egui::{
    Color32, Context, Mesh, Painter, Rect, TextureFilter, TextureHandle, TextureOptions, TextureWrapMode, pos2,
};
use rushes_domain::Point;
use std::{collections::HashMap, sync::Arc};

/// Bytes uploaded in one painted frame: two full tiles, about two milliseconds.
const UPLOAD_BUDGET: usize = 8 << 20;
/// Bytes of textures kept.
const KEEP: usize = 384 << 20;

/// Which tile of which picture.
type Key = (u64, usize, usize);

struct Texture {
    handle: TextureHandle,
    bytes: usize,
    used: u64,
}

/// The textures of the tiles seen lately.
#[derive(Default)]
pub struct Tiles {
    textures: HashMap<Key, Texture>,
    bytes: usize,
    tick: u64,
}

impl Tiles {
    /// Paints what is in sight of a picture. Returns whether tiles are still to be uploaded, so that
    /// another frame is wanted. With `at_once`, as for a frame of a clip, all of them go up now.
    pub fn paint(
        &mut self,
        painter: &Painter,
        view: &View,
        camera: &Camera,
        picture: &Arc<Pyramid>,
        at_once: bool,
    ) -> bool {
        self.tick += 1;
        let zoom = camera.zoom(view);
        let level = picture.level_for(zoom);
        let seen = camera.visible(view);
        let mut budget = if at_once { usize::MAX } else { UPLOAD_BUDGET };
        let mut missing = false;

        let coarsest = picture.levels.len() - 1;
        if level != coarsest && !at_once {
            // Something to see at once, while the sharp tiles come.
            for index in 0..picture.levels[coarsest].tiles.len() {
                self.upload(painter.ctx(), picture, coarsest, index, &mut budget);
            }
        }
        let mut wanted: Vec<usize> = (0..picture.levels[level].tiles.len())
            .filter(|i| picture.levels[level].tiles[*i].place.intersects(seen))
            .collect();
        let middle = seen.center();
        let distance = |i: &usize| picture.levels[level].tiles[*i].place.center().distance_sq(middle) as i64;
        wanted.sort_by_key(distance);
        for index in &wanted {
            if !self.upload(painter.ctx(), picture, level, *index, &mut budget) {
                missing = true;
            }
        }
        if missing {
            for below in (level + 1..picture.levels.len()).rev() {
                self.draw_level(painter, view, camera, picture, below, seen);
            }
        }
        self.draw_level(painter, view, camera, picture, level, seen);
        self.evict();
        missing
    }

    /// Whether anything of a picture can be drawn already.
    #[must_use]
    pub fn has(&self, picture: &Pyramid) -> bool {
        self.textures.keys().any(|(id, _, _)| *id == picture.id)
    }

    /// Paints all of a picture into a small box, from its smallest level.
    pub fn paint_small(&mut self, painter: &Painter, map: Rect, picture: &Arc<Pyramid>) {
        let Some(level) = picture.levels.len().checked_sub(1) else { return };
        let [width, height] = picture.size.map(|side| side.max(1) as f32);
        let mut budget = usize::MAX;
        let place = |p: egui::Pos2| map.min + egui::vec2(p.x / width, p.y / height) * map.size();
        for (index, tile) in picture.levels[level].tiles.iter().enumerate() {
            self.upload(painter.ctx(), picture, level, index, &mut budget);
            if let Some(texture) = self.textures.get(&(picture.id, level, index)) {
                let mut mesh = Mesh::with_texture(texture.handle.id());
                let rect = Rect::from_min_max(place(tile.place.min), place(tile.place.max));
                mesh.add_rect_with_uv(rect, tile.uv, Color32::WHITE);
                painter.add(mesh);
            }
        }
    }

    /// Lets everything go.
    pub fn clear(&mut self) {
        self.textures.clear();
        self.bytes = 0;
    }

    /// Makes sure that a tile is up; false when this frame's budget is spent.
    fn upload(
        &mut self,
        ctx: &Context,
        picture: &Arc<Pyramid>,
        level: usize,
        index: usize,
        budget: &mut usize,
    ) -> bool {
        let key = (picture.id, level, index);
        if let Some(texture) = self.textures.get_mut(&key) {
            texture.used = self.tick;
            return true;
        }
        let tile = &picture.levels[level].tiles[index];
        let bytes = tile.image.pixels.len() * 4;
        if *budget < bytes {
            return false;
        }
        *budget -= bytes;
        let handle =
            ctx.load_texture(format!("tile {}/{level}/{index}", picture.id), Arc::clone(&tile.image), options(level));
        self.textures.insert(key, Texture { handle, bytes, used: self.tick });
        self.bytes += bytes;
        true
    }

    fn draw_level(&self, painter: &Painter, view: &View, camera: &Camera, picture: &Pyramid, level: usize, seen: Rect) {
        for (index, tile) in picture.levels[level].tiles.iter().enumerate() {
            if tile.place.intersects(seen)
                && let Some(texture) = self.textures.get(&(picture.id, level, index))
            {
                draw(painter, view, camera, tile, &texture.handle);
            }
        }
    }

    /// Lets the longest unseen tiles go, never one that is in sight.
    fn evict(&mut self) {
        if self.bytes <= KEEP {
            return;
        }
        let mut old: Vec<(u64, Key)> =
            self.textures.iter().filter(|(_, t)| t.used < self.tick).map(|(k, t)| (t.used, *k)).collect();
        old.sort_unstable();
        for (_, key) in old {
            if self.bytes <= KEEP {
                break;
            }
            if let Some(texture) = self.textures.remove(&key) {
                self.bytes -= texture.bytes;
            }
        }
    }

    /// Forgets the textures of all pictures but these, as after every frame of a clip.
    pub fn keep_only(&mut self, pictures: &[u64]) {
        self.textures.retain(|(id, _, _), _| pictures.contains(id));
        self.bytes = self.textures.values().map(|t| t.bytes).sum();
    }
}

/// Pixels stay pixels above 100 %, and are smoothed below.
fn options(level: usize) -> TextureOptions {
    TextureOptions {
        magnification: if level == 0 { TextureFilter::Nearest } else { TextureFilter::Linear },
        minification: TextureFilter::Linear,
        wrap_mode: TextureWrapMode::ClampToEdge,
        mipmap_mode: None,
    }
}

/// A plain mesh: no feathered edge, so that neighbours meet without a gap.
fn draw(painter: &Painter, view: &View, camera: &Camera, tile: &Tile, texture: &TextureHandle) {
    let corner = |p: egui::Pos2| camera.to_screen(view, Point { x: p.x, y: p.y });
    let rect = Rect::from_min_max(corner(tile.place.min), corner(tile.place.max));
    let snap = |at: f32| (at * view.pixels_per_point).round() / view.pixels_per_point;
    let rect = if camera.zoom(view) >= 1.0 {
        rect
    } else {
        Rect::from_min_max(pos2(snap(rect.min.x), snap(rect.min.y)), pos2(snap(rect.max.x), snap(rect.max.y)))
    };
    let mut mesh = Mesh::with_texture(texture.id());
    mesh.add_rect_with_uv(rect, tile.uv, Color32::WHITE);
    painter.add(mesh);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use egui::vec2;

    fn frame(ctx: &Context, tiles: &mut Tiles, picture: &Arc<Pyramid>, camera: &Camera) -> bool {
        let mut again = false;
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            again = tiles.paint(ui.painter(), &view(picture.size), camera, picture, false);
        });
        output.textures_delta.clear();
        again
    }

    fn view(size: [u32; 2]) -> View {
        View { rect: Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 600.0)), pixels_per_point: 1.0, size }
    }

    #[test]
    fn uploads_are_spread_over_frames_and_end() {
        let ctx = Context::default();
        let (mut tiles, picture) = (Tiles::default(), Arc::new(Pyramid::of_still(3100, 2100, &[])));
        let view = view(picture.size);
        let mut camera = Camera::default();
        camera.zoom_to(&view, view.rect.center(), 0.6);
        let mut frames = 0;
        while frame(&ctx, &mut tiles, &picture, &camera) {
            frames += 1;
            assert!(tiles.has(&picture), "something is seen from the first frame on");
            assert!(frames < 20, "uploads never end");
        }
        assert!(frames >= 1, "what is in sight takes more than one frame");
        let before = tiles.textures.len();
        assert!(!frame(&ctx, &mut tiles, &picture, &camera));
        assert_eq!(tiles.textures.len(), before, "nothing goes up twice");
    }

    #[test]
    fn textures_are_kept_within_bounds() {
        let ctx = Context::default();
        let mut tiles = Tiles::default();
        let view = view([1000, 1000]);
        let mut camera = Camera::default();
        camera.zoom_to(&view, view.rect.center(), 1.0);
        let picture = Arc::new(Pyramid::of_still(1000, 1000, &[]));
        for _ in 0..(KEEP / (1000 * 1000 * 4) + 20) {
            // Another picture with the same pixels.
            let other =
                Arc::new(Pyramid { id: tiles.tick + 1_000_000, size: picture.size, levels: picture.levels.clone() });
            frame(&ctx, &mut tiles, &other, &camera);
        }
        assert!(tiles.bytes <= KEEP, "{} bytes are kept", tiles.bytes);
        assert_eq!(tiles.bytes, tiles.textures.values().map(|t| t.bytes).sum::<usize>());
    }
}

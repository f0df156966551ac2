//! The controls of a clip: stepping, playing, and the bar that is scrubbed.

use super::player::{FrameTimes, Player, timecode};
use crate::kit::{self, Theme, font, icon, size};
use egui::{Align2, Color32, CursorIcon, Id, Key, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{FeedbackId, FrameRate, FrameSpan};
use rushes_media::FrameIndex;

/// Height of the bar, in points.
pub const HEIGHT: f32 = 64.0;

/// A mark on the bar.
#[derive(Clone, PartialEq, Debug)]
pub struct Marker {
    /// On which frames.
    pub frames: FrameSpan,
    /// Which item it belongs to.
    pub feedback: Option<FeedbackId>,
    /// Its number in the list.
    pub number: usize,
    /// Its colour.
    pub color: Color32,
    /// It is the chosen one.
    pub chosen: bool,
}

/// What the bar is given.
pub struct Transport<'a> {
    /// The clip's frames.
    pub index: &'a FrameIndex,
    /// How many a second, for the time code.
    pub rate: FrameRate,
    /// Where marks are.
    pub markers: &'a [Marker],
    /// The frame on the screen, where that is not the wanted one yet.
    pub late: bool,
}

/// Shows the controls. Gives the item whose marker was pressed.
pub fn show(
    ui: &mut Ui,
    player: &mut Player,
    transport: &Transport<'_>,
    now_s: f64,
    theme: &Theme,
) -> Option<FeedbackId> {
    let mut pressed = None;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing = vec2(size::GRID, 2.0);
        pressed = bar(ui, player, transport, theme);
        ui.horizontal(|ui| buttons(ui, player, transport, now_s, theme));
    });
    pressed
}

fn buttons(ui: &mut Ui, player: &mut Player, transport: &Transport<'_>, now_s: f64, theme: &Theme) {
    let count = FrameTimes::count(transport.index);
    let frame = player.frame();
    let last = count - 1;
    ui.label(font::number(format!("Frame {frame}"), theme.text))
        .on_hover_text(format!("Counted from 0: {count} frames, 0 to {last}."));
    ui.label(font::number(format!("of {last}"), theme.weak));
    ui.add_space(size::GAP);
    ui.label(font::number(timecode(frame, transport.rate), theme.weak))
        .on_hover_text("Hours, minutes, seconds, frames.");
    let group = 5.0 * size::CONTROL + 4.0 * size::GRID;
    let left = ui.max_rect().center().x - group * 0.5 - ui.cursor().left();
    ui.add_space(left.max(size::GAP));
    if kit::icon_button(ui, icon::SKIP_BACK, "First frame (Home)").clicked() {
        player.seek(0, count);
    }
    if kit::icon_button(ui, icon::CARET_LEFT, "Previous frame (Left)").clicked() {
        player.step(-1, count);
    }
    let (glyph, name) = if player.is_playing() { (icon::PAUSE, "Pause (Space)") } else { (icon::PLAY, "Play (Space)") };
    if kit::icon_button(ui, glyph, name).clicked() {
        player.toggle(transport.index, now_s);
    }
    if kit::icon_button(ui, icon::CARET_RIGHT, "Next frame (Right)").clicked() {
        player.step(1, count);
    }
    if kit::icon_button(ui, icon::SKIP_FORWARD, "Last frame (End)").clicked() {
        player.seek(count, count);
    }
    let speed = player.speed();
    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
        let rate = transport.index.fps().map_or_else(String::new, |r| format!("{r} fps"));
        let rate = if transport.index.variable_rate() { format!("{rate}, variable") } else { rate };
        ui.label(font::number(rate, theme.weak));
        if speed != 0 && speed != 1 {
            ui.label(font::number(format!("{speed}×"), theme.link));
        }
        if transport.index.missing() > 0 {
            let words = format!("cut short: {} frames are missing", transport.index.missing());
            ui.label(font::weak(words, theme.warning));
        }
    });
}

fn bar(ui: &mut Ui, player: &mut Player, transport: &Transport<'_>, theme: &Theme) -> Option<FeedbackId> {
    let count = FrameTimes::count(transport.index);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click_and_drag());
    let track = Rect::from_min_max(
        pos2(rect.left() + 6.0, rect.center().y - 3.0),
        pos2(rect.right() - 6.0, rect.center().y + 3.0),
    );
    let place = |frame: f32| track.left() + track.width() * ((frame + 0.5) / count as f32).clamp(0.0, 1.0);
    let frame_at =
        |x: f32| (((x - track.left()) / track.width().max(1.0) * count as f32).max(0.0) as u64).min(count - 1);
    let frame = player.frame();
    response.widget_info(|| WidgetInfo::slider(true, frame as f64, "Frame"));
    let mut pressed = None;
    let pointer = response.interact_pointer_pos();
    let marker = pointer.or(response.hover_pos()).and_then(|p| marker_at(transport.markers, p.x, place));
    if response.clicked()
        && let Some(marker) = marker
    {
        player.seek(marker.frames.first, count);
        pressed = marker.feedback;
    } else if response.is_pointer_button_down_on()
        && let Some(pos) = pointer
    {
        player.seek(frame_at(pos.x), count);
    }
    if response.has_focus() {
        kit::takes_arrows(ui.ctx());
        // Every press counts, also several in one frame of the window.
        let presses = |key| ui.input(|i| i64::try_from(i.num_presses(key)).unwrap_or_default());
        let by = presses(Key::ArrowRight) - presses(Key::ArrowLeft);
        if by != 0 {
            player.step(by, count);
        }
        let filter = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|m| m.set_focus_lock_filter(response.id, filter));
        kit::focus_ring(ui.painter(), rect.shrink(4.0), size::RADIUS_SMALL, theme);
    }
    paint_bar(ui, track, transport, player.frame(), theme, &place);
    if let Some(pos) = response.hover_pos() {
        let words = match marker {
            Some(m) => format!("Note {}, frame {}", m.number, m.frames.first),
            None => {
                let frame = frame_at(pos.x);
                format!("{frame}  ·  {}", timecode(frame, transport.rate))
            }
        };
        ui.painter().vline(pos.x, track.y_range().expand(5.0), Stroke::new(1.0, theme.line_strong));
        tip(ui, pos2(pos.x, rect.top()), &words, theme);
    }
    response.on_hover_cursor(CursorIcon::PointingHand);
    pressed
}

fn marker_at(markers: &[Marker], x: f32, place: impl Fn(f32) -> f32) -> Option<&Marker> {
    markers
        .iter()
        .map(|m| (m, (place(m.frames.first as f32) - x).abs()))
        .filter(|(_, away)| *away <= 5.0)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(m, _)| m)
}

fn paint_bar(ui: &Ui, track: Rect, transport: &Transport<'_>, frame: u64, theme: &Theme, place: &dyn Fn(f32) -> f32) {
    let painter = ui.painter();
    painter.rect_filled(track, 3.0, theme.pressed);
    let head = place(frame as f32);
    let mut passed = track;
    passed.max.x = head;
    painter.rect_filled(passed, 3.0, theme.link.gamma_multiply(0.55));
    for marker in transport.markers {
        let (left, right) = (place(marker.frames.first as f32), place(marker.frames.last as f32));
        if right - left > 4.0 {
            let span = Rect::from_min_max(pos2(left, track.top() - 5.0), pos2(right, track.top() - 2.0));
            painter.rect_filled(span, 1.0, marker.color.gamma_multiply(0.7));
        }
        let half = if marker.chosen { 5.0 } else { 4.0 };
        let at = pos2(left, track.top() - 5.0);
        let down = vec![
            at + vec2(-half, -half),
            at + vec2(half, -half),
            at + vec2(half, 1.0),
            at + vec2(0.0, half + 1.0),
            at + vec2(-half, 1.0),
        ];
        let edge = if marker.chosen { theme.text } else { theme.surface };
        painter.add(egui::Shape::convex_polygon(down, marker.color, Stroke::new(1.0, edge)));
    }
    let ink = if transport.late { theme.weak } else { theme.text };
    let knob = Rect::from_center_size(pos2(head, track.center().y), vec2(4.0, 18.0));
    painter.rect(knob, 2.0, ink, Stroke::new(1.0, theme.surface), StrokeKind::Outside);
}

/// A small text above a place, that follows the pointer.
fn tip(ui: &Ui, at: egui::Pos2, words: &str, theme: &Theme) {
    let layer = egui::LayerId::new(egui::Order::Tooltip, Id::unique("scrub tip"));
    let painter = ui.ctx().layer_painter(layer);
    let galley = painter.layout_no_wrap(words.to_owned(), font::tabular(size::LABEL), theme.text);
    let bounds = ui.ctx().content_rect();
    let half = galley.size().x * 0.5 + 7.0;
    let center = pos2(at.x.clamp(bounds.left() + half, bounds.right() - half), at.y - 11.0);
    let rect = Rect::from_center_size(center, galley.size() + vec2(14.0, 7.0));
    painter.rect(rect, size::RADIUS_SMALL, theme.raised, Stroke::new(1.0, theme.line), StrokeKind::Outside);
    painter.text(rect.center(), Align2::CENTER_CENTER, words, font::tabular(size::LABEL), theme.text);
}

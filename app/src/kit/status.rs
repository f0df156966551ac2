//! Statuses: always a colour, an icon and a word.

use super::{Theme, icon};
use egui::{Color32, Painter, Pos2, Stroke, pos2, vec2};
use rushes_domain::{FeedbackStatus, Priority, Status, Verdict};

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

/// A status's colour for words and marks.
#[must_use]
pub fn color(status: Status, theme: &Theme) -> Color32 {
    let (dark, light) = match status {
        Status::Blocked => (0xFF_8078, 0xBE_2A24),
        Status::Ready => (0x9F_B4CC, 0x48_607C),
        Status::InProgress => (0x7A_A8FF, 0x1C_59D6),
        Status::InReview => (0xBF_9DF8, 0x75_3CC9),
        Status::ChangesRequested => (0xF0_B43C, 0x8A_5800),
        Status::Approved => (0x56_C68F, 0x1A_7443),
        // A reddish brown: beside amber it differs in hue, on white too.
        Status::OnHold => (0xCD_A883, 0x82_464C),
        Status::Skipped => (0xA6_A7AB, 0x5D_5F66),
    };
    hex(if theme.dark { dark } else { light })
}

/// The colour of a status's word: what nobody can act on now stays quiet beside its mark.
#[must_use]
pub fn ink(status: Status, theme: &Theme) -> Color32 {
    match status {
        Status::Blocked | Status::Skipped => theme.weak,
        other => color(other, theme),
    }
}

/// The status a round has by its decision, for its mark.
#[must_use]
pub fn of_verdict(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Approve => Status::Approved,
        Verdict::Changes => Status::ChangesRequested,
        Verdict::Reject => Status::Blocked,
    }
}

/// A feedback status's colour.
#[must_use]
pub fn feedback_color(status: FeedbackStatus, theme: &Theme) -> Color32 {
    match status {
        FeedbackStatus::Open => color(Status::ChangesRequested, theme),
        FeedbackStatus::InProgress => color(Status::InProgress, theme),
        FeedbackStatus::Resolved => color(Status::InReview, theme),
        FeedbackStatus::Verified => color(Status::Approved, theme),
        FeedbackStatus::Reopened => color(Status::Blocked, theme),
    }
}

/// The words people read for a decision.
#[must_use]
pub fn verdict_label(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "Approved",
        Verdict::Changes => "Changes requested",
        Verdict::Reject => "Rejected",
    }
}

/// A decision's colour.
#[must_use]
pub fn verdict_color(verdict: Verdict, theme: &Theme) -> Color32 {
    match verdict {
        Verdict::Approve => color(Status::Approved, theme),
        Verdict::Changes => color(Status::ChangesRequested, theme),
        Verdict::Reject => theme.danger,
    }
}

/// A priority's word.
#[must_use]
pub fn priority_label(priority: Priority) -> &'static str {
    match priority {
        Priority::Urgent => "Urgent",
        Priority::High => "High",
        Priority::Normal => "Normal",
        Priority::Low => "Low",
    }
}

/// A priority's colour and icon; nothing for the normal one, which needs no mark.
#[must_use]
pub fn priority_mark(priority: Priority, theme: &Theme) -> Option<(&'static str, Color32)> {
    match priority {
        Priority::Urgent => Some((icon::FLAG, theme.danger)),
        Priority::High => Some((icon::ARROW_UP, theme.warning)),
        Priority::Normal => None,
        Priority::Low => Some((icon::ARROW_DOWN, theme.weak)),
    }
}

/// Paints a status's icon: a shape of its own for each, so that colour is never alone.
pub fn paint_icon(painter: &Painter, center: Pos2, side: f32, status: Status, theme: &Theme) {
    let c = color(status, theme);
    let r = side * 0.5 - 1.0;
    let stroke = Stroke::new(1.5, c);
    let ground = theme.surface;
    let bold = Stroke::new(1.75, ground);
    match status {
        Status::Blocked => {
            let thin = Stroke::new(1.25, c.gamma_multiply(0.85));
            painter.circle_stroke(center, r, thin);
            let d = r * 0.68;
            painter.line_segment([center - vec2(d, -d), center + vec2(d, -d)], thin);
        }
        Status::Ready => {
            painter.circle_stroke(center, r, stroke);
            painter.circle_filled(center, r * 0.34, c);
        }
        Status::InProgress => {
            painter.circle_stroke(center, r, stroke);
            pie(painter, center, r * 0.62, c);
        }
        Status::InReview => {
            painter.circle_filled(center, r + 0.5, c);
            painter.circle_filled(center, r * 0.52, ground);
            painter.circle_filled(center, r * 0.26, c);
        }
        Status::ChangesRequested => {
            painter.circle_filled(center, r + 0.5, c);
            painter.line_segment([center - vec2(0.0, r * 0.5), center + vec2(0.0, r * 0.08)], bold);
            painter.circle_filled(center + vec2(0.0, r * 0.48), 1.0, ground);
        }
        Status::Approved => {
            painter.circle_filled(center, r + 0.5, c);
            let points = vec![
                center + vec2(-r * 0.46, r * 0.02),
                center + vec2(-r * 0.12, r * 0.36),
                center + vec2(r * 0.48, -r * 0.34),
            ];
            painter.line(points, bold);
        }
        Status::OnHold => {
            painter.circle_filled(center, r + 0.5, c);
            for x in [-r * 0.3, r * 0.3] {
                painter.line_segment([center + vec2(x, -r * 0.4), center + vec2(x, r * 0.4)], bold);
            }
        }
        Status::Skipped => {
            painter.circle_stroke(center, r, Stroke::new(1.0, c.gamma_multiply(0.8)));
            painter.line_segment([center - vec2(r * 0.42, 0.0), center + vec2(r * 0.42, 0.0)], Stroke::new(1.25, c));
        }
    }
}

fn pie(painter: &Painter, center: Pos2, radius: f32, color: Color32) {
    let mut points = vec![center];
    points.extend((0..=16).map(|i| {
        let angle = -std::f32::consts::FRAC_PI_2 + std::f32::consts::PI * (i as f32 / 16.0);
        pos2(center.x + radius * angle.cos(), center.y + radius * angle.sin())
    }));
    painter.add(egui::Shape::convex_polygon(points, color, Stroke::NONE));
}

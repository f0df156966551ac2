//! A month to choose a day from.

use super::{Theme, dates, focus::focus_ring, font, icon, size};
use egui::{
    Align2, Color32, CursorIcon, Id, Popup, PopupCloseBehavior, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};
use rushes_domain::Date;

const DAY: f32 = 28.0;
const LETTERS: [&str; 7] = ["M", "T", "W", "T", "F", "S", "S"];

/// A button that opens a month; gives the day that was chosen.
pub fn day_button(ui: &mut Ui, name: &str, now: Option<Date>, today: Date) -> Option<Date> {
    let button = super::icon_button(ui, icon::CALENDAR_BLANK, name);
    let id = button.id.with("month");
    let mut chosen = None;
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).accessible_name(name).show(|ui| {
        chosen = month(ui, id, now, today);
        if chosen.is_some() {
            ui.close();
        }
    });
    chosen
}

/// The first day of the month `months` after a day's.
fn first_of(day: Date, months: i64) -> Date {
    let first = day.first_of_month();
    jiff::Span::new().try_months(months).ok().and_then(|s| first.checked_add(s).ok()).unwrap_or(first)
}

fn month(ui: &mut Ui, id: Id, now: Option<Date>, today: Date) -> Option<Date> {
    let theme = Theme::of(ui.ctx());
    let mut shown: i64 = ui.data(|d| d.get_temp(id)).unwrap_or(0);
    let first = first_of(now.unwrap_or(today), shown);
    ui.set_width(DAY * 7.0);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.horizontal(|ui| {
        if super::icon_button(ui, icon::CARET_LEFT, "The month before").clicked() {
            shown -= 1;
        }
        let (rect, _) = ui.allocate_exact_size(vec2(DAY * 5.0, size::CONTROL), Sense::hover());
        let words = dates::month(first);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, font::medium(size::BODY), theme.text);
        if super::icon_button(ui, icon::CARET_RIGHT, "The month after").clicked() {
            shown += 1;
        }
    });
    ui.horizontal(|ui| {
        for letter in LETTERS {
            let (rect, _) = ui.allocate_exact_size(vec2(DAY, 20.0), Sense::hover());
            ui.painter().text(rect.center(), Align2::CENTER_CENTER, letter, font::regular(size::LABEL), theme.weak);
        }
    });
    let before = i64::from(first.weekday().to_monday_zero_offset());
    let mut chosen = None;
    for week in 0..6 {
        let days = (0..7).map(|d| week * 7 + d - before);
        if week > 3 && days.clone().all(|d| d >= i64::from(first.days_in_month())) {
            break;
        }
        ui.horizontal(|ui| {
            for offset in days {
                let inside = (0..i64::from(first.days_in_month())).contains(&offset);
                let date = jiff::Span::new().try_days(offset).ok().and_then(|s| first.checked_add(s).ok());
                match date.filter(|_| inside) {
                    Some(date) if day(ui, date, now == Some(date), date == today, &theme).clicked() => {
                        chosen = Some(date);
                    }
                    Some(_) => {}
                    None => {
                        ui.allocate_exact_size(vec2(DAY, DAY), Sense::hover());
                    }
                }
            }
        });
    }
    ui.data_mut(|d| d.insert_temp(id, if chosen.is_some() { 0 } else { shown }));
    chosen
}

fn day(ui: &mut Ui, date: Date, on: bool, today: bool, theme: &Theme) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(DAY, DAY), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, date.to_string()));
    let inner = rect.shrink(1.0);
    let fill = match (on, response.hovered()) {
        (true, _) => theme.accent,
        (false, true) => theme.hover,
        (false, false) => Color32::TRANSPARENT,
    };
    let line = if today && !on { Stroke::new(1.0, theme.line_strong) } else { Stroke::NONE };
    ui.painter().rect(inner, size::RADIUS, fill, line, StrokeKind::Inside);
    if response.has_focus() {
        focus_ring(ui.painter(), inner.shrink(1.0), size::RADIUS, theme);
    }
    let weekend = date.weekday().to_monday_zero_offset() > 4;
    let ink = match (on, weekend) {
        (true, _) => theme.on_accent,
        (false, true) => theme.weak,
        (false, false) => theme.text,
    };
    let words = date.day().to_string();
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, font::tabular(size::SECONDARY), ink);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

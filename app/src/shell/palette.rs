//! The palette: find a page, a project or a deliverable by a few letters.

use crate::{
    kit::{self, Theme, font, icon, size},
    place::{Place, SettingsPage},
};
use egui::{Align2, Context, Id, Key, Modal, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};
use rushes_domain::State;

/// Results shown.
const MOST: usize = 12;

/// Something that can be found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Where it leads.
    pub place: Place,
    /// What it is called.
    pub title: String,
    /// What it belongs to.
    pub detail: String,
}

/// The palette while it is open.
pub struct Palette {
    query: String,
    all: Vec<Hit>,
    hits: Vec<Hit>,
    chosen: usize,
    fresh: bool,
}

impl Palette {
    /// Opens it on what a state holds.
    #[must_use]
    pub fn open(state: &State) -> Self {
        let all = everything(state);
        let hits = find(&all, "");
        Self { query: String::new(), all, hits, chosen: 0, fresh: true }
    }

    /// Paints it. The place that was chosen, if one was; `false` beside it when it is to be closed.
    pub fn ui(&mut self, ctx: &Context) -> (Option<Place>, bool) {
        let theme = Theme::of(ctx);
        let mut went = None;
        let area = Modal::default_area(Id::unique("palette area")).anchor(Align2::CENTER_TOP, vec2(0.0, 96.0));
        let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(12));
        let modal = Modal::new(Id::unique("palette")).area(area).frame(frame).backdrop_color(theme.scrim);
        let width = (ctx.content_rect().width() - 64.0).min(size::MEASURE);
        let shown = modal.show(ctx, |ui| {
            ui.set_width(width);
            let (up, down, enter) = ui.input_mut(|i| {
                let none = egui::Modifiers::NONE;
                (
                    i.consume_key(none, Key::ArrowUp),
                    i.consume_key(none, Key::ArrowDown),
                    i.consume_key(none, Key::Enter),
                )
            });
            let field = kit::search(ui, "Find", &mut self.query, "Find a deliverable, a project or a page", width);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            if field.changed() {
                self.hits = find(&self.all, &self.query);
                self.chosen = 0;
            }
            if down {
                self.chosen = (self.chosen + 1).min(self.hits.len().saturating_sub(1));
            }
            if up {
                self.chosen = self.chosen.saturating_sub(1);
            }
            if enter {
                went = self.hits.get(self.chosen).map(|h| h.place);
            }
            ui.add_space(size::GRID);
            ui.spacing_mut().item_spacing.y = 2.0;
            for (i, hit) in self.hits.iter().enumerate() {
                if line(ui, hit, i == self.chosen, &theme).clicked() {
                    went = Some(hit.place);
                }
            }
            if self.hits.is_empty() {
                ui.label(font::text("Nothing is called that here.", theme.weak));
            }
        });
        (went, went.is_none() && !shown.should_close())
    }
}

fn line(ui: &mut Ui, hit: &Hit, chosen: bool, theme: &Theme) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), Sense::click());
    let name = if hit.detail.is_empty() { hit.title.clone() } else { format!("{}, {}", hit.title, hit.detail) };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, if chosen { theme.selected } else { theme.hover });
    }
    let glyph = match hit.place {
        Place::Project(_) => icon::FOLDER,
        Place::Deliverable(..) => icon::CUBE,
        _ => icon::ARROW_RIGHT,
    };
    let at = pos2(rect.left() + 18.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON), theme.weak);
    let clip = Rect::from_min_max(rect.min, pos2(rect.right() - 180.0, rect.bottom()));
    ui.painter().with_clip_rect(clip).text(
        pos2(rect.left() + 36.0, rect.center().y),
        Align2::LEFT_CENTER,
        &hit.title,
        font::regular(size::BODY),
        theme.text,
    );
    let right = pos2(rect.right() - 10.0, rect.center().y);
    ui.painter().text(right, Align2::RIGHT_CENTER, &hit.detail, font::regular(size::SECONDARY), theme.weak);
    response
}

fn everything(state: &State) -> Vec<Hit> {
    let pages = [Place::Home, Place::MyWork, Place::Projects, Place::Reviews, Place::Team, Place::Activity(None)];
    let settings = SettingsPage::ALL.map(|page| Hit {
        place: Place::Settings(page),
        title: page.label().to_owned(),
        detail: "Settings".into(),
    });
    let page = |place: Place| Hit { place, title: place.title(state), detail: String::new() };
    let mut all: Vec<Hit> = pages.into_iter().map(page).collect();
    all.extend(settings);
    all.extend(state.projects.values().map(|p| Hit {
        place: Place::Project(p.id),
        title: p.name.clone(),
        detail: p.code.clone(),
    }));
    all.extend(state.deliverables().map(|d| Hit {
        place: Place::Deliverable(d.id, None),
        title: d.name.clone(),
        detail: state.projects.get(&d.project).map(|p| p.name.clone()).unwrap_or_default(),
    }));
    all
}

/// The best hits for a query, the best first.
#[must_use]
pub fn find(all: &[Hit], query: &str) -> Vec<Hit> {
    if query.trim().is_empty() {
        return all.iter().take(MOST).cloned().collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize)> = all
        .iter()
        .enumerate()
        .filter_map(|(i, hit)| {
            let text = format!("{} {}", hit.title, hit.detail);
            Some((pattern.score(Utf32Str::new(&text, &mut buffer), &mut matcher)?, i))
        })
        .collect();
    scored.sort_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
    scored.into_iter().take(MOST).map(|(_, i)| all[i].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(title: &str, detail: &str) -> Hit {
        Hit { place: Place::Home, title: title.into(), detail: detail.into() }
    }

    #[test]
    fn a_few_letters_find_the_nearest_name_first() {
        let all = [hit("Hero chair", "Lumen"), hit("Cherry tree", "Orchard"), hit("Team", "")];
        let found: Vec<_> = find(&all, "chr").into_iter().map(|h| h.title).collect();
        assert_eq!(found.first().map(String::as_str), Some("Cherry tree"));
        assert!(found.contains(&"Hero chair".to_owned()) && !found.contains(&"Team".to_owned()));
        assert_eq!(find(&all, "lumen")[0].title, "Hero chair", "the project's name counts too");
        assert!(find(&all, "zzz").is_empty());
    }
}

//! The palette: do or open anything by a few letters of its name. Finding runs beside the window.

mod finder;

pub use finder::{Hit, Target, at_first, find};

use crate::{
    commands::{self, Scene},
    jobs::settings::Recent,
    kit::{self, Theme, font, icon, size},
    place::Place,
};
use egui::{Align2, Context, Id, Key, Modal, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A query somebody has to answer.
pub struct Wanted {
    /// Which one: the answer comes back with it.
    pub generation: u64,
    /// The newest one, for giving up in time.
    pub newest: Arc<AtomicU64>,
    /// What was typed.
    pub query: String,
}

/// What the palette came to in a frame.
pub enum Outcome {
    /// It stays.
    Open,
    /// It goes.
    Closed,
    /// It goes, and this was chosen.
    Chosen(Target),
    /// It goes, and the texts are to be searched for this.
    Search(String),
}

/// What can be chosen in it.
#[derive(Clone, Copy)]
enum Choice {
    Hit(Target),
    /// To look in the texts for what was typed.
    Search,
}

/// What stands over the lines, and room under them, in points.
const ABOVE: f32 = 112.0;

/// The palette while it is open.
pub struct Palette {
    query: String,
    hits: Vec<Hit>,
    chosen: usize,
    /// The line that was in sight last.
    followed: usize,
    fresh: bool,
    /// The query typed last, and whether it still has to be asked.
    newest: Arc<AtomicU64>,
    ask: bool,
    /// The hits are of the query as it is now.
    answered: bool,
    /// Enter came before the answer: what is chosen by then is taken when it is here.
    hasty: bool,
}

impl Palette {
    /// Opens it on what was used last.
    #[must_use]
    pub fn open(scene: &Scene<'_>, recent: &[Recent]) -> Self {
        Self {
            query: String::new(),
            hits: at_first(scene, recent),
            chosen: 0,
            followed: 0,
            fresh: true,
            newest: Arc::default(),
            ask: false,
            answered: true,
            hasty: false,
        }
    }

    /// The query that has to be answered, once.
    pub fn take_wanted(&mut self) -> Option<Wanted> {
        std::mem::take(&mut self.ask).then(|| Wanted {
            generation: self.newest.load(Ordering::Relaxed),
            newest: Arc::clone(&self.newest),
            query: self.query.clone(),
        })
    }

    /// Takes an answer in; one to an older query is dropped.
    pub fn found(&mut self, generation: u64, hits: Vec<Hit>) {
        if generation == self.newest.load(Ordering::Relaxed) {
            self.hits = hits;
            // As far down as was gone meanwhile.
            self.chosen = self.chosen.min(self.lines().saturating_sub(1));
            self.answered = true;
        }
    }

    /// Paints it.
    pub fn ui(&mut self, ctx: &Context, scene: &Scene<'_>, recent: &[Recent]) -> Outcome {
        let theme = Theme::of(ctx);
        let mut chosen = self.hasty_choice();
        let tall = ctx.content_rect().height();
        let top = (tall * 0.1).min(96.0);
        let area = Modal::default_area(Id::unique("palette area")).anchor(Align2::CENTER_TOP, vec2(0.0, top));
        let frame = egui::Frame::popup(&ctx.global_style()).inner_margin(egui::Margin::same(12));
        let modal = Modal::new(Id::unique("palette")).area(area).frame(frame).backdrop_color(theme.scrim);
        let width = (ctx.content_rect().width() - 64.0).min(size::MEASURE);
        let shown = modal.show(ctx, |ui| {
            ui.set_width(width);
            let enter = self.keys(ui);
            let hint = "Find a deliverable, a project, a page or a command";
            let field = kit::search(ui, "Find", &mut self.query, hint, width);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            if field.changed() {
                self.typed(scene, recent);
            }
            // After what was typed in the same frame: a slow machine hands both over at once.
            if enter && self.answered {
                chosen = self.choice(self.chosen);
            } else if enter {
                self.hasty = true;
            }
            ui.add_space(size::GRID);
            ui.spacing_mut().item_spacing.y = 2.0;
            if self.query.trim().is_empty() && !recent.is_empty() {
                said(ui, font::caption("Used lately, and what can be done here", theme.weak));
            }
            if self.hits.is_empty() && self.answered {
                said(ui, font::text("Nothing is called that here.", theme.weak));
            }
            // In a low window the lines are scrolled, the one that the keys come to into sight.
            let moved = std::mem::replace(&mut self.followed, self.chosen) != self.chosen;
            let room = (tall - top - ABOVE).max(size::ROW * 2.0);
            kit::scroll(room).min_scrolled_height(room).show(ui, |ui| {
                for (i, hit) in self.hits.iter().enumerate() {
                    let line = line(ui, hit, i == self.chosen, &theme);
                    if moved && i == self.chosen {
                        line.scroll_to_me(None);
                    }
                    if line.clicked() {
                        chosen = Some(Choice::Hit(hit.target));
                    }
                }
                if let Some(text) = self.text() {
                    let search = Hit {
                        target: Target::Place(Place::Search),
                        title: format!("Search for \"{text}\""),
                        detail: "in all names, notes and comments".into(),
                        icon: icon::MAGNIFYING_GLASS,
                    };
                    let line = line(ui, &search, self.chosen == self.hits.len(), &theme);
                    if moved && self.chosen == self.hits.len() {
                        line.scroll_to_me(None);
                    }
                    if line.clicked() {
                        chosen = Some(Choice::Search);
                    }
                }
            });
        });
        match chosen {
            Some(Choice::Hit(target)) => Outcome::Chosen(target),
            Some(Choice::Search) => Outcome::Search(self.query.trim().to_owned()),
            None if shown.should_close() => Outcome::Closed,
            None => Outcome::Open,
        }
    }

    fn typed(&mut self, scene: &Scene<'_>, recent: &[Recent]) {
        self.newest.fetch_add(1, Ordering::Relaxed);
        self.hasty = false;
        self.ask = !self.query.trim().is_empty();
        self.answered = !self.ask;
        self.chosen = 0;
        if self.answered {
            self.hits = at_first(scene, recent);
        }
    }

    /// What was typed, if anything was: it can be looked for in all texts.
    fn text(&self) -> Option<&str> {
        Some(self.query.trim()).filter(|t| !t.is_empty())
    }

    /// How many lines there are to choose from: behind the hits the search in the texts.
    fn lines(&self) -> usize {
        self.hits.len() + usize::from(self.text().is_some())
    }

    fn choice(&self, line: usize) -> Option<Choice> {
        let hit = self.hits.get(line).map(|h| Choice::Hit(h.target));
        hit.or_else(|| (line < self.lines()).then_some(Choice::Search))
    }

    fn hasty_choice(&mut self) -> Option<Choice> {
        if self.hasty && self.answered {
            self.hasty = false;
            return self.choice(self.chosen);
        }
        None
    }

    /// Moves the mark; says whether Enter was pressed.
    fn keys(&mut self, ui: &Ui) -> bool {
        let steps = kit::steps(ui.ctx(), &kit::UP_AND_DOWN);
        // Before there is an answer, nobody knows where its end is.
        let lines = if self.answered { self.lines() } else { usize::MAX };
        self.chosen = kit::walked(Some(self.chosen), &steps, lines).unwrap_or(0);
        ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Enter))
    }
}

/// Words between the lines, as far in as these.
fn said(ui: &mut Ui, words: egui::RichText) {
    ui.horizontal(|ui| {
        ui.add_space(10.0);
        ui.label(words);
    });
}

fn line(ui: &mut Ui, hit: &Hit, chosen: bool, theme: &Theme) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 32.0), Sense::click());
    let name = if hit.detail.is_empty() { hit.title.clone() } else { format!("{}, {}", hit.title, hit.detail) };
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &name));
    if chosen || response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, if chosen { theme.selected } else { theme.hover });
    }
    let glyph = match hit.target {
        Target::Place(Place::Deliverable(..)) => icon::CUBE,
        _ => hit.icon,
    };
    let at = pos2(rect.left() + 18.0, rect.center().y);
    ui.painter().text(at, Align2::CENTER_CENTER, glyph, font::icons(size::ICON), theme.weak);
    let keys = match hit.target {
        Target::Command(id) => commands::called(id).map(|c| c.keys_shown(ui.ctx())).unwrap_or_default(),
        Target::Place(_) => String::new(),
    };
    let detail = if keys.is_empty() { hit.detail.as_str() } else { keys.as_str() };
    let clip = Rect::from_min_max(rect.min, pos2(rect.right() - 180.0, rect.bottom()));
    ui.painter().with_clip_rect(clip).text(
        pos2(rect.left() + 36.0, rect.center().y),
        Align2::LEFT_CENTER,
        &hit.title,
        font::regular(size::BODY),
        theme.text,
    );
    let right = pos2(rect.right() - 10.0, rect.center().y);
    ui.painter().text(right, Align2::RIGHT_CENTER, detail, font::regular(size::SECONDARY), theme.weak);
    response
}

//! The sidebar: studios, pages, projects at hand; long work at its foot.

use super::{toasts::Toasts, tray};
use crate::{
    actions::{Action, Cx},
    commands::{self, Scene, menu},
    kit::{self, Theme, font, icon, size},
    place::Place,
};
use egui::{Align2, CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use rushes_domain::{ProjectId, State, StudioId};
use unicode_segmentation::UnicodeSegmentation;

/// What the sidebar needs beyond what views are given.
pub struct Around<'a> {
    /// Icons only.
    pub narrow: bool,
    /// Studios of this home.
    pub studios: &'a [(StudioId, String)],
    /// The program's own version, for the foot.
    pub version: &'static str,
}

/// How many projects are shown as used lately.
const RECENT: usize = 5;

/// Counts beside pages.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Counts {
    /// Stages that wait for this person today.
    pub today: usize,
    /// Stages that wait for a decision.
    pub in_review: usize,
    /// Fields set twice at once, and names that two have.
    pub conflicts: usize,
}

/// The counts of a state. Walks everything: once per snapshot.
#[must_use]
pub fn counts(state: &State, me: rushes_domain::PersonId, today: rushes_domain::Date) -> Counts {
    let work = rushes_domain::mywork::of_person(state, me, today);
    Counts {
        today: work.iter().filter(|w| w.bucket == rushes_domain::mywork::Bucket::Today).count(),
        in_review: state.live().flat_map(|d| &d.stages).filter(|s| s.is_in_review()).count(),
        conflicts: rushes_domain::conflict::all(state).count() + state.twins().len() + state.studio.twins().len(),
    }
}

/// The pages that are always there, by their commands, the foot's apart.
const PAGES: [&str; 7] = ["go.home", "go.work", "go.projects", "go.reviews", "go.team", "go.activity", "go.search"];

/// How much of the sidebar the messages take at most.
const MESSAGES: f32 = 0.55;

/// Paints it, messages over the long work where they are shown here. Gives the line of the page one is on.
pub fn ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    around: &Around<'_>,
    counts: Counts,
    messages: Option<&mut Toasts>,
) -> Option<egui::Response> {
    let mut here = None;
    ui.spacing_mut().item_spacing.y = 2.0;
    studio_switcher(ui, cx, around);
    ui.add_space(size::GAP);
    let foot = ITEM + size::GAP + tray::height(cx, around.narrow, ITEM);
    let room = (ui.available_height() - foot).max(0.0);
    let said = messages.as_ref().map_or(0.0, |m| m.height(ui, room * MESSAGES));
    let room = room - said;
    egui::ScrollArea::vertical().id_salt("pages").max_height(room).auto_shrink(false).show(ui, |ui| {
        // Only while there are some: most days there are none.
        let conflicts = (counts.conflicts > 0 || cx.place == Place::Conflicts).then_some("go.conflicts");
        for id in PAGES.into_iter().chain(conflicts) {
            here = page(ui, cx, id, counts, around).or(here.take());
        }
        if !around.narrow {
            projects(ui, cx);
        }
    });
    ui.add_space(size::GAP - 2.0);
    if let Some(messages) = messages {
        messages.stack(ui, said, cx.actions);
    }
    // Over the foot's page: what ends moves nothing under the pointer.
    if around.narrow && !cx.tray.is_empty() {
        let words = format!("{} at work", cx.tray.len());
        let look = Look { on: false, fill: false, narrow: true };
        let line = item(ui, icon::HOURGLASS, (&words, ""), cx.tray.len(), look);
        tray::menu(&line, cx);
    } else {
        tray::ui(ui, cx);
    }
    let settings = page(ui, cx, "go.settings", counts, around);
    here.or(settings)
}

/// The line of a page, by its command. Gives it where it is the page one is on.
fn page(ui: &mut Ui, cx: &mut Cx<'_>, id: &str, counts: Counts, around: &Around<'_>) -> Option<egui::Response> {
    let command = commands::called(id)?;
    let scene = Scene { place: cx.place, snapshot: cx.snapshot, menu: false };
    let Some(Action::Go(place)) = command.action(&scene) else { return None };
    let count = match place {
        Place::MyWork => counts.today,
        Place::Reviews => counts.in_review,
        Place::Conflicts => counts.conflicts,
        _ => 0,
    };
    let trail = cx.place.trail(&cx.snapshot.state);
    let root = trail.first().copied();
    // The pages of the settings share one line.
    let on =
        root == Some(place) || matches!((root, place), (Some(Place::Settings(_) | Place::Storage), Place::Settings(_)));
    // A project at hand has a line of its own below.
    let (favourites, recent) = at_hand(cx);
    let below = !around.narrow
        && trail.iter().filter_map(|p| p.project()).any(|p| favourites.contains(&p) || recent.contains(&p));
    let words = place.title(&cx.snapshot.state);
    let keys = command.keys_shown(ui.ctx());
    let look = Look { on, fill: on && !below, narrow: around.narrow };
    let response = item(ui, command.icon, (&words, &keys), count, look);
    if response.clicked() {
        cx.go(place);
    }
    on.then_some(response)
}

fn studio_switcher(ui: &mut Ui, cx: &mut Cx<'_>, around: &Around<'_>) {
    let theme = cx.theme;
    let name = cx.snapshot.state.studio.name.clone();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 36.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Studio {name}")));
    if response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, theme.hover);
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(2.0), size::RADIUS, theme);
    }
    let tile = Rect::from_center_size(
        pos2(if around.narrow { rect.center().x } else { rect.left() + 20.0 }, rect.center().y),
        vec2(24.0, 24.0),
    );
    ui.painter().rect_filled(tile, size::RADIUS, theme.accent);
    let letter = name.graphemes(true).next().unwrap_or_default().to_uppercase();
    ui.painter().text(tile.center(), Align2::CENTER_CENTER, letter, font::display(13.0), theme.on_accent);
    if !around.narrow {
        let left = tile.right() + 10.0;
        let room = rect.right() - 26.0 - left;
        let words = kit::elided(ui.painter(), &name, font::semibold(size::BODY), theme.text, room);
        ui.painter().galley(pos2(left, rect.center().y - words.size().y * 0.5), words, theme.text);
        let at = pos2(rect.right() - 14.0, rect.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, icon::CARET_UP_DOWN, font::icons(13.0), theme.weak);
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    kit::menu(&response).accessible_name("Studios").show(|ui| {
        ui.set_min_width(220.0);
        for (id, name) in around.studios {
            let here = *id == cx.snapshot.state.studio.id;
            // The one that is open may be called otherwise since it was opened.
            let name = if here { &cx.snapshot.state.studio.name } else { name };
            if kit::menu_item(ui, Some(icon::BUILDINGS), name, here).clicked() && !here {
                cx.actions.push(Action::OpenStudio(*id));
            }
        }
        kit::menu_divider(ui);
        menu::of_page(ui, cx, &["make.studio", "go.storage"]);
    });
}

/// Height of the line of a page.
const ITEM: f32 = 32.0;

/// How the line of a page looks.
#[derive(Clone, Copy)]
struct Look {
    /// One is there, or on a page under it.
    on: bool,
    /// It has the ground of where one is.
    fill: bool,
    /// Its icon alone.
    narrow: bool,
}

fn item(ui: &mut Ui, glyph: &str, (words, keys): (&str, &str), count: usize, look: Look) -> egui::Response {
    let Look { on, fill, narrow } = look;
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ITEM), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, words));
    let fill = match (fill, response.hovered()) {
        (true, _) => theme.pressed,
        (false, true) => theme.hover,
        (false, false) => egui::Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, size::RADIUS, fill);
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(2.0), size::RADIUS, &theme);
    }
    let ink = if on { theme.text } else { theme.weak };
    let x = if narrow { rect.center().x } else { rect.left() + 18.0 };
    let family = if on { font::icons_fill(size::ICON + 2.0) } else { font::icons(size::ICON + 2.0) };
    let glyph_ink = if on { theme.link } else { ink };
    ui.painter().text(pos2(x, rect.center().y), Align2::CENTER_CENTER, glyph, family, glyph_ink);
    if narrow {
        if count > 0 {
            ui.painter().circle_filled(pos2(x + 10.0, rect.center().y - 8.0), 3.0, theme.link);
        }
        return response
            .on_hover_text(format!("{words}   {keys}").trim_end())
            .on_hover_cursor(CursorIcon::PointingHand);
    }
    let font = if on { font::medium(size::BODY) } else { font::regular(size::BODY) };
    let ink = if on { theme.text } else { theme.text.gamma_multiply(0.88) };
    let clip = Rect::from_min_max(rect.min, pos2(rect.right() - if count > 0 { 34.0 } else { 8.0 }, rect.bottom()));
    let painter = ui.painter().with_clip_rect(clip);
    painter.text(pos2(rect.left() + 36.0, rect.center().y), Align2::LEFT_CENTER, words, font, ink);
    if count > 0 {
        let right = pos2(rect.right() - 8.0, rect.center().y);
        kit::paint_badge(ui.painter(), right, count, theme.pressed, theme.text);
    }
    response.on_hover_cursor(CursorIcon::PointingHand)
}

/// The person's favourites, and what they looked at lately.
fn at_hand(cx: &Cx<'_>) -> (Vec<ProjectId>, Vec<ProjectId>) {
    let personal = &cx.snapshot.state.personal;
    let recent = personal.recent().filter(|p| !personal.favourites.contains_key(p)).take(RECENT);
    (personal.at_hand(), recent.collect())
}

fn projects(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (favourites, recent) = at_hand(cx);
    let groups = [("Favourites", favourites), ("Recent", recent)];
    for (title, ids) in groups {
        let found: Vec<_> = ids
            .into_iter()
            .filter_map(|id| cx.snapshot.state.projects.get(&id).filter(|p| !p.archived).cloned())
            .collect();
        if found.is_empty() {
            continue;
        }
        ui.add_space(size::GAP_WIDE);
        ui.horizontal(|ui| {
            ui.add_space(10.0);
            ui.label(font::caption(title, cx.theme.weak));
        });
        ui.add_space(2.0);
        for project in found {
            let on = cx.place.trail(&cx.snapshot.state).iter().any(|p| p.project() == Some(project.id));
            let response = ui.push_id(project.id, |ui| project_item(ui, &project, on)).inner;
            if response.clicked() {
                cx.go(Place::Project(project.id));
            }
            let commands = ["this.open", "project.activity", "project.settings", "project.keep", "project.drop"];
            kit::context_menu(&response, |ui| menu::about(ui, cx, Place::Project(project.id), &commands));
        }
    }
}

fn project_item(ui: &mut Ui, project: &rushes_domain::Project, on: bool) -> egui::Response {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 28.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &project.name));
    if on || response.hovered() {
        ui.painter().rect_filled(rect, size::RADIUS, if on { theme.pressed } else { theme.hover });
    }
    if response.has_focus() {
        kit::focus_ring(ui.painter(), rect.shrink(2.0), size::RADIUS, &theme);
    }
    let code = ui.painter().layout_no_wrap(project.code.clone(), font::medium(size::LABEL), theme.weak);
    let left = rect.left() + 10.0;
    let font = if on { font::medium(size::BODY) } else { font::regular(size::BODY) };
    let room = rect.right() - code.size().x - 16.0 - left;
    let name = kit::elided(ui.painter(), &project.name, font, theme.text, room);
    ui.painter().galley(pos2(left, rect.center().y - name.size().y * 0.5), name, theme.text);
    let at = pos2(rect.right() - code.size().x - 8.0, rect.center().y - code.size().y * 0.5);
    ui.painter().galley(at, code, theme.weak);
    response.on_hover_cursor(CursorIcon::PointingHand)
}

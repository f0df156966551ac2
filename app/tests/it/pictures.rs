//! Pictures of pages that look the same on every day, beside those under `tests/snapshots`: what moved or lost its
//! colour shows here. After a change that is meant: `UPDATE_SNAPSHOTS=1 cargo test -p rushes --test it pictures`.

use crate::desk::Desk;
use egui_kittest::kittest::Queryable;
use rushes::{
    actions::Action,
    place::{Place, SettingsPage},
};
use rushes_domain::{Command, DeliverableId, StageTarget, Status};

fn picture(desk: &mut Desk, place: Place, name: &str) {
    desk.harness.state_mut().act(Action::Go(place));
    if let Place::Project(id) | Place::Board(id) = place {
        let listed = |d: &Desk| d.harness.state().snapshot().is_some_and(|s| s.state.personal.opened.contains_key(&id));
        desk.wait("the project among those opened lately", listed);
    }
    // Until what hovers and fades has come to rest.
    desk.steps(12);
    let mut image = desk.harness.render().unwrap();
    // A person's colour follows from their id, which is another in each studio.
    let disc = desk.harness.get_by_label("Ana Ruiz, admin").rect();
    for (x, y, pixel) in image.enumerate_pixels_mut() {
        if disc.contains(egui::pos2(x as f32, y as f32)) {
            *pixel = image::Rgba([128, 128, 128, 255]);
        }
    }
    // Another rasteriser may round a few edges otherwise.
    let options = egui_kittest::SnapshotOptions::new().max_failed_pixels(64);
    egui_kittest::image_snapshot_options(&image, name, &options);
}

#[test]
fn empty_pages_say_what_goes_there() {
    let mut desk = Desk::sized(1024.0, 700.0);
    picture(&mut desk, Place::Projects, "projects-empty-dark");
    desk.harness.state_mut().act(Action::ToggleTheme);
    picture(&mut desk, Place::MyWork, "mywork-empty-light");
}

#[test]
fn a_project_stands_in_its_table_and_on_its_board() {
    let mut desk = Desk::sized(1024.0, 700.0);
    let project = desk.project();
    let ids: Vec<DeliverableId> =
        ["Hero chair", "Side table", "Lamp"].map(|name| desk.deliverable(project, name)).into();
    let stage = desk.snapshot().state.deliverable(ids[0]).unwrap().stages[0].id;
    let begin = Command::SetStageStatus {
        target: StageTarget { deliverable: ids[0], stage },
        status: Status::InProgress,
        force: false,
        reason: String::new(),
        event: rushes_domain::EventId::new(rushes_store::fresh()),
    };
    desk.session.store.submit(begin).unwrap();
    desk.wait("the start", |d| {
        let snapshot = d.harness.state().snapshot().unwrap();
        snapshot.state.deliverable(ids[0]).is_some_and(|d| d.stages[0].status == Status::InProgress)
    });
    picture(&mut desk, Place::Project(project), "table-dark");
    desk.harness.state_mut().act(Action::ToggleTheme);
    picture(&mut desk, Place::Board(project), "board-light");
}

#[test]
fn the_settings_show_a_pipeline() {
    let mut desk = Desk::sized(1024.0, 700.0);
    picture(&mut desk, Place::Settings(SettingsPage::Pipelines), "pipelines-dark");
}

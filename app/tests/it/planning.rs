//! Settings, a project's own page, custom fields and pipelines, by accessible names.

use crate::desk::Desk;
use egui::Key;
use egui_kittest::kittest::Queryable;
use rushes::{
    actions::Action,
    place::{Place, SettingsPage},
};
use rushes_domain::{
    Command, Decimal, Field, FieldId, FieldKind, FieldOf, FieldOption, FieldValue, OptionId, Pipeline,
};

fn go(desk: &mut Desk, place: Place) {
    desk.harness.state_mut().act(Action::Go(place));
    desk.steps(3);
}

/// Presses the control of this name that is nearest to the end of the page: one in a menu, say.
fn press_last(desk: &mut Desk, name: &str) {
    // Avatars are called like the lines that choose people.
    let node = desk.harness.query_all_by_role_and_label(egui::accesskit::Role::Button, name).last().unwrap();
    node.click();
    desk.steps(3);
}

#[test]
fn a_choice_is_made_in_the_settings_and_chosen_on_a_deliverable() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    go(&mut desk, Place::Settings(SettingsPage::Fields));
    desk.click("Make the first field");
    desk.type_into("Name", "Finish");
    desk.click("Takes");
    press_last(&mut desk, "Choice");
    for option in ["Matte", "Gloss"] {
        desk.type_into("New option", option);
        desk.click("Add the option");
    }
    desk.click("Make the field");
    desk.wait("the field", |d| d.snapshot().state.studio.fields.len() == 1);
    let field = desk.snapshot().state.studio.fields_of(FieldOf::Deliverable)[0].clone();
    assert_eq!((field.name.as_str(), field.kind, field.offered().count()), ("Finish", FieldKind::Choice, 2));

    go(&mut desk, Place::Deliverable(id, None));
    desk.click("Finish");
    desk.click("Gloss");
    let gloss = field.option_called("Gloss").unwrap().id;
    desk.wait("the value", |d| {
        d.snapshot().state.deliverable(id).unwrap().field(&field) == Some(FieldValue::Choice(gloss))
    });

    // Another name, another order of the options, and out of sight.
    go(&mut desk, Place::Settings(SettingsPage::Fields));
    desk.click("Edit Finish");
    desk.harness.get_by_label("Move Gloss").focus();
    desk.steps(1);
    desk.harness.key_press(Key::ArrowUp);
    desk.steps(2);
    desk.click("Save the field");
    desk.wait("the order", |d| {
        let names: Vec<_> = d.snapshot().state.studio.fields[&field.id].offered().map(|o| o.name.clone()).collect();
        names == ["Gloss", "Matte"]
    });
    desk.click("More about Finish");
    desk.click("Archive");
    desk.wait("the archive", |d| d.snapshot().state.studio.fields[&field.id].archived);
}

#[test]
fn a_projects_page_shows_its_progress_and_is_edited_in_place() {
    let mut desk = Desk::new();
    let project = desk.project();
    desk.deliverable(project, "Hero chair");
    go(&mut desk, Place::Project(project));
    desk.wait("progress", |d| d.sees("Modeling: 0 of 1 approved"));
    desk.click("Settings of the project");
    assert_eq!(desk.harness.state().place(), Place::ProjectSettings(project));
    desk.type_into("Client or brand", " & Sons");
    desk.harness.key_press(Key::Enter);
    desk.wait("the client", |d| d.snapshot().state.projects[&project].client == "Orchard & Sons");
    desk.type_into("Due", "someday");
    desk.harness.key_press(Key::Enter);
    desk.wait("the refusal", |d| d.sees("is not a day"));
    assert_eq!(desk.snapshot().state.projects[&project].due, None);
    desk.click("Delete the project");
    desk.wait("it is gone", |d| d.snapshot().state.projects.is_empty());
    assert_eq!(desk.harness.state().place(), Place::Projects);
    desk.click("Deleted (1)");
    desk.click("Project Lumen, LUM, deleted");
    desk.wait("it is back", |d| d.snapshot().state.projects.contains_key(&project));
}

#[test]
fn a_pipeline_in_use_is_changed_with_a_preview_as_one_step() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let template: Pipeline = desk.snapshot().state.studio.pipelines.values().next().cloned().unwrap();
    go(&mut desk, Place::Settings(SettingsPage::Pipelines));
    desk.click(&format!("Edit {}", template.name));
    assert_eq!(desk.harness.state().place(), Place::Pipeline(template.id));
    desk.click("Remove Retouch");
    desk.type_into("Name of the next stage", "Delivery");
    desk.click("Add the stage");
    // A circle is told at once, by name, and cannot be saved.
    desk.click("Needs of Modeling");
    press_last(&mut desk, "Texturing");
    desk.harness.key_press(Key::Escape);
    desk.steps(2);
    assert!(desk.sees("Modeling → Texturing → Modeling"), "the circle is named");
    desk.click("Needs of Modeling");
    press_last(&mut desk, "Texturing");
    desk.harness.key_press(Key::Escape);
    desk.steps(2);
    assert!(desk.sees("Every stage can be reached"));
    desk.click("Save");
    assert!(desk.sees("What becomes of existing deliverables?"));
    assert!(desk.sees("Hero chair: added Delivery; kept 6; dropped Retouch"));
    assert_eq!(desk.snapshot().state.studio.pipelines[&template.id], template, "nothing was done yet");
    desk.click("Save and change 1 deliverable");
    desk.wait("the change", |d| {
        let snapshot = d.snapshot();
        let stages: Vec<String> =
            snapshot.state.deliverable(id).unwrap().stages.iter().map(|s| s.name.clone()).collect();
        stages.last().map(String::as_str) == Some("Delivery") && !stages.contains(&"Retouch".to_owned())
    });
    assert_eq!(desk.snapshot().state.studio.pipelines[&template.id].stages.len(), 7);
}

#[test]
fn a_deliverable_is_duplicated_and_estimated_on_its_page() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    go(&mut desk, Place::Deliverable(id, None));
    desk.type_into("Estimate", "1.5h");
    desk.harness.key_press(Key::Enter);
    desk.wait("the estimate", |d| d.snapshot().state.deliverable(id).unwrap().stages[0].estimate == Some(90));
    desk.wait("it in the activity", |d| d.sees("Ana Ruiz estimated Hero chair"));
    desk.click("More about the deliverable");
    desk.click("Duplicate…");
    assert_eq!(desk.value("Name of the copy"), "Hero chair copy");
    desk.click("Make the copy");
    desk.wait("the copy", |d| d.snapshot().state.of_project(project).count() == 2);
    desk.wait("its page", |d| matches!(d.harness.state().place(), Place::Deliverable(other, _) if other != id));
}

#[test]
fn every_kind_of_field_has_an_editor_of_its_own() {
    let mut desk = Desk::new();
    let project = desk.project();
    let id = desk.deliverable(project, "Hero chair");
    let mut fields = Vec::new();
    for (order, kind) in (1i64..).zip(FieldKind::ALL) {
        let option = |n: u8, name: &str| FieldOption {
            id: OptionId::new([n; 16]),
            name: name.into(),
            order: i64::from(n),
            removed: false,
        };
        let options = match kind {
            FieldKind::Choice => vec![option(1, "Oak"), option(2, "Ash")],
            FieldKind::MultiChoice => vec![option(3, "Front"), option(4, "Side")],
            _ => Vec::new(),
        };
        let (of, name) = (FieldOf::Deliverable, format!("The {}", kind.word()));
        let field = Field { id: FieldId::new([order as u8; 16]), name, kind, of, order, archived: false, options };
        desk.session.store.submit(Command::DefineField(field.clone())).unwrap();
        fields.push(field);
    }
    go(&mut desk, Place::Deliverable(id, None));
    for (kind, text) in
        [("text", "glossy"), ("number", "12.5"), ("date", "1 Mar 2030"), ("url", "https://example.test/brief")]
    {
        desk.wait("the field", |d| d.harness.query_by_label(&format!("The {kind}")).is_some());
        desk.type_into(&format!("The {kind}"), text);
        desk.harness.key_press(Key::Enter);
        desk.steps(2);
    }
    desk.click("The checkbox");
    for (kind, choice) in [("choice", "Ash"), ("multi_choice", "Side"), ("person", "Ana Ruiz")] {
        desk.click(&format!("The {kind}"));
        press_last(&mut desk, choice);
        desk.harness.key_press(Key::Escape);
        desk.steps(2);
    }
    let me = desk.session.store.me().person;
    let wanted = [
        FieldValue::Text("glossy".into()),
        FieldValue::Number(Decimal(12_500_000)),
        FieldValue::Date("2030-03-01".parse().unwrap()),
        FieldValue::Choice(OptionId::new([2; 16])),
        FieldValue::MultiChoice([OptionId::new([4; 16])].into()),
        FieldValue::Checkbox(true),
        FieldValue::Url("https://example.test/brief".into()),
        FieldValue::Person(me),
    ];
    desk.wait("every value", |d| {
        let deliverable = d.snapshot().state.deliverable(id).cloned().unwrap();
        fields.iter().zip(&wanted).all(|(f, v)| deliverable.field(f).as_ref() == Some(v))
    });
    // A day from the month, and what cannot be read.
    desk.click("Choose a day for The date");
    desk.click("2030-03-09");
    desk.wait("the day", |d| {
        let value = d.snapshot().state.deliverable(id).unwrap().field(&fields[2]);
        value == Some(FieldValue::Date("2030-03-09".parse().unwrap()))
    });
    desk.type_into("The number", "x");
    desk.harness.key_press(Key::Enter);
    desk.wait("the reason", |d| d.sees("is not a number"));
}

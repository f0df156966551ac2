//! Which columns there are, in what order, and how wide.

use super::model::StageColumn;
use crate::kit::{icon, size};
use rushes_domain::{ColumnId, ColumnSettings, Field, FieldKind, FieldOf, GroupBy, Studio, ViewSettings};

/// Narrowest column of a stage: icon, initials, round, badge.
const STAGE_LEAST: f32 = 92.0;
/// Stage columns from this width on have room for the longest word, initials, round and badge.
pub(super) const WORDS_FROM: f32 = 168.0;
/// Widest column of a stage.
const STAGE_MOST: f32 = 220.0;
/// A letter of a field's title, about, and what is around the title; wider titles are cut.
const LETTER: f32 = 6.4;
const TITLE: f32 = 18.0;
const TITLE_MOST: f32 = 180.0;
/// What columns of texts grow by where there is room.
const TEXT_MORE: f32 = 160.0;
/// Narrowest column of names that was not set so.
const NAME_LEAST: f32 = 160.0;
/// What share of the table names may take where the other columns have to be scrolled for.
const NAME_SHARE: f32 = 0.4;
/// No column is set narrower or wider than this.
pub(super) const WIDTHS: std::ops::RangeInclusive<f32> = 56.0..=900.0;

/// A column of the table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) id: ColumnId,
    pub(super) title: String,
    pub(super) hidden: bool,
    /// Numbers and days stand at the right.
    pub(super) right: bool,
    /// Left edge, in points from the table's left edge, and width.
    pub(super) left: f32,
    pub(super) width: f32,
    /// Place among the stages, where it is one.
    pub(super) stage: Option<usize>,
    pub(super) field: Option<Field>,
}

impl Column {
    pub(super) fn right_edge(&self) -> f32 {
        self.left + self.width
    }

    /// Whether a person can write into it.
    pub(super) fn is_editable(&self) -> bool {
        !matches!(self.id, ColumnId::Progress | ColumnId::Estimate | ColumnId::Feedback | ColumnId::Other(_))
    }

    /// Whether the stage column has room for words.
    pub(super) fn has_words(&self) -> bool {
        self.width >= WORDS_FROM
    }

    /// The mark of its kind, for lists of columns.
    pub(super) fn glyph(&self) -> &'static str {
        match &self.id {
            ColumnId::Stage(_) => icon::STACK,
            ColumnId::Field(_) => icon::TAG,
            _ => icon::COLUMNS,
        }
    }
}

/// All columns in the order of the settings; hidden ones too. Names come first and stay.
pub(super) fn all(studio: &Studio, stages: &[StageColumn], settings: &ViewSettings) -> Vec<Column> {
    let mut columns = at_first(studio, stages);
    for column in &mut columns {
        if let Some(set) = settings.column(&column.id) {
            column.hidden = set.hidden;
            column.width = set.width.map_or(0.0, f32::from);
        }
    }
    let place = |c: &Column| settings.columns.iter().position(|s| s.id == c.id).unwrap_or(usize::MAX);
    columns.sort_by_key(|c| (c.id != ColumnId::Name, place(c)));
    if let Some(name) = columns.first_mut() {
        name.hidden = false;
    }
    columns
}

fn at_first(studio: &Studio, stages: &[StageColumn]) -> Vec<Column> {
    let one = |id: ColumnId, title: &str, hidden: bool| {
        let right = matches!(id, ColumnId::Due | ColumnId::Progress | ColumnId::Estimate | ColumnId::Feedback);
        Column { id, title: title.to_owned(), hidden, right, left: 0.0, width: 0.0, stage: None, field: None }
    };
    let mut columns = vec![
        one(ColumnId::Name, "Name", false),
        one(ColumnId::Kind, "Type", false),
        one(ColumnId::Priority, "Priority", false),
        one(ColumnId::Due, "Due", false),
        one(ColumnId::Progress, "Progress", true),
        one(ColumnId::Estimate, "Estimate", true),
        one(ColumnId::Feedback, "Feedback", true),
    ];
    for (index, (def, name)) in stages.iter().enumerate() {
        columns.push(Column { stage: Some(index), ..one(ColumnId::Stage(*def), name, false) });
    }
    for field in studio.fields_of(FieldOf::Deliverable) {
        let right = matches!(field.kind, FieldKind::Number | FieldKind::Date);
        columns.push(Column {
            right,
            field: Some(field.clone()),
            ..one(ColumnId::Field(field.id), &field.name, false)
        });
    }
    columns.push(one(ColumnId::Description, "Description", true));
    columns
}

/// The columns that are shown, laid out over a width. `names` is what the longest name needs.
pub(super) fn lay(mut columns: Vec<Column>, width: f32, names: f32) -> Vec<Column> {
    columns.retain(|c| !c.hidden);
    let name_set = columns.first().is_some_and(|c| c.width > 0.0);
    let mut taken = 0.0;
    let mut stages = 0;
    let texts: Vec<ColumnId> = columns.iter().filter(|c| c.width == 0.0 && is_text(c)).map(|c| c.id.clone()).collect();
    for column in &mut columns {
        if column.width > 0.0 {
            column.width = column.width.clamp(*WIDTHS.start(), *WIDTHS.end());
        } else {
            column.width = match &column.id {
                ColumnId::Name | ColumnId::Stage(_) | ColumnId::Other(_) => 0.0,
                ColumnId::Kind => 96.0,
                ColumnId::Due => 124.0,
                ColumnId::Priority => 92.0,
                ColumnId::Feedback => 84.0,
                ColumnId::Progress => 104.0,
                ColumnId::Estimate => 92.0,
                ColumnId::Description => 240.0,
                ColumnId::Field(_) => {
                    let own = column.field.as_ref().map_or(120.0, |f| field_width(f.kind));
                    own.max((column.title.chars().count() as f32 * LETTER + TITLE).min(TITLE_MOST)).ceil()
                }
            };
            if column.width == 0.0 && column.id != ColumnId::Name {
                stages += 1;
            }
        }
        taken += column.width;
    }
    // Names have the room that marks alone leave, as far as they need it, and the first look whatever else is there.
    let stages = stages as f32;
    let free = width - size::PAGE - taken;
    if let Some(name) = columns.first_mut().filter(|_| !name_set) {
        let most = (free - stages * STAGE_LEAST).max(width * NAME_SHARE).clamp(NAME_LEAST, *WIDTHS.end());
        name.width = names.clamp(NAME_LEAST, most).floor();
    }
    let spare = if name_set { free } else { free - columns.first().map_or(0.0, |c| c.width) };
    let share = if stages == 0.0 { 0.0 } else { spare / stages };
    // Without room for words, marks do not spread over a wide table.
    let most = if share >= WORDS_FROM { STAGE_MOST } else { WORDS_FROM - 1.0 };
    let stage = share.clamp(STAGE_LEAST, most).floor();
    let left_over = (spare - stage * stages).max(0.0);
    // Then texts have what they may need.
    let more = (left_over / texts.len().max(1) as f32).min(TEXT_MORE).floor();
    let mut left = 0.0;
    for column in &mut columns {
        if column.width == 0.0 {
            column.width = stage;
        }
        if texts.contains(&column.id) {
            column.width += more;
        }
        column.left = left;
        left += column.width;
    }
    columns
}

/// Whether a column holds texts of any length.
fn is_text(column: &Column) -> bool {
    let text = |f: &Field| matches!(f.kind, FieldKind::Text | FieldKind::MultiChoice | FieldKind::Url);
    column.id == ColumnId::Description || column.field.as_ref().is_some_and(text)
}

fn field_width(kind: FieldKind) -> f32 {
    match kind {
        FieldKind::Checkbox => 72.0,
        FieldKind::Number | FieldKind::Date => 96.0,
        FieldKind::Choice | FieldKind::Person => 128.0,
        FieldKind::Text | FieldKind::MultiChoice | FieldKind::Url => 168.0,
    }
}

/// The settings of these columns, for keeping: order, width where it was set, and what is hidden.
fn settings_of(columns: &[Column], old: &ViewSettings) -> Vec<ColumnSettings> {
    let known = columns.iter().map(|c| ColumnSettings {
        id: c.id.clone(),
        width: old.column(&c.id).and_then(|s| s.width),
        hidden: c.hidden,
    });
    // Columns of fields and stages that are away keep their settings until they come back.
    let away = old.columns.iter().filter(|s| columns.iter().all(|c| c.id != s.id)).cloned();
    known.chain(away).collect()
}

/// Shows a column, or hides it.
pub(super) fn hide(columns: &mut [Column], settings: &mut ViewSettings, id: &ColumnId, hidden: bool) {
    if let Some(column) = columns.iter_mut().find(|c| c.id == *id) {
        column.hidden = hidden;
    }
    settings.columns = settings_of(columns, settings);
}

/// Puts a column before another one, or last.
pub(super) fn put_before(
    columns: &mut Vec<Column>,
    settings: &mut ViewSettings,
    id: &ColumnId,
    before: Option<&ColumnId>,
) {
    let Some(from) = columns.iter().position(|c| c.id == *id) else { return };
    let column = columns.remove(from);
    let to = before.and_then(|b| columns.iter().position(|c| c.id == *b)).unwrap_or(columns.len());
    columns.insert(to.max(1), column);
    settings.columns = settings_of(columns, settings);
}

/// Moves a column over the next shown one, to the left or to the right.
pub(super) fn shift(columns: &mut Vec<Column>, settings: &mut ViewSettings, id: &ColumnId, left: bool) {
    let shown: Vec<ColumnId> = columns.iter().filter(|c| !c.hidden).map(|c| c.id.clone()).collect();
    let Some(at) = shown.iter().position(|c| c == id) else { return };
    let before = if left { at.checked_sub(1) } else { Some(at + 2) };
    match before {
        // Names stay first.
        None | Some(0) => {}
        Some(before) => put_before(columns, settings, id, shown.get(before)),
    }
}

/// Makes a column as wide as this; as wide as fits where nothing is said.
pub(super) fn set_width(columns: &[Column], settings: &mut ViewSettings, id: &ColumnId, width: Option<f32>) {
    settings.columns = settings_of(columns, settings);
    if let Some(column) = settings.columns.iter_mut().find(|c| c.id == *id) {
        column.width = width.map(|w| w.clamp(*WIDTHS.start(), *WIDTHS.end()) as u16);
    }
}

/// What rows can be put under headers by, and the words for it.
pub(super) fn groupings(studio: &Studio) -> Vec<(GroupBy, String)> {
    let mut all = vec![
        (GroupBy::Status, "Status of the current stage".to_owned()),
        (GroupBy::Stage, "Current stage".to_owned()),
        (GroupBy::Person, "Person".to_owned()),
        (GroupBy::Kind, "Type".to_owned()),
        (GroupBy::Priority, "Priority".to_owned()),
        (GroupBy::DueWeek, "Due week".to_owned()),
    ];
    let choices = studio.fields_of(FieldOf::Deliverable).into_iter().filter(|f| f.kind == FieldKind::Choice);
    all.extend(choices.map(|f| (GroupBy::Field(f.id), f.name.clone())));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use rushes_domain::{FieldId, StageDefId};

    #[test]
    fn texts_have_what_names_and_stages_leave() {
        let mut studio = Studio::default();
        let id = FieldId::new([2; 16]);
        let (kind, of, options) = (FieldKind::Url, FieldOf::Deliverable, Vec::new());
        studio.fields.insert(id, Field { id, name: "Brief".into(), kind, of, order: 1, archived: false, options });
        let stages = [(StageDefId::new([1; 16]), "Lighting".to_owned())];
        let wide = |settings: &ViewSettings, width| {
            let columns = lay(all(&studio, &stages, settings), width, 240.0);
            columns.last().map(|c| c.width).unwrap_or_default()
        };
        let mut settings = ViewSettings::default();
        assert_eq!(wide(&settings, 800.0), field_width(FieldKind::Url));
        assert_eq!(wide(&settings, 3600.0), field_width(FieldKind::Url) + TEXT_MORE);
        set_width(&all(&studio, &stages, &settings), &mut settings, &ColumnId::Field(id), Some(120.0));
        assert_eq!(wide(&settings, 3600.0), 120.0, "a width that was set stays");
    }

    #[test]
    fn names_have_the_room_they_need_as_far_as_there_is_some() {
        let stages: Vec<_> = (1..8).map(|i| (StageDefId::new([i; 16]), format!("Stage {i}"))).collect();
        let name = |width, names| {
            let columns = lay(all(&Studio::default(), &stages, &ViewSettings::default()), width, names);
            columns.first().map(|c| c.width).unwrap_or_default()
        };
        assert_eq!(name(2400.0, 530.0), 530.0, "as wide as the longest");
        assert_eq!(name(2400.0, 120.0), NAME_LEAST, "short ones leave the room to others");
        assert_eq!(name(800.0, 530.0), 320.0, "at 1024 points: a share of what is seen, the rest is scrolled to");
        assert_eq!(name(800.0, 230.0), 230.0);
        assert!(name(1220.0, 5000.0) >= 488.0 && name(3800.0, 5000.0) <= *WIDTHS.end());
    }

    fn titles(settings: &ViewSettings) -> String {
        let stages = [(StageDefId::new([1; 16]), "Lighting".to_owned())];
        let columns = lay(all(&Studio::default(), &stages, settings), 1000.0, 240.0);
        columns.iter().map(|c| c.title.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn columns_are_ordered_hidden_and_widened_and_what_is_away_is_remembered() {
        let mut settings = ViewSettings::default();
        assert_eq!(titles(&settings), "Name Type Priority Due Lighting");
        let stages = [(StageDefId::new([1; 16]), "Lighting".to_owned())];
        let studio = Studio::default();
        let now = |settings: &ViewSettings| all(&studio, &stages, settings);
        put_before(&mut now(&settings), &mut settings, &ColumnId::Due, Some(&ColumnId::Kind));
        assert_eq!(titles(&settings), "Name Due Type Priority Lighting");
        put_before(&mut now(&settings), &mut settings, &ColumnId::Due, Some(&ColumnId::Name));
        assert_eq!(titles(&settings), "Name Due Type Priority Lighting", "names stay first");
        shift(&mut now(&settings), &mut settings, &ColumnId::Kind, false);
        assert_eq!(titles(&settings), "Name Due Priority Type Lighting");
        shift(&mut now(&settings), &mut settings, &ColumnId::Kind, true);
        shift(&mut now(&settings), &mut settings, &ColumnId::Due, true);
        assert_eq!(titles(&settings), "Name Due Type Priority Lighting", "no further than after the names");
        hide(&mut now(&settings), &mut settings, &ColumnId::Kind, true);
        set_width(&now(&settings), &mut settings, &ColumnId::Due, Some(5000.0));
        assert_eq!(titles(&settings), "Name Due Priority Lighting");
        let shown = lay(now(&settings), 1000.0, 240.0);
        assert_eq!(shown[1].width, *WIDTHS.end());
        hide(&mut all(&studio, &[], &settings), &mut settings, &ColumnId::Kind, false);
        assert_eq!(titles(&settings), "Name Due Type Priority Lighting", "the stage was away and came back");
    }
}

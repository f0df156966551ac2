//! What is pressed within a frame, press by press. A slow frame brings several at once, and each counts.

use egui::{Context, Event, Id, Key, Modifiers};

/// Takes the presses of this frame that mean something, in the order in which they came. `meaning` is given the key
/// and exactly what was held with it.
pub fn presses<T>(ctx: &Context, meaning: impl Fn(Key, Modifiers) -> Option<T>) -> Vec<T> {
    let mut meant = Vec::new();
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let found = match event {
                Event::Key { key, pressed: true, modifiers, .. } => meaning(*key, *modifiers),
                _ => None,
            };
            let stays = found.is_none();
            meant.extend(found);
            stays
        });
    });
    meant
}

/// Takes the presses of keys that walk over a list, as steps; whatever is held besides them, Ctrl and Cmd excepted,
/// changes nothing.
pub fn steps(ctx: &Context, ways: &[(Key, isize)]) -> Vec<isize> {
    presses(ctx, |key, modifiers| {
        let way = ways.iter().find(|(way, _)| *way == key && modifiers.matches_logically(Modifiers::NONE));
        way.map(|(_, by)| *by)
    })
}

/// Up and down, a line at a time.
pub const UP_AND_DOWN: [(Key, isize); 2] = [(Key::ArrowDown, 1), (Key::ArrowUp, -1)];

/// Where steps over `count` lines lead, one after the other: the ends are not passed, and the first step comes to the
/// first line where none was chosen.
#[must_use]
pub fn walked(from: Option<usize>, steps: &[isize], count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    steps
        .iter()
        .fold(from.map(|at| at.min(last)), |now, by| Some(now.map_or(0, |at| at.saturating_add_signed(*by).min(last))))
}

/// Says, each frame, that whoever has the keyboard takes all arrow keys of a frame at once. Elsewhere arrows lead from
/// one control to the next, and are handed over one by one: so each of them counts.
pub fn takes_arrows(ctx: &Context) {
    let now = (ctx.cumulative_frame_nr(), ctx.memory(egui::Memory::focused));
    ctx.data_mut(|data| data.insert_temp(mark(), now));
}

/// Whether what has the keyboard said so in the frame before this one.
pub(super) fn arrows_are_taken(ctx: &Context) -> bool {
    let said: Option<(u64, Option<Id>)> = ctx.data(|data| data.get_temp(mark()));
    said.is_some_and(|(frame, focused)| {
        frame + 1 >= ctx.cumulative_frame_nr() && focused == ctx.memory(egui::Memory::focused)
    })
}

/// Has the next row or card that is shown take the keyboard: a key that walks was pressed, and nothing had it.
pub fn begin_walk(ctx: &Context) {
    let frame = ctx.cumulative_frame_nr();
    ctx.data_mut(|data| data.insert_temp(begun(), frame));
    ctx.request_repaint();
}

/// Gives the keyboard to this row or card, if it is the first one shown since a walk began.
pub fn first_of_walk(response: &egui::Response) {
    let ctx = &response.ctx;
    let asked: Option<u64> = ctx.data(|data| data.get_temp(begun()));
    if asked.is_some_and(|frame| frame + 1 >= ctx.cumulative_frame_nr()) {
        ctx.data_mut(|data| data.remove::<u64>(begun()));
        response.request_focus();
    }
}

fn mark() -> Id {
    Id::unique("takes all arrow keys")
}

fn begun() -> Id {
    Id::unique("a walk begins")
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::RawInput;

    #[test]
    fn each_press_of_a_frame_counts_in_its_order() {
        let ctx = Context::default();
        let keys = [Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::ArrowDown, Key::Enter];
        let press =
            |key| Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers: Modifiers::NONE };
        let events = keys.into_iter().map(press).collect();
        let (mut found, mut left) = (Vec::new(), 0);
        let mut output = ctx.run_ui(RawInput { events, ..RawInput::default() }, |ui| {
            found.extend(steps(ui.ctx(), &UP_AND_DOWN));
            left = ui.input(|i| i.events.len());
        });
        output.textures_delta.clear();
        assert_eq!((found.as_slice(), left), ([1, 1, -1, 1].as_slice(), 1), "Enter is somebody else's");
        assert_eq!(walked(None, &found, 9), Some(1), "the first one comes to the first line");
        assert_eq!(walked(Some(0), &[-1, 1, 1], 9), Some(2), "the end is not passed");
        assert_eq!(walked(Some(7), &[1, 1, 1], 9), Some(8));
        assert_eq!(walked(Some(7), &[1], 0), None);
    }
}

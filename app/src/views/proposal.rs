//! Several commands as one step: foreseen before they are sent, and shown where some would be refused.

use crate::{
    actions::{Action, Cx, Toast},
    kit::{self, Button, font, icon, size},
    runtime::Trouble,
};
use egui::{Align2, Area, Id, Key, Order, Rect, Ui, vec2};
use rushes_domain::{Command, Refusal, preview};
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    thread,
};

/// Commands up to this many are foreseen at once, more beside the window.
const FEW: usize = 200;
/// Reasons that are shown.
const SHOWN: usize = 5;

/// What somebody is about to do to many things.
pub(crate) struct Proposal {
    /// For the log and for the toast: "Set 12 stages on hold".
    label: String,
    commands: Vec<Command>,
    /// Why some of it could not even be asked for.
    wrong: Vec<String>,
    foreseen: Foreseen,
}

enum Foreseen {
    Working(Receiver<Vec<Option<Refusal>>>),
    Known(Vec<Option<Refusal>>),
}

/// Sends what can be done. Where some of it would be refused, gives a proposal to be shown first.
pub(crate) fn offer(
    ui: &Ui,
    cx: &mut Cx<'_>,
    label: String,
    commands: Vec<Command>,
    wrong: Vec<String>,
) -> Option<Proposal> {
    if commands.is_empty() && wrong.is_empty() {
        cx.actions.push(Action::Toast(Toast::done("Nothing to change: it is so already.")));
        return None;
    }
    let foreseen = if commands.len() <= FEW { None } else { beside(ui, cx, &commands) };
    let foreseen =
        foreseen.unwrap_or_else(|| Foreseen::Known(preview(&cx.snapshot.state, cx.snapshot.me, cx.now, &commands)));
    let proposal = Proposal { label, commands, wrong, foreseen };
    proposal.send_if_clean(cx)
}

fn beside(ui: &Ui, cx: &Cx<'_>, commands: &[Command]) -> Option<Foreseen> {
    let (sender, receiver) = sync_channel(1);
    let (snapshot, now, commands, ctx) = (Arc::clone(cx.snapshot), cx.now, commands.to_vec(), ui.ctx().clone());
    let run = move || {
        // Nobody waits any more where this fails: the proposal was taken back.
        let _ = sender.send(preview(&snapshot.state, snapshot.me, now, &commands));
        ctx.request_repaint();
    };
    let started = thread::Builder::new().name("rushes preview".into()).spawn(run);
    started.ok().map(|_| Foreseen::Working(receiver))
}

impl Proposal {
    /// Shows it over the table. Gives it back while it stays.
    pub(crate) fn ui(mut self, ui: &Ui, cx: &mut Cx<'_>, over: Rect) -> Option<Self> {
        if let Foreseen::Working(receiver) = &self.foreseen {
            match receiver.try_recv() {
                Ok(foreseen) => {
                    self.foreseen = Foreseen::Known(foreseen);
                    self = self.send_if_clean(cx)?;
                }
                Err(TryRecvError::Empty) => {}
                Err(TryRecvError::Disconnected) => return None,
            }
        }
        let id = Id::unique("what will be refused");
        let at = over.center_bottom() - vec2(0.0, size::GAP_WIDE);
        let area = Area::new(id).order(Order::Foreground).fixed_pos(at).pivot(Align2::CENTER_BOTTOM);
        let mut stays = true;
        let mut go = false;
        area.show(ui.ctx(), |ui| {
            kit::float_frame(ui).inner_margin(size::CARD).show(ui, |ui| {
                ui.set_width(size::MEASURE.min(over.width() - size::PAGE * 2.0));
                (stays, go) = self.card(ui, cx);
            });
        });
        if ui.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Escape)) {
            return None;
        }
        if go {
            self.send(cx);
            return None;
        }
        stays.then_some(self)
    }

    fn card(&self, ui: &mut Ui, cx: &Cx<'_>) -> (bool, bool) {
        let Foreseen::Known(foreseen) = &self.foreseen else {
            ui.label(font::text("Finding out which changes are possible…", cx.theme.weak));
            let cancelled = Button::quiet("Cancel").show(ui).clicked();
            return (!cancelled, false);
        };
        let refused: Vec<&Refusal> = foreseen.iter().flatten().collect();
        let (all, bad) = (self.commands.len() + self.wrong.len(), refused.len() + self.wrong.len());
        let good = all - bad;
        ui.horizontal(|ui| {
            let mark = egui::RichText::new(icon::WARNING).font(font::icons(size::ICON));
            ui.label(mark.color(cx.theme.warning));
            ui.add(egui::Label::new(font::strong(foretold(good, all), cx.theme.text)).wrap());
        });
        let told = self.wrong.iter().cloned().chain(refused.iter().map(|r| capital(&r.to_string())));
        let mut reasons: Vec<(String, usize)> = Vec::new();
        for reason in told {
            match reasons.iter_mut().find(|(r, _)| *r == reason) {
                Some((_, count)) => *count += 1,
                None => reasons.push((reason, 1)),
            }
        }
        for (reason, count) in reasons.iter().take(SHOWN) {
            let words = if *count > 1 { format!("{reason} ({} times)", kit::figure(*count)) } else { reason.clone() };
            ui.label(font::weak(words, cx.theme.weak));
        }
        if reasons.len() > SHOWN {
            ui.label(font::weak(format!("And {} more.", reasons.len() - SHOWN), cx.theme.weak));
        }
        if let Some(hint) = refused.first().map(|r| Trouble::from(*r).hint).filter(|h| !h.is_empty()) {
            ui.label(font::text(hint, cx.theme.text));
        }
        ui.add_space(size::GRID);
        ui.horizontal(|ui| {
            let words = format!("Make {}", kit::counted(good, "change"));
            let mut go = false;
            if good > 0 {
                let button = Button::primary(&words).hint("As one step, which one undo takes back").show(ui);
                go = button.clicked();
            }
            let words = if good > 0 { "Change nothing" } else { "Close" };
            let cancelled = Button::quiet(words).show(ui).clicked();
            (!cancelled, go)
        })
        .inner
    }

    fn send_if_clean(self, cx: &mut Cx<'_>) -> Option<Self> {
        let clean = match &self.foreseen {
            Foreseen::Known(foreseen) => self.wrong.is_empty() && foreseen.iter().all(Option::is_none),
            Foreseen::Working(_) => false,
        };
        if clean {
            self.send(cx);
            return None;
        }
        Some(self)
    }

    fn send(self, cx: &mut Cx<'_>) {
        let Self { label, mut commands, foreseen, .. } = self;
        if let Foreseen::Known(foreseen) = &foreseen {
            let mut fates = foreseen.iter();
            commands.retain(|_| fates.next().is_none_or(Option::is_none));
        }
        let said = format!("{label}.");
        match commands.len() {
            0 => {}
            1 => commands.into_iter().for_each(|c| cx.send_saying(c, said.clone())),
            // What somebody else does meanwhile may refuse one more: the rest is done all the same.
            _ => cx.send_saying(Command::Batch { label, commands, skip_refused: true }, said),
        }
    }
}

/// What will come of it, before anything is changed.
fn foretold(good: usize, all: usize) -> String {
    let (bad, counted) = (all - good, kit::counted(all, "change"));
    match (good, bad) {
        (0, 1) => "This change is not possible, so nothing will be changed.".to_owned(),
        (0, _) => format!("None of the {counted} is possible, so nothing will be changed."),
        (good, bad) => {
            format!(
                "{} of the {counted} can be made, {} cannot. Nothing is changed yet.",
                kit::figure(good),
                kit::figure(bad)
            )
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::foretold;

    #[test]
    fn what_will_happen_is_said_before_it_does() {
        assert_eq!(foretold(4, 5), "4 of the 5 changes can be made, 1 cannot. Nothing is changed yet.");
        assert_eq!(foretold(0, 1), "This change is not possible, so nothing will be changed.");
        assert_eq!(foretold(0, 3), "None of the 3 changes is possible, so nothing will be changed.");
    }
}

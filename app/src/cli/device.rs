//! `rushes device`: one's own second device, and the devices of the studio.

use super::{
    context::Ctx,
    error::CliError,
    invite,
    output::{Output, table},
    parse,
};
use clap::Subcommand;
use rushes_domain::{DeviceId, Timestamp};
use rushes_store::Invitee;
use rushes_sync::Ticket;
use serde_json::{Value, json};

/// What can be done with devices.
#[derive(Debug, Subcommand)]
pub(super) enum DeviceCommand {
    /// Make a ticket that lets another device of yours in, once, as what you are.
    Add {
        /// How long it can be used: 7d, 12h, 30m.
        #[arg(long, default_value = "1d", value_parser = parse::lasting)]
        expires: i64,
    },
    /// List the devices of the studio.
    List,
}

pub(super) fn run(ctx: &Ctx<'_>, command: &DeviceCommand) -> Result<Output, CliError> {
    match command {
        DeviceCommand::Add { expires } => {
            let store = ctx.store()?;
            let whom = Invitee::OwnDevice(store.me().person);
            let ticket = Ticket::add_device(store, invite::until(*expires))?;
            Ok(invite::told(ctx, &ticket, whom))
        }
        DeviceCommand::List => list(ctx),
    }
}

fn list(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let store = ctx.store()?;
    let snapshot = store.snapshot();
    let studio = &snapshot.state.studio;
    let met = rushes_sync::last_met(store.home(), store.studio());
    let mut rows: Vec<Value> = Vec::new();
    let mut lines: Vec<Vec<String>> = Vec::new();
    for member in studio.members.values() {
        let person = studio.name_of(member.person);
        for (number, device) in member.devices.iter().enumerate() {
            // Devices have no names of their own yet.
            let name = match member.devices.len() {
                1 => person.clone(),
                _ => format!("{person}, device {}", number + 1),
            };
            let here = *device == snapshot.me.device;
            let seen = if here { Some(rushes_store::now()) } else { met.get(device).copied() };
            rows.push(row(device, &name, &person, here, seen));
            let seen = match (here, seen) {
                (true, _) => "this device".to_owned(),
                (false, Some(at)) => format!("met {}", at.rfc3339()),
                (false, None) => "not met yet".to_owned(),
            };
            lines.push(vec![name, member.role.to_string(), device.to_string(), seen]);
        }
    }
    Ok(Output::new(json!({ "devices": rows }), table(&["Device", "Role", "Id", ""], &lines)))
}

fn row(device: &DeviceId, name: &str, person: &str, here: bool, seen: Option<Timestamp>) -> Value {
    json!({
        "id": device,
        "name": name,
        "person": person,
        "this": here,
        "last_seen": seen.map(rushes_domain::Timestamp::rfc3339),
    })
}

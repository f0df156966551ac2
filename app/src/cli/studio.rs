//! `rushes studio`: making one, people, and who may do what.

use super::{
    context::Ctx,
    error::CliError,
    invite,
    output::{Output, counted, table},
    parse,
};
use clap::Subcommand;
use rushes_domain::{Command, DeviceId, Permission, Person, PersonId, Role, State, StudioId};
use rushes_store::Store;
use serde_json::{Value, json};

/// What can be done with the studio as a whole.
#[derive(Debug, Subcommand)]
pub(super) enum StudioCommand {
    /// Make a studio; you become its admin.
    Create {
        /// Its name.
        name: String,
        /// Your name.
        #[arg(long)]
        user: String,
        /// Your e-mail address.
        #[arg(long, default_value = "")]
        email: String,
    },
    /// Make an invitation that works once, for somebody new where nobody is named.
    Invite {
        /// What the person will be.
        #[arg(long, value_parser = str::parse::<Role>)]
        role: Role,
        /// The person it is for: one who is known by name, from a sheet, and has not joined yet.
        #[arg(long = "for", value_name = "PERSON")]
        whom: Option<String>,
        /// How long it can be used: 7d, 12h, 30m.
        #[arg(long, default_value = "7d", value_parser = parse::lasting)]
        expires: i64,
    },
    /// List the invitations made on this device, and what became of them.
    Invites,
    /// Join a studio with an invitation.
    Join {
        /// The invitation.
        ticket: String,
        /// Your name. An invitation for somebody the studio knows needs none: it says who you are.
        #[arg(long, default_value = "")]
        user: String,
        /// Your e-mail address, as sheets name you.
        #[arg(long, default_value = "")]
        email: String,
    },
    /// List the members and their devices.
    Members,
    /// List the studios of this home.
    List,
    /// Work with another studio of this home from now on.
    Use {
        /// Its name or id.
        studio: String,
    },
    /// Add somebody work can be assigned to before they join.
    Person {
        /// Their name.
        name: String,
        /// Their e-mail address.
        #[arg(long, default_value = "")]
        email: String,
    },
    /// Change what a member is.
    Role {
        /// The member's name, e-mail address or id.
        member: String,
        /// The new role.
        #[arg(value_parser = str::parse::<Role>)]
        role: Role,
    },
    /// Take a member's or a device's access away.
    Revoke {
        /// The member's name, e-mail address or id, or a device's key.
        whom: String,
    },
    /// Show which role may do what.
    Permissions {
        /// One role only.
        #[arg(long, value_parser = str::parse::<Role>)]
        role: Option<Role>,
        /// Switch one permission: PERMISSION=on|off.
        #[arg(long, requires = "role")]
        set: Option<String>,
    },
}

impl StudioCommand {
    /// Whether it makes the home and its first studio.
    pub(super) fn founds(&self) -> bool {
        matches!(self, Self::Create { .. } | Self::Join { .. })
    }
}

pub(super) fn run(ctx: &Ctx<'_>, command: StudioCommand) -> Result<Output, CliError> {
    match command {
        StudioCommand::Create { name, user, email } => create(ctx, &name, &user, &email),
        StudioCommand::Invite { role, whom, expires } => invite::make(ctx, role, whom.as_deref(), expires),
        StudioCommand::Invites => invite::list(ctx),
        StudioCommand::Join { ticket, user, email } => invite::join(ctx, &ticket, &user, &email),
        StudioCommand::Members => members(ctx),
        StudioCommand::List => list(ctx),
        StudioCommand::Use { studio } => choose(ctx, &studio),
        StudioCommand::Person { name, email } => add_person(ctx, &name, &email),
        StudioCommand::Role { member, role } => {
            let snapshot = ctx.snapshot()?;
            let person = super::context::person(&snapshot.state, &member)?;
            Err(later(&format!("{} cannot be made {role} here: roles are given with the invitation", person.name)))
        }
        StudioCommand::Revoke { whom } => {
            let snapshot = ctx.snapshot()?;
            let device = whom.parse::<DeviceId>().ok();
            if !device.is_some_and(|d| snapshot.state.studio.members.values().any(|m| m.devices.contains(&d))) {
                super::context::person(&snapshot.state, &whom)?;
            }
            Err(later("Access cannot be taken away in this version"))
        }
        StudioCommand::Permissions { set: Some(_), .. } => {
            Err(later("The permissions of the roles are fixed in this version"))
        }
        StudioCommand::Permissions { role, set: None } => Ok(permissions(role)),
    }
}

fn later(message: &str) -> CliError {
    CliError::invalid(message, "Nothing was changed. Invite the person again with the role they should have.")
}

/// Who this device is in a studio.
pub(super) fn identity(store: &Store) -> Output {
    let snapshot = store.snapshot();
    let (me, studio) = (snapshot.me, &snapshot.state.studio);
    let document = json!({
        "studio": store.studio(),
        "member": me.person,
        "device": me.device,
        "name": studio.name,
        "user": studio.name_of(me.person),
        "role": me.role.word(),
    });
    let text = format!("{} ({})\nYou are {}, {}.", studio.name, store.studio(), studio.name_of(me.person), me.role);
    Output::new(document, text)
}

fn create(ctx: &Ctx<'_>, name: &str, user: &str, email: &str) -> Result<Output, CliError> {
    let store = ctx.home().create_studio(name, user, email)?;
    Ok(beside(ctx, store.studio(), identity(&store)))
}

/// Says so where another studio stays open in the process that holds the home.
pub(super) fn beside(ctx: &Ctx<'_>, studio: StudioId, mut output: Output) -> Output {
    if let Some((other, window)) = ctx.elsewhere(studio) {
        output.json["elsewhere"] = json!(other);
        output.text.push_str(&if window {
            format!("The window goes on showing {other}. `rushes open` brings it to this studio.\n")
        } else {
            format!("The `rushes sync` that is running goes on with {other}.\n")
        });
    }
    output
}

fn members(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let snapshot = ctx.snapshot()?;
    let found: Vec<_> = snapshot
        .state
        .studio
        .members
        .values()
        .filter_map(|m| Some((m, snapshot.state.studio.people.get(&m.person)?)))
        .collect();
    let rows: Vec<Value> = found
        .iter()
        .map(
            |(m, p)| json!({"id": p.id, "name": p.name, "email": p.email, "role": m.role.word(), "devices": m.devices}),
        )
        .collect();
    let lines: Vec<_> = found
        .iter()
        .map(|(m, p)| vec![p.name.clone(), p.email.clone(), m.role.to_string(), counted(m.devices.len(), "device")])
        .collect();
    Ok(Output::new(json!({"members": rows}), table(&["Name", "E-mail", "Role", "Devices"], &lines)))
}

fn list(ctx: &Ctx<'_>) -> Result<Output, CliError> {
    let current = ctx.home().current();
    let studios = ctx.home().studios();
    let rows: Vec<Value> =
        studios.iter().map(|s| json!({"id": s.id, "name": s.name, "current": Some(s.id) == current})).collect();
    let lines: Vec<_> = studios
        .iter()
        .map(|s| vec![if Some(s.id) == current { "*" } else { " " }.into(), s.name.clone(), s.id.to_string()])
        .collect();
    Ok(Output::new(json!({"studios": rows}), table(&["", "Name", "Id"], &lines)))
}

fn choose(ctx: &Ctx<'_>, wanted: &str) -> Result<Output, CliError> {
    let found = ctx
        .home()
        .studios()
        .into_iter()
        .find(|s| s.id.to_string() == wanted || rushes_domain::names::is_same(&s.name, wanted))
        .ok_or_else(|| CliError::missing("studio", wanted, "`rushes studio list` shows the studios of this home."))?;
    // One that is open in the window already is used from now on, and not opened once more.
    if let Some(shown) = ctx.shown().filter(|store| store.studio() == found.id) {
        ctx.home().choose(found.id)?;
        return Ok(identity(shown));
    }
    let output = match ctx.store() {
        Ok(store) if store.studio() == found.id => identity(store),
        _ => identity(&ctx.home().open_studio(found.id)?),
    };
    Ok(beside(ctx, found.id, output))
}

fn add_person(ctx: &Ctx<'_>, name: &str, email: &str) -> Result<Output, CliError> {
    let id = PersonId::new(rushes_store::fresh());
    let person = Person { id, name: name.trim().to_owned(), email: email.trim().to_owned() };
    ctx.store()?.submit(Command::AddPerson(person))?;
    Ok(Output::new(json!({"id": id, "name": name.trim(), "email": email.trim()}), format!("Added {}.", name.trim())))
}

/// Every permission, in the order the matrix shows them.
const PERMISSIONS: [(Permission, &str); 7] = [
    (Permission::EditStudio, "edit_studio"),
    (Permission::EditProjects, "edit_projects"),
    (Permission::Plan, "plan"),
    (Permission::Work, "work"),
    (Permission::Talk, "talk"),
    (Permission::Decide, "decide"),
    (Permission::Invite, "invite"),
];

fn permissions(role: Option<Role>) -> Output {
    let roles: Vec<Role> = Role::ALL.into_iter().filter(|r| role.is_none_or(|wanted| wanted == *r)).collect();
    let matrix: serde_json::Map<String, Value> = roles
        .iter()
        .map(|role| {
            let row: serde_json::Map<String, Value> =
                PERMISSIONS.iter().map(|(p, word)| ((*word).to_owned(), json!(role.may(*p)))).collect();
            (role.word().to_owned(), Value::Object(row))
        })
        .collect();
    let mut headers = vec!["Permission"];
    headers.extend(roles.iter().map(|r| r.word()));
    let lines: Vec<Vec<String>> = PERMISSIONS
        .iter()
        .map(|(permission, word)| {
            let mut line = vec![format!("{word} ({})", permission.deed())];
            line.extend(roles.iter().map(|r| if r.may(*permission) { "yes" } else { "-" }.to_owned()));
            line
        })
        .collect();
    Output::new(json!({ "roles": matrix }), table(&headers, &lines))
}

/// What a studio's name is, for a sentence.
pub(super) fn called(state: &State) -> &str {
    if state.studio.name.is_empty() { "the studio" } else { &state.studio.name }
}

//! The window's state, and one frame of it: take in events, show the page, carry out what it asked for.

mod at_hand;
mod care;
mod carry;
mod drop;
mod elsewhere;
mod frame;
mod heard;
mod history;
mod parts;
pub mod scale;
mod sheets;

use crate::{
    actions::{Action, Toast},
    beside::Beside,
    jobs::{
        opening::{self, Session},
        settings::Settings,
    },
    kit::{self, Theme, font},
    place::{Place, SettingsPage, Trail},
    publish::Bench,
    runtime::{Runtime, Trouble},
    shell::{over::Over, palette::Palette, sidebar::Counts, sync_chip::Network, toasts::Toasts},
    textures::Thumbs,
    views::Views,
    window::WindowOptions,
};
use rushes_domain::{Date, StudioId};
use rushes_store::{Home, Snapshot};
use std::sync::Arc;

/// What the window has open.
enum Phase {
    /// The home is being opened, off this thread.
    Opening,
    /// There is a home and no studio in it, or another one is being added.
    Welcome,
    /// It could not be opened.
    Failed(Trouble),
    /// A studio.
    Open,
}

/// The window.
pub struct App {
    options: WindowOptions,
    ctx: egui::Context,
    gpu: Option<eframe::egui_wgpu::RenderState>,
    runtime: Runtime,
    bench: Arc<Bench>,
    phase: Phase,
    /// Since when it is being opened.
    begun: std::time::Instant,
    home: Option<Home>,
    /// The studios of the home, by name.
    studios: Vec<(StudioId, String)>,
    session: Option<Session>,
    snapshot: Option<Arc<Snapshot>>,
    trail: Trail,
    settings: Settings,
    settings_stale: bool,
    views: Views,
    thumbs: Thumbs,
    toasts: Toasts,
    /// The window has been fitted to its screen.
    fitted: bool,
    /// What is said once the studio that is being opened is there.
    greeting: Option<Toast>,
    palette: Option<Palette>,
    keys_open: bool,
    over: Option<Over>,
    /// The sidebar's line of the page shown.
    page_line: Option<egui::Id>,
    immersive: bool,
    network: Network,
    node: crate::network::Link,
    counts: Beside<(), (u64, Date), Counts>,
    /// Commands sent whose answers have not come.
    unanswered: usize,
    /// Since when there are some.
    unanswered_since: Option<std::time::Instant>,
}

impl App {
    /// In a native window.
    #[must_use]
    pub fn new(cc: &eframe::CreationContext<'_>, options: WindowOptions) -> Self {
        let mut app = Self::bare(&cc.egui_ctx, options);
        app.gpu.clone_from(&cc.wgpu_render_state);
        app.open_home();
        app
    }

    /// On a studio that is open already: for tests.
    #[must_use]
    pub fn on_session(ctx: &egui::Context, session: Session, bench: Bench) -> Self {
        let options = WindowOptions { home: session.home.dir().to_path_buf(), ..WindowOptions::default() };
        let mut app = Self::bare(ctx, options);
        let told = app.runtime.desk();
        session.store.subscribe(move |_| {
            told.mention(crate::runtime::Event::Changed);
        });
        app.bench = Arc::new(bench);
        app.opened(session);
        app
    }

    fn bare(ctx: &egui::Context, options: WindowOptions) -> Self {
        font::install(ctx);
        ctx.add_plugin(kit::TypedAhead::default());
        let settings = Settings::read(&options.home);
        let theme = Arc::new(if settings.dark { Theme::dark() } else { Theme::light() });
        theme.install(ctx);
        kit::apply(ctx, &theme);
        Self {
            options,
            ctx: ctx.clone(),
            gpu: None,
            runtime: Runtime::start(ctx),
            bench: Arc::default(),
            phase: Phase::Opening,
            begun: std::time::Instant::now(),
            home: None,
            studios: Vec::new(),
            session: None,
            snapshot: None,
            trail: Trail::default(),
            settings,
            settings_stale: false,
            views: Views::default(),
            thumbs: Thumbs::default(),
            toasts: Toasts::default(),
            fitted: false,
            greeting: None,
            palette: None,
            keys_open: false,
            over: None,
            page_line: None,
            immersive: false,
            network: Network::default(),
            node: crate::network::Link::default(),
            counts: Beside::default(),
            unanswered: 0,
            unanswered_since: None,
        }
    }

    fn open_home(&mut self) {
        let (dir, studio, demo) = (self.options.home.clone(), self.options.studio, self.options.demo);
        self.phase = Phase::Opening;
        self.begun = std::time::Instant::now();
        self.runtime.spawn(move |desk| {
            if demo {
                opening::sample(desk, &dir);
            } else {
                opening::home(desk, &dir, studio);
            }
        });
    }

    fn opened(&mut self, session: Session) {
        let snapshot = session.store.snapshot();
        if self.session.is_some() {
            // What is offered there is about another studio: its steps are not to be taken back in this one.
            self.toasts = Toasts::default();
        }
        self.thumbs.clear();
        self.views = Views::default();
        self.counts = Beside::default();
        self.views.table.remember(self.settings.tables.clone(), self.settings.closed_groups.clone());
        self.views.board.remember(self.settings.boards.clone());
        self.views.all_board.remember(self.settings.boards.clone());
        self.trail = Trail::default();
        let place = self.options.open.take().and_then(|path| place_of(&path, &snapshot));
        self.snapshot = Some(snapshot);
        self.home = Some(session.home.clone());
        self.list_studios();
        self.node.listen(&session.home, &self.runtime);
        self.node.start(&session.store, &self.runtime);
        let store = session.store.clone();
        self.runtime.spawn(move |desk| crate::jobs::search::begin(desk, &store));
        let store = session.store.clone();
        self.runtime.spawn(move |desk| crate::jobs::care::self_check(desk, &store));
        self.session = Some(session);
        self.phase = Phase::Open;
        self.adopt_favourites();
        if let Some(toast) = self.greeting.take() {
            self.toast(toast);
        }
        if let Some(place) = place {
            self.go(place);
        }
    }

    fn theme(&self) -> Arc<Theme> {
        let theme = if self.settings.dark { Theme::dark() } else { Theme::light() };
        let brand = self.snapshot.as_ref().and_then(|s| s.state.studio.brand.as_deref());
        Arc::new(theme.branded(brand))
    }

    fn toast(&mut self, toast: Toast) {
        self.toasts.push(&self.ctx, toast);
    }

    /// Does something as if a view had asked for it: for tests, and for what comes from outside.
    pub fn act(&mut self, action: Action) {
        self.carry_out(vec![action]);
    }

    /// The page shown.
    #[must_use]
    pub fn place(&self) -> Place {
        self.trail.now()
    }

    /// The open studio's state, if one is open.
    #[must_use]
    pub fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        self.snapshot.as_ref()
    }
}

fn place_of(path: &str, snapshot: &Snapshot) -> Option<Place> {
    use rushes_domain::Resolved;
    let pages =
        [("home", Place::Home), ("work", Place::MyWork), ("projects", Place::Projects), ("reviews", Place::Reviews)];
    if let Some((_, place)) = pages
        .into_iter()
        .chain([("team", Place::Team), ("search", Place::Search), ("storage", Place::Storage)])
        .find(|(word, _)| *word == path)
    {
        return Some(place);
    }
    match path {
        "fields" => return Some(Place::Settings(SettingsPage::Fields)),
        "pipelines" => return Some(Place::Settings(SettingsPage::Pipelines)),
        _ => {}
    }
    Some(match snapshot.state.resolve(path).ok()? {
        Resolved::Project(id) => Place::Project(id),
        Resolved::Deliverable(id) => Place::Deliverable(id, None),
        Resolved::Stage(id, stage) => Place::Deliverable(id, Some(stage)),
        Resolved::Round(id, _, round) => Place::Review(id, round),
    })
}

impl eframe::App for App {
    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.fit_screen(ui.ctx());
        self.frame(ui);
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        Theme::of(&self.ctx).surface.to_normalized_gamma_f32()
    }

    fn on_exit(&mut self) {
        self.save_settings();
    }
}

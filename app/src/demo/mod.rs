//! The sample studio, and the main job walked through without a window.

pub mod assets;
mod cast;
mod headless;
mod sheet;
mod story;
mod teller;

pub use headless::{Reading, headless, headless_with};

use self::{cast::Who, teller::Teller};
use rushes_domain::StudioId;
use rushes_store::{Home, Store, today};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// The name of the sample studio.
pub const STUDIO: &str = "Meridian Studio";
/// Where a home notes its sample studio.
const NOTE: &str = "sample.json";

#[derive(Serialize, Deserialize)]
struct Note {
    studio: StudioId,
    whole: bool,
}

/// Opens the sample studio of a home, and makes it first where it is not there yet. One that was left half made
/// is made anew: nobody has worked in it.
///
/// # Errors
/// When the home cannot be read or written.
pub fn ensure(home: &Home) -> anyhow::Result<Store> {
    let noted = fs::read(home.dir().join(NOTE)).ok().and_then(|bytes| serde_json::from_slice::<Note>(&bytes).ok());
    if let Some(note) = noted.filter(|note| home.studios().iter().any(|s| s.id == note.studio)) {
        if note.whole {
            return Ok(home.open_studio(note.studio)?);
        }
        fs::remove_dir_all(home.studio_dir(note.studio))?;
    }
    let (name, email, _) = Who::Mara.facts();
    let store = home.create_studio(STUDIO, name, email)?;
    remember(home.dir(), &Note { studio: store.studio(), whole: false })?;
    let pipeline = store.snapshot().state.studio.pipelines.keys().next().copied();
    let pipeline = pipeline.ok_or_else(|| anyhow::anyhow!("the studio has no pipeline"))?;
    let mut teller = Teller::new(&store, today())?;
    story::tell(&mut teller, pipeline)?;
    teller.cast.to(Who::Mara)?;
    teller.cast.settle()?;
    remember(home.dir(), &Note { studio: store.studio(), whole: true })?;
    Ok(store)
}

/// Whole or not at all.
fn remember(dir: &Path, note: &Note) -> anyhow::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(dir)?;
    serde_json::to_writer(&mut file, note)?;
    file.as_file().sync_all()?;
    file.persist(dir.join(NOTE))?;
    Ok(())
}

#[cfg(test)]
mod tests;

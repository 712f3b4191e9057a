//! How far something that is being fetched has come.
//!
//! Fetches nothing itself.

/// Something that is being fetched.
#[derive(Debug, Clone, PartialEq)]
pub enum Load<T> {
    /// Nobody has asked for it.
    NotAsked,
    /// On its way.
    Loading,
    /// Here.
    Ready(T),
    /// Not to be had; the sentence names the file and says why.
    Failed(String),
}

impl<T> Load<T> {
    /// What has arrived.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::NotAsked | Self::Loading | Self::Failed(_) => None,
        }
    }
}

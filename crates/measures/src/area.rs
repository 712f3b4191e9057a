//! Areas: the neighbourhoods, and the whole partnership that contains them.
//!
//! The list of neighbourhoods is data. No code knows how many there are or what they are called.

use serde::{Deserialize, Serialize};

/// A place with a code and a name: one neighbourhood, or the whole partnership.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// The code in every file, e.g. `N1`.
    pub code: String,
    /// The name a reader sees, e.g. `Bermondsey`.
    pub name: String,
}

/// A small area (LSOA) as far as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallArea {
    /// The code of the neighbourhood it belongs to.
    pub neighbourhood: String,
    /// Its fifth of England by deprivation, 1 the most deprived, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imd_quintile: Option<u8>,
}

/// An area by its place in a catalogue: the neighbourhoods in order of code, then the whole.
///
/// `AreaIndex(i)` for `i` below the number of neighbourhoods is the neighbourhood `i`; the whole
/// partnership comes last. See [`crate::catalogue::Catalogue::areas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaIndex(pub usize);

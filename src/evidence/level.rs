//! Level: how strong an affirmed cue is, from 1 (declared) to 4 (attested).
//!
//! In: the list the cue comes from, and what stands around it. Out: a level.
//! Left to others: whether it is affirmed (`polarity`), what it earns (`judging`).

use super::matching::List;
use crate::language::markers::Marker;
use crate::model::evidence::Level;
use crate::model::rubric::Kind;

/// What stands around a cue: in its unit, and in the rest of its bullet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Around {
    /// A dated job, role or course is told here.
    pub dated: bool,
    /// A year stands in the unit.
    pub year: bool,
    /// A number that is no year stands in the unit.
    pub number: bool,
    /// Six or more short items between commas.
    pub keyword_list: bool,
    /// Hardly a word beside it stands in the unit.
    pub bare: bool,
    /// The criterion's own marker for level 3.
    pub raise: bool,
    /// The criterion's own marker for level 4.
    pub attest: bool,
    /// Copied from the vacancy.
    pub copied: bool,
    /// Markers of the unit and of its bullet, as bits.
    pub marks: u32,
}

impl Around {
    /// The bit of a marker.
    pub fn bit(marker: Marker) -> u32 {
        1 << marker as u32
    }

    fn has(&self, markers: &[Marker]) -> bool {
        markers
            .iter()
            .any(|marker| self.marks & Around::bit(*marker) != 0)
    }
}

/// The level of an affirmed cue.
pub fn of(list: List, kind: Kind, around: &Around) -> Level {
    if around.copied {
        return Level::Declared;
    }
    let level = raised(list, kind, around);
    let cap = match list {
        List::Declared => Level::Situated,
        List::Titles => Level::Situated,
        _ if around.has(&[Marker::Training]) => Level::Situated,
        _ => Level::Attested,
    };
    let cap = if around.keyword_list && !around.raise && !around.attest {
        Level::Declared
    } else {
        cap
    };
    level.min(cap)
}

fn raised(list: List, kind: Kind, around: &Around) -> Level {
    let tied = around.has(&[Marker::Duration, Marker::Frequency]) || around.year;
    let situated = around.dated || tied || around.number;
    let strong = around.raise
        || around.has(&[
            Marker::Responsibility,
            Marker::Performance,
            Marker::Level,
            Marker::Prize,
            Marker::Autonomy,
        ]);
    let busy = around.has(&[Marker::Frequency, Marker::Volume]);
    let result = around.attest || around.has(&[Marker::Result, Marker::Prize]);
    let level = match list {
        List::Titles => Level::Situated,
        // one word under the dates of a job is still a word: *Empathique*
        List::Declared if situated && (!around.bare || tied) => Level::Situated,
        List::Declared => Level::Declared,
        List::Shown if strong || busy || around.number => Level::Enacted,
        List::Shown => Level::Situated,
        _ if strong && (situated || kind == Kind::Mad || around.raise) => Level::Enacted,
        _ if busy && situated => Level::Enacted,
        _ if situated || strong => Level::Situated,
        _ => Level::Declared,
    };
    // a tool or a practice in use, with a measured outcome in the same sentence
    let measured = list == List::Cues && around.number && level >= Level::Situated;
    if result && (level >= Level::Enacted || measured || around.attest && level >= Level::Declared)
    {
        Level::Attested
    } else {
        level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_under_the_dates_of_a_job_is_still_a_word() {
        let around = Around {
            dated: true,
            bare: true,
            ..Around::default()
        };
        assert_eq!(of(List::Declared, Kind::Soft, &around), Level::Declared);
        let said = Around {
            bare: false,
            ..around
        };
        assert_eq!(of(List::Declared, Kind::Soft, &said), Level::Situated);
    }
}

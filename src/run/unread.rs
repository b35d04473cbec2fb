//! What could not be read, while it is counted: a roster may have millions of broken rows, and neither
//! memory nor the report grows with them.

use std::collections::BinaryHeap;

use crate::error::{Message, Unread};
use crate::intake::{Place, limits};

/// So many rows of a roster are said on standard error; files are all said.
const ROWS_SAID: usize = 5;

/// What could not be read so far, in any order.
#[derive(Default)]
pub struct Unreads {
    first: BinaryHeap<(Place, Unread)>,
    count: usize,
}

/// What could not be read, in the order of the inputs.
pub struct Listed {
    /// The first of it, up to a limit.
    pub first: Vec<(Place, Unread)>,
    /// How much more there was.
    pub more: usize,
}

impl Unreads {
    /// Notes something unread.
    pub fn enter(&mut self, place: Place, unread: Unread) {
        self.count += 1;
        if self.first.len() < limits::UNREAD {
            self.first.push((place, unread));
        } else if let Some(mut last) = self.first.peek_mut()
            && place < last.0
        {
            *last = (place, unread);
        }
    }

    /// All of it in order.
    pub fn listed(self) -> Listed {
        Listed {
            more: self.count - self.first.len(),
            first: self.first.into_sorted_vec(),
        }
    }
}

impl Listed {
    /// What a terminal is told: every file, and the first rows of each roster.
    pub fn said(&self) -> Vec<Unread> {
        let mut rows = (usize::MAX, 0);
        let mut said = Vec::new();
        for (place, unread) in &self.first {
            if rows.0 != place.source {
                rows = (place.source, 0);
            }
            rows.1 += 1;
            if place.row == 0 || rows.1 <= ROWS_SAID {
                said.push(unread.clone());
            }
        }
        said
    }

    /// What is counted and not listed.
    pub fn beyond(&self) -> Option<Message> {
        let message = Message::new("screen.unread-beyond");
        (self.more > 0).then(|| {
            message
                .with("count", self.more)
                .with("listed", limits::UNREAD)
        })
    }
}

//! A raw text made readable: tidied, in whole lines, in sections; and the words it is made of.

pub(super) mod cleaning;
mod gutter;
pub(super) mod lines;
pub(super) mod places;
pub(super) mod sectioning;
pub(super) mod words;

//! A shortlist, guide, panel or findings into bytes.

pub mod accuracy;
pub mod delimited;
pub mod escape;
pub mod json;
pub mod rubric;
pub mod table;
pub mod view;

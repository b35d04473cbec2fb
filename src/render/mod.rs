//! A shortlist, guide, panel or findings into bytes.

pub mod accuracy;
pub mod blocks;
pub mod delimited;
pub mod docx;
pub mod escape;
pub mod grid;
pub mod guide;
pub mod html;
pub mod json;
pub mod markdown;
pub mod panel;
pub mod rubric;
pub mod scorecard;
pub mod table;
pub mod view;

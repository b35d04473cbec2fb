//! A shortlist, guide, panel or findings into bytes.

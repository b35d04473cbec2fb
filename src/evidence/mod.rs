//! One document and a rubric into evidence.

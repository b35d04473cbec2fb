//! Paths and bytes into candidates and documents. The only place that opens a file.

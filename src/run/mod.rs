//! A command and its paths into the files and lines asked for. The only place that writes.

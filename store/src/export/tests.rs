//! What is written, and read back.

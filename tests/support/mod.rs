//! Sandbox: files in, files out.

//! Golden files, conformance and end-to-end tests; what they share lives here.

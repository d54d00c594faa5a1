//! What can go wrong in the command, sorted by whose fault it is.

use frontend::{Blocker, printable};
use std::path::PathBuf;
use thiserror::Error;

/// Who has to act, which is also the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Blame {
    /// The question was well put and the answer is no.
    No = 1,
    /// The input or the usage is wrong.
    Input = 2,
    /// This program is at fault.
    Internal = 3,
}

/// A failure that ends the command.
#[derive(Debug, Error)]
#[cfg_attr(feature = "command", derive(miette::Diagnostic))]
#[error("{}", self.listed())]
pub struct Failure {
    /// Who has to act.
    pub blame: Blame,
    message: String,
    #[cfg_attr(feature = "command", help)]
    help: Option<String>,
    related: Vec<Finding>,
    told: bool,
}

/// One of several findings, such as the blockers of a model.
#[derive(Debug)]
pub struct Finding {
    message: String,
    help: Option<String>,
    /// The nodes that share it, with their operator.
    blocker: Option<Blocker>,
}

impl Failure {
    fn new(blame: Blame, message: String) -> Self {
        // Lines are the message's own; all else that a terminal would obey comes from names in files.
        let lines: Vec<String> = message.lines().map(printable).collect();
        Self { blame, message: lines.join("\n"), help: None, related: Vec::new(), told: false }
    }

    /// The answer is no.
    pub fn no(message: impl ToString) -> Self {
        Self::new(Blame::No, message.to_string())
    }

    /// The answer is no, and the result that says so was printed.
    pub fn told(message: impl ToString) -> Self {
        Self { told: true, ..Self::no(message) }
    }

    /// Whether a result that says as much was printed.
    pub fn is_told(&self) -> bool {
        self.told
    }

    /// The input is wrong.
    pub fn input(message: impl ToString) -> Self {
        Self::new(Blame::Input, message.to_string())
    }

    /// This program is wrong.
    pub fn internal(message: impl ToString) -> Self {
        let mut failure = Self::new(Blame::Internal, message.to_string());
        failure.help = Some("this is a fault of onnx2circuit; please report it with the model".to_owned());
        failure
    }

    /// Arguments that cannot be parsed.
    #[cfg(feature = "command")]
    pub fn usage(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let text = text.trim().strip_prefix("error: ").unwrap_or(text.trim());
        let (message, help) = text.split_once("\n\n").unwrap_or((text, ""));
        let failure = Self::input(message);
        if help.is_empty() { failure } else { failure.with_help(help) }
    }

    /// A file that could not be read or written.
    pub fn file(path: impl Into<PathBuf>, error: impl std::fmt::Display) -> Self {
        Self::input(format!("{}: {error}", path.into().display()))
    }

    /// The same of a file, if it is that the answer is no.
    #[must_use]
    pub fn about(self, path: &std::path::Path) -> Self {
        match self.blame {
            Blame::No => {
                let named = Self::new(Blame::No, format!("{}: {}", path.display(), self.message));
                Self { message: named.message, ..self }
            }
            _ => self,
        }
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn with_help(mut self, help: impl ToString) -> Self {
        self.help = Some(help.to_string());
        self
    }

    /// Adds findings, each with its own help.
    #[must_use]
    pub fn with_findings<S: ToString>(
        mut self,
        findings: impl IntoIterator<Item = (S, Option<String>)>,
    ) -> Self {
        self.related.extend(findings.into_iter().map(|(message, help)| Finding {
            message: message.to_string(),
            help,
            blocker: None,
        }));
        self
    }

    /// Adds what stops a model.
    #[must_use]
    pub fn with_blockers(mut self, blockers: Vec<Blocker>) -> Self {
        self.related.extend(blockers.into_iter().map(|blocker| Finding {
            message: blocker.to_string(),
            help: blocker.help.clone(),
            blocker: Some(blocker),
        }));
        self
    }

    /// What is wrong, with all findings, in one line.
    pub fn problem(&self) -> String {
        let findings = self.related.iter().map(|finding| finding.message.as_str());
        std::iter::once(self.message.as_str())
            .chain(findings)
            .collect::<Vec<_>>()
            .join(": ")
            .replace('\n', " | ")
    }

    /// What the user can do.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// What is wrong, and below it every finding with its help.
    fn listed(&self) -> String {
        let mut text = self.message.clone();
        for finding in &self.related {
            text += &format!("\n  {}", finding.message);
            text.extend(finding.help.iter().map(|help| format!("\n    help: {help}")));
        }
        text
    }

    /// The failure with its help and all findings, as plain text of several lines: for logs of builds.
    pub fn to_text(&self) -> String {
        let mut text = self.listed();
        text.extend(self.help.iter().map(|help| format!("\n  help: {help}")));
        text
    }

    /// The failure as one JSON object, for `--json`.
    pub fn to_json(&self) -> serde_json::Value {
        let finding = |f: &Finding| {
            let mut value = serde_json::json!({"message": f.message, "help": f.help});
            if let Some(blocker) = &f.blocker {
                value["operator"] = serde_json::json!(blocker.operator);
                value["problem"] = serde_json::json!(blocker.problem);
                value["count"] = serde_json::json!(blocker.count);
                value["places"] = serde_json::json!(blocker.places);
            }
            value
        };
        serde_json::json!({
            "error": self.message,
            "status": self.blame as u8,
            "help": self.help,
            "findings": self.related.iter().map(finding).collect::<Vec<_>>(),
        })
    }
}

//! planlint: a language and checker for the investment policies of retirement plans.

pub mod source;
pub mod diagnostics;
pub mod vocabulary;
pub mod syntax;
pub mod policy;
pub mod menu;
pub mod verdict;
pub mod settings;
pub mod inputs;
pub mod pipeline;
pub mod report;
pub mod cli;

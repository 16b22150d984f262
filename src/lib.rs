//! planlint: a language and checker for the investment policies of retirement plans.

pub mod cases;
pub mod cli;
pub mod diagnostics;
pub mod inputs;
pub mod menu;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod settings;
pub mod source;
pub mod syntax;
pub mod verdict;
pub mod vocabulary;

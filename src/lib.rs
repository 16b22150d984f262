//! planlint: a language and checker for the investment policies of retirement plans.

pub mod diagnostics;
pub mod menu;
pub mod policy;
pub mod source;
pub mod syntax;
pub mod verdict;
pub mod vocabulary;

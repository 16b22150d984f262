//! planlint: a language for the investment policies of retirement plans, and a checker of menus against them.
//!
//! ```text
//!               people, CI, editors
//!                       │
//!   door         ┌──────┴──────┐
//!                │ cli         │   arguments, disk, terminal, clock, exit code
//!                └──────┬──────┘
//!   window           report        as told            a Report in words, or for machines
//!                    format        as laid out        a policy with its blanks in order
//!                       │
//!   landing         pipeline       the whole staircase in one file
//!                       │
//!   study             cases        as tried           the policy's own tests, on invented menus
//!                     handbook     as explained       a pack, for a committee
//!                     baseline     as accepted        what was found before, and is let be
//!                       │
//!   stairs   syntax ──► policy ──► verdict ◄── menu
//!            as written as meant   as found    as offered
//!                       │
//!   porch   inputs    settings    packs    bytes → texts; planlint.toml; packs and their lock
//!                       │
//!   ground   source      diagnostics     vocabulary
//!            texts,      catalog,        truth, numbers, intervals,
//!            places      collecting      types, facts, classes
//! ```
//!
//! | stage | takes | gives |
//! |---|---|---|
//! | [`syntax::parse`] | the text of a policy | a tree, as written |
//! | [`policy::declare`], [`policy::resolve`] | trees, and what can be said | the rules, as meant |
//! | [`menu::read_menu`] | the text of a menu | the options, as offered |
//! | [`verdict::evaluate`] | rules, a menu, a day | verdicts, as found |
//! | [`baseline::Baseline`] | verdicts that somebody accepted | which of them are new |
//! | [`pipeline::check`] | texts and a day | all of that, in one report |
//! | [`report::render`] | a report | the same, as told |
//! | [`format::format`] | the text of a policy | the same, as laid out |
//!
//! Broken input is normal input: a stage gives an [`Outcome`](diagnostics::Outcome), a value and messages, and does not
//! fail. Nothing here reads a file, a clock or a terminal but [`cli`].
//!
//! `ARCHITECTURE.md` has the drawing with its rules, and the tests that keep them. The modules stand in the order of a
//! first reading.

pub mod source;

pub mod diagnostics;

pub mod vocabulary;

pub mod inputs;

pub mod syntax;

pub mod policy;

pub mod menu;

pub mod verdict;

pub mod baseline;

pub mod cases;

pub mod handbook;

pub mod settings;

pub mod packs;

pub mod pipeline;

pub mod format;

pub mod report;

pub mod cli;

//! The laws of the language, as properties over generated policies and menus.
//!
//! Generators write texts, so that every case goes through the whole staircase.

mod baseline;
mod checked;
mod completion;
mod conservation;
mod days;
mod dice;
mod documents;
mod exact;
mod explained;
mod expressions;
mod facts;
mod format;
mod history;
mod joined;
mod knowledge;
mod matrix;
mod menus;
mod moments;
mod order;
mod packs;
mod policies;
mod settled;
mod shape;
mod strictness;
mod total;
mod waivers;

//! Joining: several texts about the same options, brought together.
//!
//! in       what each text says, by which numbers and names things are known in it, and other names that somebody accepted
//! out      one menu, in which every fact has the place of the text that it comes from; what texts say differently, told
//! always   things are joined by numbers and exact names; what is not covered stays unknown
//! never    likeness: that two names look alike is for a proposal that a person accepts

pub(super) mod claims;
pub(super) mod followed;
pub(super) mod identifiers;
pub(super) mod identity;
pub(super) mod join;
pub(super) mod likeness;
pub(super) mod look_through;
pub(super) mod proposals;
mod unmatched;

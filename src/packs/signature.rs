//! Signatures of packs: who keeps a pack signs the list of its files, and a project pins the key.

use minisign_verify::{Error, PublicKey, Signature};

use super::content::Content;
use crate::diagnostics::{Diagnostic, kinds};
use crate::inputs;
use crate::settings::Need;

/// The list that is signed, where whoever signs keeps it in the pack. It is no part of itself.
pub const DIGEST_NAME: &str = "pack.digest";
/// The signature of the list, as `minisign -Sm pack.digest` names it.
pub const SIGNATURE_NAME: &str = "pack.digest.minisig";

impl Content {
    /// The list that is signed: a line for each file, in the order of their paths, with its SHA-256 and its path as
    /// `sha256sum` writes them, without the list itself and its signature.
    pub fn digest(&self) -> String {
        let signed = |path: &str| path != DIGEST_NAME && path != SIGNATURE_NAME;
        let files = self.fingerprints().iter().filter(|(path, _)| signed(path));
        files.map(|(path, print)| format!("{print}  {path}\n")).collect()
    }
}

/// Whether a pack is signed by the key that is pinned for it; if none is, there is nothing to verify.
pub fn verify(need: &Need, content: &Content, folder: &str) -> Result<(), Box<Diagnostic>> {
    let Some((key, at)) = &need.minisign else { return Ok(()) };
    let fault = |message: String| Diagnostic::new(&kinds::PACK_SIGNATURE, *at, message);
    let Ok(key) = PublicKey::from_base64(key.trim()) else {
        return Err(Box::new(fault(format!("`{key}` is no public key of minisign")).help(
            "it is the line that begins with `RW` in the file minisign.pub of whoever signs the pack",
        )));
    };
    let Some(file) = content.files().iter().find(|file| file.path == SIGNATURE_NAME) else {
        return Err(Box::new(
            fault(format!("the pack in `{folder}` is not signed, and this asks for a signature"))
                .note(format!("there is no {SIGNATURE_NAME} in it, and nothing of it is used"))
                .help("get the pack with its signature from whoever keeps it")
                .help("if you mean to trust it unsigned, take `minisign` out"),
        ));
    };
    let text = match &file.file.content {
        inputs::Content::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        inputs::Content::TooLarge(_) => None,
    };
    let Some(signature) = text.and_then(|text| Signature::decode(text).ok()) else {
        return Err(Box::new(
            fault(format!("{SIGNATURE_NAME} of the pack in `{folder}` is no signature of minisign"))
                .note("nothing of the pack is used")
                .help("get the pack once more from whoever keeps it"),
        ));
    };
    match key.verify(content.digest().as_bytes(), &signature, true) {
        Ok(()) => Ok(()),
        Err(Error::UnexpectedKeyId) => Err(Box::new(
            fault(format!("the pack in `{folder}` is signed with another key than this one"))
                .note("nothing of it is used")
                .help("ask whoever keeps the pack, by another way than the one that it came by, whether they have a new key"),
        )),
        Err(_) => Err(Box::new(
            fault(format!("the signature of the pack in `{folder}` does not fit its files"))
                .label("signed with this key, or somebody says so")
                .note("a file was changed, added or taken away after the pack was signed, or the signature was; nothing of it is used")
                .help("get the pack once more from whoever keeps it; if you changed it on purpose, it is no longer theirs"),
        )),
    }
}

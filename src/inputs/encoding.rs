//! Encodings: how the bytes of a table stand for characters. The only file that sees the decoder.

use std::borrow::Cow;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

/// How the bytes of a file stand for characters, where somebody declares it. It is never guessed: bytes of one encoding
/// are characters of any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl Encoding {
    /// The encoding of a name such as `windows-1252`, `utf-16le` or `macintosh` (those of the WHATWG standard).
    pub fn named(name: &str) -> Option<Encoding> {
        encoding_rs::Encoding::for_label(name.trim().as_bytes()).map(Encoding)
    }

    /// The encoding that a byte order mark at the start of a file says.
    pub(super) fn of_mark(bytes: &[u8]) -> Option<Encoding> {
        let (encoding, _) = encoding_rs::Encoding::for_bom(bytes)?;
        [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding).then_some(Encoding(encoding))
    }

    /// The characters, without a byte order mark; none if some bytes are no character.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        let (text, faulty) = self.0.decode_with_bom_removal(bytes);
        (!faulty).then_some(text)
    }
}

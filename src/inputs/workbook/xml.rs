//! XML: tags and texts, one after another. The only file that sees the XML parser.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What comes next in a part. Prefixes of names are left off: a part mixes no two vocabularies that share a name.
pub(super) enum Piece<'a> {
    Start(Tag<'a>),
    Text(Cow<'a, str>),
    End(&'a str),
}

pub(super) struct Tag<'a> {
    start: &'a BytesStart<'a>,
}

impl Tag<'_> {
    pub(super) fn name(&self) -> &str {
        local(self.start.name().0)
    }

    /// The value of an attribute, named without its prefix.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        let found = attributes.find_map(|attribute| attribute.ok().filter(|one| local(one.key.0) == name))?;
        quick_xml::escape::unescape(&found.value).ok().map(Cow::into_owned)
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.parse().ok()
    }

    pub(super) fn is_set(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value == "1" || value == "true")
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Why a part is not read to its end.
pub(super) struct Broken;

/// Hands every piece of a part on. A document type is refused: no part has one, and it is there that entities are
/// declared which unfold to more than anybody wrote.
pub(super) fn walk(text: &str, on: &mut dyn FnMut(Piece<'_>)) -> Result<(), Broken> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event().map_err(|_| Broken)? {
            Event::Start(start) => on(Piece::Start(Tag { start: &start })),
            Event::End(end) => on(Piece::End(local(end.name().0))),
            Event::Text(text) => on(Piece::Text(Cow::Borrowed(&text))),
            Event::CData(text) => on(Piece::Text(Cow::Borrowed(&text))),
            Event::GeneralRef(reference) => {
                let text = match reference.resolve_char_ref().map_err(|_| Broken)? {
                    Some(character) => Cow::Owned(character.to_string()),
                    None => {
                        Cow::Borrowed(quick_xml::escape::resolve_predefined_entity(&reference).ok_or(Broken)?)
                    }
                };
                on(Piece::Text(text));
            }
            Event::DocType(_) => return Err(Broken),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

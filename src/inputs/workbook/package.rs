//! The package: a zip archive, its parts unpacked within bounds. The only file that sees the zip reader.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use super::Fault;
use crate::inputs::limits::MOST_UNPACKED;

/// Parts of an archive beyond which it is no workbook of a menu.
const MOST_PARTS: usize = 10_000;

pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked, over all parts.
    left: u64,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Fault> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::NoZip)?;
        if archive.len() > MOST_PARTS {
            return Err(Fault::NoWorkbook);
        }
        Ok(Package { archive, left: MOST_UNPACKED })
    }

    /// The text of a part; none if there is no such part.
    ///
    /// The size that the archive declares is looked at first, and then what really comes out is counted: either can
    /// be the one that lies.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let name = name.trim_start_matches('/');
        let mut names = self.archive.file_names().flatten();
        let found = names.find(|known| known.eq_ignore_ascii_case(name)).map(|known| known.into_owned());
        drop(names);
        let Some(found) = found else { return Ok(None) };
        let broken = || Fault::Part(name.to_string());
        let file = self.archive.by_name(&found).map_err(|_| broken())?;
        if file.size() > self.left {
            return Err(Fault::TooLarge(name.to_string()));
        }
        let mut bytes = Vec::new();
        file.take(self.left.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| broken())?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(size).ok_or_else(|| Fault::TooLarge(name.to_string()))?;
        let text = if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
            encoding_rs::UTF_16LE.decode(&bytes).0.into_owned()
        } else {
            String::from_utf8(bytes).map_err(|_| Fault::Xml(name.to_string()))?
        };
        Ok(Some(text))
    }
}

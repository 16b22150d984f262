//! Writing files whole, and getting packs from archives and repositories. Nothing half-written stays on disk.

use std::fs;
use std::io::{self, Cursor, Read as _};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;

use crate::inputs::{InputFile, LARGEST_FILE};
use crate::packs::PackFile;
use crate::settings::{FILE_NAME, Origin, refused_address, refused_folder, refused_revision};

use super::Stop;
use super::git;
use super::host::{read, spoken};

/// More entries than any pack has.
const MOST_ENTRIES: usize = 4000;

/// Writes a file whole: beside its place first, then in its place. Who may read and write it stays as it was.
pub(super) fn write_file(path: &Path, text: &str) -> Result<(), Stop> {
    let refused = |error: io::Error| Stop::new(format!("`{}` cannot be written: {error}", spoken(path)));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}", std::process::id()));
    let kept = fs::metadata(path).map(|metadata| metadata.permissions()).ok();
    let written = fs::write(&beside, text)
        .and_then(|()| kept.map_or(Ok(()), |kept| fs::set_permissions(&beside, kept)))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(refused)
}

/// Writes a folder whole: beside its place first, then in the place of what was there.
pub(super) fn write_folder(folder: &Path, files: &[PackFile]) -> Result<(), String> {
    let refused = |error: io::Error| format!("`{}` cannot be written: {error}", spoken(folder));
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fill(&beside, files).and_then(|()| put(&beside, folder));
    if written.is_err() {
        let _ = fs::remove_dir_all(&beside);
    }
    written.map_err(refused)
}

fn fill(folder: &Path, files: &[PackFile]) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    for PackFile { path, file } in files {
        let crate::inputs::Content::Bytes(bytes) = &file.content else {
            return Err(io::Error::other(format!("`{path}` is too large")));
        };
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(target, bytes)?;
    }
    Ok(())
}

/// Puts a folder in the place of another, which is kept until that is done.
pub(super) fn put(from: &Path, to: &Path) -> io::Result<()> {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let old = to.with_file_name(format!(".{name}.old.{}", std::process::id()));
    let had = to.exists();
    if had {
        fs::rename(to, &old)?;
    }
    match fs::rename(from, to) {
        Ok(()) if had => fs::remove_dir_all(&old),
        Ok(()) => Ok(()),
        Err(error) => {
            if had {
                let _ = fs::rename(&old, to);
            }
            Err(error)
        }
    }
}

/// Gets a pack and writes it into a folder.
pub(super) fn fetch(origin: &Origin, base: &Path, folder: &Path) -> Result<(), String> {
    let bytes = match origin {
        Origin::Archive(path) => {
            let file = read(&base.join(path)).map_err(|_| format!("there is no archive `{path}`"))?;
            match file.content {
                crate::inputs::Content::Bytes(bytes) => bytes,
                crate::inputs::Content::TooLarge(_) => {
                    return Err(format!("the archive `{path}` is too large"));
                }
            }
        }
        Origin::Git { url, rev, folder: within } => repository(url, rev, within.as_deref(), base, folder)?,
        Origin::Path(_) | Origin::Project => return Ok(()),
    };
    write_folder(folder, &unpacked(bytes)?)
}

/// The files of a zip file. What is no plain file within it is refused, and so is more than any pack has.
fn unpacked(bytes: Vec<u8>) -> Result<Vec<PackFile>, String> {
    let broken = |error: zip::result::ZipError| format!("the archive cannot be read: {error}");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > MOST_ENTRIES {
        return Err(format!("the archive has more than {MOST_ENTRIES} entries, and no pack has as many"));
    }
    let mut files: Vec<PackFile> = Vec::new();
    // Sizes in an archive are claims: what counts is what comes out.
    let mut left = LARGEST_FILE;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(broken)?;
        let name = entry.name().map_err(broken)?.into_owned();
        if entry.is_symlink() {
            return Err(format!(
                "`{name}` in the archive is a link, and a pack cannot read outside of its folder"
            ));
        }
        let parts = plain(&name).ok_or_else(|| format!("`{name}` in the archive leads out of its folder"))?;
        if entry.is_dir() {
            continue;
        }
        let mut content = Vec::new();
        let read = entry.by_ref().take(left.saturating_add(1)).read_to_end(&mut content);
        read.map_err(|error| format!("`{name}` in the archive cannot be read: {error}"))?;
        let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
        left = left
            .checked_sub(size)
            .ok_or_else(|| format!("the archive unpacks to more than {} MB", LARGEST_FILE >> 20))?;
        let path = parts.join("/");
        if files.iter().any(|file| file.path == path) {
            return Err(format!("`{path}` is in the archive twice"));
        }
        files.push(PackFile { file: InputFile::new(path.clone(), content), path });
    }
    within_its_folder(&mut files);
    Ok(files)
}

/// An archive often has one folder with everything in it.
fn within_its_folder(files: &mut [PackFile]) {
    let first =
        files.first().and_then(|file| file.path.split_once('/')).map(|(first, _)| format!("{first}/"));
    let Some(first) = first else { return };
    let is_root = files.iter().any(|file| file.path == FILE_NAME);
    if !is_root && files.iter().all(|file| file.path.starts_with(&first)) {
        for file in files {
            file.path = file.path.strip_prefix(&first).unwrap_or(&file.path).to_string();
        }
    }
}

/// The parts of a path that stays where it is; none of one that leads elsewhere on any system.
fn plain(name: &str) -> Option<Vec<String>> {
    if name.contains(['\\', ':', '\0']) {
        return None;
    }
    let mut parts = Vec::new();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?.to_string()),
            Component::CurDir => {}
            _ => return None,
        }
    }
    (!parts.is_empty()).then_some(parts)
}

/// A revision of a repository as a zip file. Nothing is checked out, so that no hook, filter or link of it comes to life.
fn repository(
    url: &str,
    rev: &str,
    within: Option<&str>,
    base: &Path,
    folder: &Path,
) -> Result<Vec<u8>, String> {
    let refused = refused_address(url).or(refused_revision(rev)).or(within.and_then(refused_folder));
    if let Some(why) = refused {
        return Err(format!("`{url}` at `{rev}` is not fetched: {why}"));
    }
    // A folder is seen from that of planlint.toml, like every other path.
    let is_remote = url.contains("://") || url.split('/').next().is_some_and(|host| host.contains('@'));
    let address = if is_remote {
        url.to_string()
    } else {
        let path = base.join(url);
        path.canonicalize()
            .map_err(|_| format!("there is no repository `{url}`"))?
            .to_string_lossy()
            .into_owned()
    };
    let desk = folder.with_extension(format!("git.{}", std::process::id()));
    let result = archived(&address, rev, within, &desk);
    let _ = fs::remove_dir_all(&desk);
    result.map_err(|why| format!("`{url}` at `{rev}` cannot be fetched: {why}"))
}

fn archived(address: &str, rev: &str, within: Option<&str>, desk: &Path) -> Result<Vec<u8>, String> {
    fs::create_dir_all(desk).map_err(|error| error.to_string())?;
    let git = |arguments: &[&str]| git::bare(desk, arguments);
    git(&["init", "--quiet", "--bare"])?;
    git(&["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", address, rev])?;
    let Some(folder) = within else { return git(&["archive", "--format=zip", "FETCH_HEAD"]) };
    git(&["archive", "--format=zip", &format!("FETCH_HEAD:{folder}")])
        .map_err(|_| format!("it has no folder `{folder}`"))
}

/// Where packs from elsewhere are kept: git is told to leave it out.
pub(super) fn store(project: &Path) -> Result<PathBuf, Stop> {
    let store = project.join(super::packs::STORE);
    let refused = |error: io::Error| Stop::new(format!("`{}` cannot be written: {error}", spoken(&store)));
    fs::create_dir_all(&store).map_err(refused)?;
    let ignore = project.join(".planlint").join(".gitignore");
    if !ignore.exists() {
        fs::write(ignore, "*\n").map_err(refused)?;
    }
    Ok(store)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(write: impl FnOnce(&mut zip::ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        write(&mut writer);
        writer.finish().unwrap().into_inner()
    }

    fn with(name: &str, content: &[u8]) -> Vec<u8> {
        zipped(|writer| {
            writer.start_file(name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        })
    }

    #[test]
    fn a_path_in_an_archive_stays_within_it() {
        for name in ["../evil.ips", "a/../../evil.ips", "/etc/evil.ips", "C:\\evil.ips", "a\\..\\evil.ips"] {
            let told = unpacked(with(name, b"crypto <= 5%")).unwrap_err();
            assert!(told.ends_with("leads out of its folder"), "{name}: {told}");
        }
    }

    #[test]
    fn a_link_in_an_archive_is_refused() {
        let bytes = zipped(|writer| {
            writer.add_symlink("rules.ips", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        });
        assert!(unpacked(bytes).unwrap_err().contains("is a link"));
    }

    #[test]
    fn an_archive_does_not_burst() {
        let zeros = vec![0; usize::try_from(LARGEST_FILE).unwrap() + 1];
        let told = unpacked(with("rules.ips", &zeros)).unwrap_err();
        assert_eq!(told, "the archive unpacks to more than 64 MB");
    }

    #[test]
    fn one_folder_around_everything_is_taken_off() {
        let bytes = zipped(|writer| {
            for name in ["fees-1.0.0/planlint.toml", "fees-1.0.0/a/fees.ips"] {
                writer.start_file(name, SimpleFileOptions::default()).unwrap();
            }
        });
        let paths: Vec<String> = unpacked(bytes).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(paths, ["planlint.toml", "a/fees.ips"]);
    }

    #[test]
    fn git_is_given_no_options() {
        let base = Path::new(".");
        for (url, rev) in [
            ("--upload-pack=touch evil", "v1"),
            ("ext::sh -c evil", "v1"),
            ("ssh://-oProxyCommand=evil/x", "v1"),
            ("http://example.com/rules.git", "v1"),
            ("https://example.com/rules.git", "--upload-pack=evil"),
        ] {
            let told = repository(url, rev, None, base, &base.join("never")).unwrap_err();
            assert!(told.contains("is not fetched"), "{url}: {told}");
        }
    }
}

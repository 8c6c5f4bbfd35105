//! Files with secrets: for their owner only, and whole or not there at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::problem::Problem;

/// Whether a file that is there already may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Replace,
}

/// Writes the file, readable for its owner only. When this returns it is on the disk, so that what comes
/// next may rely on it.
///
/// # Errors
///
/// `File`, also if there is one that is to be kept; `DiskFull`.
pub fn save(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Problem> {
    let write = || -> io::Result<()> {
        let folder = folder(path);
        fs::create_dir_all(&folder)?;
        // Temporary files are made for their owner only, and keep that.
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        match existing {
            Existing::Keep => file.persist_noclobber(path)?,
            Existing::Replace => file.persist(path)?,
        };
        // The file's name is a part of its folder.
        File::open(folder)?.sync_all()
    };
    write().map_err(|error| Problem::file(path, &error))
}

fn folder(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new(".")).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Code;

    #[test]
    fn nobody_else_reads_a_secret() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("new/secret");
        save(&path, b"one", Existing::Keep).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        save(&path, b"two", Existing::Replace).unwrap();
        assert_eq!((mode(&path), fs::read(&path).unwrap()), (0o600, b"two".to_vec()));
    }

    #[test]
    fn a_secret_is_not_written_over() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("secret");
        save(&path, b"one", Existing::Keep).unwrap();
        assert_eq!(save(&path, b"two", Existing::Keep).unwrap_err().code, Code::File);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }
}

//! The address of a page that opens gift links.

/// A page that opens gift links, such as `https://example.com/tea`: its links begin with
/// `https://example.com/tea/g#`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page(String);

/// The text is not the plain address of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a page for links: give https:// (http:// for localhost only), a host in small letters, and a path of letters, digits and -._~, without ? or #")]
pub struct InvalidPage;

impl Page {
    /// The page with this address. It is plain, so that no program on a link's way writes it otherwise
    /// or splits it elsewhere. A slash at its end makes no difference.
    pub fn new(address: &str) -> Result<Self, InvalidPage> {
        let address = address.strip_suffix('/').unwrap_or(address);
        let (host, path) = parts(address).ok_or(InvalidPage)?;
        let segments = path.map(|path| path.split('/'));
        if is_host(host) && segments.into_iter().flatten().all(is_segment) {
            Ok(Self(address.to_owned()))
        } else {
            Err(InvalidPage)
        }
    }

    /// What stands before a link's `#`.
    pub(super) fn for_claims(&self) -> String {
        format!("{}/g", self.0)
    }
}

/// Whether an address has the form of what [`Page::for_claims`] makes. Where the link leads is of no
/// interest any more when it is read.
pub(super) fn is_for_claims(address: &str) -> bool {
    let Some((host, Some(path))) = parts(address) else { return false };
    !host.is_empty() && path.rsplit('/').next() == Some("g")
}

/// Host and path of an address. Without encryption there may be no network in between.
fn parts(address: &str) -> Option<(&str, Option<&str>)> {
    let split = |rest| match str::split_once(rest, '/') {
        Some((host, path)) => (host, Some(path)),
        None => (rest, None),
    };
    if let Some(rest) = address.strip_prefix("https://") {
        return Some(split(rest));
    }
    let (host, path) = split(address.strip_prefix("http://")?);
    (is_host(host) && without_port(host) == "localhost").then_some((host, path))
}

fn is_host(host: &str) -> bool {
    let name = without_port(host);
    let port = host[name.len()..].strip_prefix(':');
    name.len() <= 253
        && name.split('.').all(is_label)
        && port.is_none_or(|port| is_number(port) && port.parse::<u16>().is_ok())
}

fn without_port(host: &str) -> &str {
    host.split_once(':').map_or(host, |(name, _)| name)
}

fn is_label(label: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=63).contains(&label.len())
        && label.bytes().all(plain)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Digits without a sign or leading zeros, so that a port has one text.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0')
}

fn is_segment(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !matches!(segment, "" | "." | "..") && segment.bytes().all(plain)
}

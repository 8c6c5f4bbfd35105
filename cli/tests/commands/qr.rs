//! QR codes are read back by another program than the one that made them.

use std::os::unix::fs::PermissionsExt;

use tongquan_cli::{Code, Qr};
use tongquan_client::{GiftLink, GiftPlace, GiftSecret, MAX_GREETING};

/// What a reader sees in a picture with so many pixels a side.
fn read(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> String {
    let grey = |x, y| if is_dark(x, y) { 0 } else { 255 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, grey);
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code is found");
    grids[0].decode().expect("the code can be read").1
}

fn read_png(file: &[u8]) -> String {
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.bit_depth), (info.height, png::BitDepth::One));
    let side = info.width as usize;
    read(side, |x, y| pixels[y * info.line_size + x / 8] & (0x80 >> (x % 8)) == 0)
}

/// The dark squares of our own SVG, drawn 4 pixels a module.
fn read_svg(text: &str) -> String {
    let side: usize = between(text, "viewBox=\"0 0 ", " ").parse().unwrap();
    let path = between(text, "/><path d=\"", "\"");
    let mut dark = vec![false; side * side];
    for square in path.split("h1v1h-1z").filter(|square| !square.is_empty()) {
        let (x, y) = square.strip_prefix('M').unwrap().split_once(' ').unwrap();
        dark[y.parse::<usize>().unwrap() * side + x.parse::<usize>().unwrap()] = true;
    }
    read(side * 4, |x, y| dark[y / 4 * side + x / 4])
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).expect(before);
    rest.split_once(after).expect(after).0
}

fn read_terminal(text: &str) -> String {
    let rows: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    let side = rows[0].len();
    assert!(rows.iter().all(|row| row.len() == side) && rows.len() == side.div_ceil(2));
    let is_light = |x: usize, y: usize| {
        let light = if y % 2 == 0 { ['█', '▀'] } else { ['█', '▄'] };
        light.contains(&rows[y / 2][x])
    };
    read(side * 4, |x, y| !is_light(x / 4, y / 4))
}

fn link(depth: usize, greeting: &str) -> String {
    let place = GiftPlace { genesis_hash: [7; 32], contract: [9; 32].into(), gift: u64::MAX };
    let secret = GiftSecret::from_bytes([5; 32]).unwrap();
    let number = ((1u64 << depth) - 1) as u32;
    let path = vec![[0xab; 32]; depth];
    GiftLink::of_share(place, number, path, secret, Some(greeting)).unwrap().for_qr()
}

#[test]
fn each_form_of_a_code_says_the_link() {
    for text in [link(0, ""), link(0, "请你喝茶"), link(10, "Have a tea on me!")] {
        let qr = Qr::of(&text).unwrap();
        assert_eq!(read_png(&qr.png()), text);
        assert_eq!(read_svg(&qr.svg()), text);
        assert_eq!(read_terminal(&qr.for_terminal()), text);
    }
}

#[test]
fn the_longest_link_fits() {
    let longest = link(20, &"茶".repeat(MAX_GREETING / "茶".len()));
    assert_eq!(read_png(&Qr::of(&longest).unwrap().png()), longest);
    let refused = Qr::of(&"x".repeat(2_332)).unwrap_err();
    assert_eq!(refused.code, Code::InvalidArgument);
}

#[test]
fn a_codes_file_is_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let (png, svg) = (folder.path().join("link.png"), folder.path().join("link.svg"));
    let qr = Qr::of(&link(0, "")).unwrap();
    qr.save_png(&png).unwrap();
    qr.save_svg(&svg).unwrap();
    for path in [&png, &svg] {
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert_eq!(read_png(&std::fs::read(png).unwrap()), link(0, ""));
    assert_eq!(read_svg(&std::fs::read_to_string(svg).unwrap()), link(0, ""));
    let nowhere = folder.path().join("link.png/there");
    assert_eq!(qr.save_png(&nowhere).unwrap_err().code, Code::File);
}

//! A bundle is read whole or refused with what is wrong.

use std::{env, fs};

use tongquan_client::{Bundle, BundleError};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../artifacts/points.contract");

#[test]
fn a_release_bundle_is_read_with_its_code_and_hash() {
    let bundle = Bundle::load(COMMITTED).unwrap();
    assert_eq!(bundle.name(), "points");
    assert!(bundle.code().starts_with(b"\0asm"));
    let stated = bundle.metadata()["source"]["hash"].as_str().unwrap();
    assert_eq!(stated, format!("0x{}", hex::encode(bundle.code_hash())));
}

#[test]
fn a_bundle_whose_code_was_altered_is_refused() {
    let text = fs::read_to_string(COMMITTED).unwrap();
    let altered = text.replace("\"wasm\":\"0x0061736d01", "\"wasm\":\"0x0061736d02");
    assert_ne!(text, altered);
    assert!(matches!(Bundle::parse(&altered), Err(BundleError::Altered { .. })));
}

#[test]
fn what_is_no_bundle_is_refused() {
    let metadata_alone = fs::read_to_string(COMMITTED.replace(".contract", ".json")).unwrap();
    for text in ["", "{}", "not JSON", metadata_alone.as_str()] {
        assert!(matches!(Bundle::parse(text), Err(BundleError::Malformed { .. })));
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let missing = env::temp_dir().join("no such folder").join("points.contract");
    let error = Bundle::load(&missing).unwrap_err();
    assert!(matches!(error, BundleError::Unreadable { .. }));
    assert!(error.to_string().contains("no such folder"));
}

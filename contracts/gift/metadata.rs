//! Prints the contract's metadata, which ink makes from its source.

extern crate gift as _;

extern "Rust" {
    fn __ink_generate_metadata() -> ink::metadata::InkProject;
}

fn main() -> Result<(), serde_json::Error> {
    // SAFETY: ink defines this function in every contract that isn't built as a dependency.
    let metadata = unsafe { __ink_generate_metadata() };
    serde_json::to_writer(std::io::stdout(), &metadata)
}

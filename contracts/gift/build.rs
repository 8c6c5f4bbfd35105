//! Leaves out the entry points that ink makes: on chain, those of `entry.rs` take their place.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rustc-check-cfg=cfg(own_entry)");
    let set = |name| std::env::var_os(name).is_some();
    let wasm = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if wasm && !set("CARGO_FEATURE_INK_AS_DEPENDENCY") {
        println!("cargo:rustc-cfg=feature=\"ink-as-dependency\"");
        println!("cargo:rustc-cfg=own_entry");
    }
}

# shellcheck shell=bash
# Sourced by the other scripts. Afterwards they are in the checkout's folder, and plain `cargo` is
# what rust-toolchain.toml names, with all that the contracts need; setup.sh brings what is missing.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
rust=$(sed -n 's/^channel = "\(.*\)"/\1/p' "$root/rust-toolchain.toml")
debian_rust=${XDG_CACHE_HOME:-$HOME/.cache}/tongquan/rust-$rust
cd "$root" || exit

# rustup knows which compiler this checkout has. Without rustup, the scripts put it on their path.
if ! command -v rustup >/dev/null; then
    export PATH="$debian_rust/usr/bin:$PATH"
    export LD_LIBRARY_PATH="$debian_rust/usr/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
fi

c_ready() { command -v cc >/dev/null && command -v c++ >/dev/null; }

rust_ready() {
    # A look must not start rustup's download: setup.sh announces it first.
    local -x RUSTUP_AUTO_INSTALL=0
    [[ $(rustc --version 2>/dev/null) == "rustc $rust "* ]] || return
    local sysroot
    sysroot=$(rustc --print sysroot)
    [[ ${TONGQUAN_TOOLCHAIN-} != debian || $sysroot -ef $debian_rust/usr ]] &&
        [[ -e $sysroot/lib/rustlib/src/rust/library/Cargo.toml ]] &&
        [[ -x $sysroot/bin/cargo-clippy && -x $sysroot/bin/cargo-fmt ]]
}

ready() { c_ready && rust_ready; }

[[ ${0##*/} == setup.sh ]] || ready || scripts/setup.sh

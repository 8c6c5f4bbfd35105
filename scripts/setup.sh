#!/usr/bin/env bash
# Brings this machine to where the contracts build: Rust with the source of its standard library
# (contracts compile it anew), clippy and rustfmt; a C and a C++ compiler (for the linker, and for
# Binaryen, which shrinks the contracts). Does nothing where they are.
#
# TONGQUAN_TOOLCHAIN=debian takes Debian's Rust even where rustup's servers answer.
set -euo pipefail

# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

link=tongquan-$rust
# apt may offer a newer Rust than this, so the version is always named.
debian_version=$rust+dfsg3-1~deb12u3

say() { echo "setup: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

as_root() {
    if [[ $EUID -eq 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "needs root and finds no sudo; run this as root, then setup again: $*"
    fi
}

apt_offers() { [[ -n $(apt-cache show "$1" 2>/dev/null) ]]; }

# A fresh machine has no package lists, an old one may have too old ones.
refresh_for() {
    if ! apt_offers "$1"; then
        say "fetching apt's package lists, a few seconds ..."
        as_root apt-get update -qq
    fi
}

# Installs those of these packages that are missing.
install_packages() {
    local package missing=()
    for package in "$@"; do
        [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            missing+=("$package")
    done
    if [[ ${#missing[@]} -gt 0 ]]; then
        refresh_for "${missing[0]}"
        say "${missing[*]} from apt, under a minute ..."
        as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
    fi
}

rust_from_rustup() {
    say "Rust $rust from rustup's servers, 100 MB, about 1 minute ..."
    rustup toolchain install "$rust" --profile minimal --component rust-src,clippy,rustfmt \
        --no-self-update
}

# Where an earlier run had to take Debian's Rust, it would still stand before rust-toolchain.toml.
forget_debian_rust() {
    if rustup override list | grep -F "$root" | grep -qF "$link"; then
        rustup override unset --path "$root"
    fi
}

# Unpacked, not installed: installed it would stand in rustup's way, and only one version could be.
unpack_debian_rust() {
    local part=$debian_rust.part package so
    say "Rust $rust from Debian's packages, 120 MB, about 1 minute ..."
    rm -rf "$part"
    mkdir -p "$part/debs"
    cd "$part/debs"
    for package in rustc-web cargo-web "libstd-rust-web-${rust%.*}" libstd-rust-web-dev \
        rust-web-src rust-web-clippy rustfmt-web; do
        apt-get download -q -o APT::Sandbox::User=root "$package=$debian_version"
        dpkg-deb -x "$package"_*.deb "$part"
    done
    cd "$part/usr"
    rm -rf "$part/debs" src/*/src src/*/compiler # the compiler's own source
    for so in lib/*-linux-gnu/*.so*; do
        ln -s "${so#lib/}" lib/
    done
    cd lib/rustlib/*-linux-gnu
    mkdir bin
    ln -s /usr/lib/llvm-19/bin/lld bin/rust-lld
    same_bytes_as_rustup "$part/usr/bin"
    cd "$root"
    mv "$part" "$debian_rust"
}

# Debian's compiler is the same one, but says "(built from a source tarball)" behind its version. That
# goes into every symbol's hash, and so into the order of a contract's functions. Without those words
# the contracts' code is byte for byte what rustup's compiler makes.
same_bytes_as_rustup() {
    mv "$1/rustc" "$1/rustc-debian"
    cat >"$1/rustc" <<'SH'
#!/bin/sh
rustc=$(dirname "$0")/rustc-debian
[ "$*" != -vV ] || { "$rustc" -vV | sed 's/ (built from .*//'; exit; }
export RUSTC_FORCE_RUSTC_VERSION="@version@"
exec "$rustc" "$@"
SH
    local version
    version=$(LD_LIBRARY_PATH=$1/../lib "$1/rustc-debian" --version | sed 's/^rustc //; s/ (built from .*//')
    sed -i "s/@version@/$version/" "$1/rustc"
    chmod +x "$1/rustc"
}

rust_from_debian() {
    # What its cargo, its compiler and its linker for Wasm need.
    install_packages ca-certificates libcurl4 libhttp-parser2.9 libpcre3 libsqlite3-0 libssh2-1 \
        libssl3 libllvm19 lld-19
    mkdir -p "${debian_rust%/*}"
    (
        flock 9 # another checkout may be at it
        [[ -d $debian_rust ]] || unpack_debian_rust
    ) 9>"$debian_rust.lock"
    if command -v rustup >/dev/null; then
        say "linking it to rustup as $link, for this checkout alone"
        rustup -q toolchain link "$link" "$debian_rust/usr"
        rustup -q override set "$link" --path "$root"
    fi
}

debian_has_rust() {
    command -v apt-get >/dev/null && refresh_for "rustc-web=$debian_version" &&
        apt_offers "rustc-web=$debian_version"
}

if ready; then
    say "Rust $rust and the C compilers are here, nothing to do"
    exit
fi

if ! c_ready; then
    command -v apt-get >/dev/null ||
        fail "install a C and a C++ compiler (gcc and g++; on a Mac: xcode-select --install), then run this again"
    install_packages gcc g++
fi

if ! rust_ready; then
    if [[ ${TONGQUAN_TOOLCHAIN-} != debian ]] && command -v rustup >/dev/null && rust_from_rustup; then
        forget_debian_rust
    elif debian_has_rust; then
        rust_from_debian
    else
        fail "install rustup (https://rustup.rs), then run this again; only Debian 12 can do without its servers"
    fi
fi

ready || fail "this checkout still gets '$(cd "$root" && rustc --version 2>&1)': see RUSTUP_TOOLCHAIN and 'rustup show'"
say "ready"

#!/usr/bin/env bash
# Runs every test: the rules natively, the contracts' Wasm on the embedded chain, and the same
# scenarios on a real node where there is one.
#
# usage: scripts/test.sh [--accept-costs]
#   --accept-costs  take the measured costs as the committed ones, in e2e-tests/costs.json and
#                   docs/costs.md
#
# The node is $CONTRACTS_NODE, or else substrate-contracts-node on the PATH. TONGQUAN_NODE=required
# fails where there is none.
set -euo pipefail

# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

case ${1-} in
"") ;;
--accept-costs) export TONGQUAN_ACCEPT_COSTS=1 ;;
*)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit 1
    ;;
esac

node=${CONTRACTS_NODE:-substrate-contracts-node}
if command -v "$node" >/dev/null; then
    has_node=yes
elif [[ ${TONGQUAN_NODE-} == required ]]; then
    echo "test: there is no '$node', which the tests of this run need" >&2
    exit 1
else
    has_node=
fi

if [[ ! -d ${CARGO_TARGET_DIR:-target}/debug/deps ]]; then
    echo "test: the first time compiles the chain and the tests, 12 to 18 minutes on two cores" >&2
fi

echo "test: the contracts' rules, natively" >&2
cargo test --locked -p tongquan-host -p tongquan-traits -p tongquan-ownership -p tongquan-escrow \
    -p psp34 -p points -p coupon -p auction -p swap -p gift
skip=()
if [[ ! $has_node ]]; then
    skip+=(--skip on_a_node)
    echo "test: not run on a node, for there is no '$node' here. To have one:" \
        "cargo install contracts-node --version 0.42.0 --locked (over an hour on two cores)," \
        "or set CONTRACTS_NODE" >&2
fi
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    skip+=(--skip of_a_wallet)
    echo "test: no signatures of a JavaScript wallet, for there is no Node.js here (node and npm)" >&2
elif [[ ! -d e2e-tests/wallet/node_modules ]]; then
    echo "test: the wallet library from npm, some 20 MB, seconds" >&2
    if ! npm ci --prefix e2e-tests/wallet --no-audit --no-fund --loglevel=error >&2; then
        rm -rf e2e-tests/wallet/node_modules
        skip+=(--skip of_a_wallet)
        echo "test: no signatures of a JavaScript wallet, for npm could not install its library" >&2
    fi
fi

echo "test: the contracts' Wasm and the command line on the embedded chain${has_node:+ and on a node}" >&2
cargo test --locked -p tongquan-client -p e2e-tests -p tongquan-cli -- "${skip[@]}"

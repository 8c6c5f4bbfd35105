#!/usr/bin/env bash
# Tells the story of a merchant, its points and its coupons, on a chain inside the process, from the committed bundles.
#
# usage: scripts/demo.sh [--json]
set -euo pipefail

# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

if [[ ! -x ${CARGO_TARGET_DIR:-target}/debug/demo ]]; then
    echo "demo: the first time compiles the chain, 8 to 12 minutes on two cores; then it takes seconds" >&2
fi
# Not quiet: after a change it compiles again, and says so on stderr.
exec cargo run --locked -p e2e-tests --bin demo -- "$@"

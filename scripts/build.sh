#!/usr/bin/env bash
# Builds the release bundles of all contracts into artifacts/, and those for tests into
# e2e-tests/hostile/, and prints their sizes.
# --check writes nothing and fails where the last commit's bundles are not what its source builds.
set -euo pipefail

# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

if [[ ! -x ${CARGO_TARGET_DIR:-target}/debug/bundle ]]; then
    echo "build: the first time compiles the builder (Binaryen is a part), 3 to 5 minutes on two cores," \
        "then the contracts, 2 to 3 minutes" >&2
fi
# Not quiet: after a change it compiles again, and says so on stderr.
exec cargo run --locked -p bundle -- "$@"

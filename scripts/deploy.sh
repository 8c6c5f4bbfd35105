#!/usr/bin/env bash
# Deploys the contracts from the committed bundles to a network, and merchants from their files, and writes
# deployments/NETWORK.json. What is there already is left as it is, so it can be given again after a cut.
# Without --execute it shows what would be done. All arguments go to `tongquan deploy`.
#
# usage: scripts/deploy.sh [--network NAME] [--url ws://…] [--merchant FILE.toml]... [--redeploy] [--execute] [...]
#   scripts/deploy.sh --suri //Alice                      what would be done on a development node
#   scripts/deploy.sh --suri //Alice --execute            do it, after a question
#   scripts/deploy.sh --merchant cli/examples/merchant.toml --suri //Alice --execute --skip-confirm
#   --help            this text; `tongquan deploy --help` lists all options
#
# Keys other than development keys are never arguments: --keystore FILE, or the variable TONGQUAN_SURI.
set -euo pipefail

case ${1-} in
-h | --help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit
    ;;
esac

here=$PWD
# shellcheck source=scripts/toolchain.sh
. "$(dirname "$0")/toolchain.sh"

program=${CARGO_TARGET_DIR:-target}/debug/tongquan
if [[ ! -x $program ]]; then
    echo "deploy: the first time compiles the program, for some minutes" >&2
fi
# Not quiet: after a change it compiles again, and says so on stderr.
cargo build --locked -p tongquan-cli
[[ $program == /* ]] || program=$root/$program

# The checkout's bundles and address books; files that the caller names are looked for from where the caller is.
export TONGQUAN_ARTIFACTS=${TONGQUAN_ARTIFACTS:-$root/artifacts} TONGQUAN_DEPLOYMENTS=${TONGQUAN_DEPLOYMENTS:-$root/deployments}
cd "$here"
exec "$program" deploy "$@"

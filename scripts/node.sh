#!/usr/bin/env bash
# Runs a substrate-contracts-node of one's own until Ctrl-C, and keeps its chain for the next time.
#
# usage: scripts/node.sh [--base-path DIR] [--port N] [--fresh] [-- NODE OPTIONS]
#   --base-path DIR   where the chain is kept (default: target/node in this checkout)
#   --port N          of the endpoint (default: 9944)
#   --fresh           begin a new chain: forget the one in that folder
#   --help            this text
#
# The node is $CONTRACTS_NODE, or else substrate-contracts-node on the PATH.
set -euo pipefail

say() { echo "node: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

usage() { sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"; }

base=$(dirname "$0")/../target/node
port=9944
fresh=
while [[ $# -gt 0 ]]; do
    case $1 in
    --base-path | --port)
        [[ -n ${2-} ]] || fail "$1 needs a value (see --help)"
        if [[ $1 == --port ]]; then port=$2; else base=$2; fi
        shift
        ;;
    --fresh) fresh=yes ;;
    -h | --help)
        usage
        exit
        ;;
    --)
        shift
        break
        ;;
    *) fail "doesn't know $1 (see --help)" ;;
    esac
    shift
done
[[ $port =~ ^[0-9]+$ && $port -ge 1 && $port -le 65535 ]] || fail "'$port' is no port"

node=${CONTRACTS_NODE:-substrate-contracts-node}
command -v "$node" >/dev/null ||
    fail "no '$node' here: 'cargo install contracts-node --version 0.42.0 --locked' (over an hour on two" \
        "cores; first: apt-get install clang libclang-dev cmake protobuf-compiler), or set CONTRACTS_NODE"

# The node would quietly take another port.
if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is taken: end what listens there, or choose another with --port"
fi

mkdir -p "$base"
base=$(cd "$base" && pwd)
# The node inherits the lock: --fresh must not pull a chain from under another one.
exec 9>"$base/lock"
! command -v flock >/dev/null || flock -n 9 || fail "another node runs on $base"
if [[ -n $fresh ]]; then
    "$node" purge-chain --dev --base-path "$base" -y >/dev/null 2>&1 || fail "can't forget the chain in $base"
fi

endpoint=ws://127.0.0.1:$port
say "endpoint       $endpoint (answers in about 6 seconds)"
say "explorer       https://polkadot.js.org/apps/?rpc=$endpoint"
say "contracts      https://ui.use.ink/?rpc=$endpoint"
say "chain kept in  $base"
say "ends with      Ctrl-C"
# Reachable from this machine only; a block for each transaction, final at once; the state of all blocks,
# which the books of all events are made from.
exec "$node" --dev --base-path "$base" --rpc-port "$port" --listen-addr /ip4/127.0.0.1/tcp/0 \
    --state-pruning archive --finalize-delay-sec 0 --no-prometheus --no-telemetry --no-hardware-benchmarks "$@"

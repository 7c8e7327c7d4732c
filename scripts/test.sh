#!/bin/sh
# npm test: installs and builds what is needed, on a fresh clone too, and runs the tests with the Node of this project.

root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root" || exit
sh scripts/ensure-installed.sh --rebuild || exit
node=$(sh scripts/find-node.sh) || exit
exec "$node" node_modules/vitest/vitest.mjs run "$@"

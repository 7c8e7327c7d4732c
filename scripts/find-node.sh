#!/bin/sh
# Prints the Node to run with: the one that `npm ci` brought, or the system's where that one does not run here.
# Exit code 3 and a line that says so where neither will do.

root=$(cd "$(dirname "$0")/.." && pwd -P)
pinned=$root/node_modules/node/bin/node

if [ -x "$pinned" ]; then
  echo "$pinned"
  exit 0
fi
system=$(command -v node) || {
  echo 'error: Node.js was not found' >&2
  echo '  install Node.js 22.12 or newer, with npm: https://nodejs.org' >&2
  exit 3
}
if "$system" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) ? 0 : 1)'; then
  echo "$system"
  exit 0
fi
echo "error: Node.js $("$system" --version) is too old, and the one that npm installs does not run on this machine" >&2
echo '  install Node.js 22.12 or newer: https://nodejs.org' >&2
exit 3

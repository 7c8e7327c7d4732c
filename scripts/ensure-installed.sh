#!/bin/sh
# Installs the packages and builds dist/ where they are missing or older than their sources.
#   --rebuild  builds in any case
# Several first starts at once: one works, the others wait for it.
#
# shellcheck disable=SC3013  # -nt is in POSIX since 2024, and in dash, bash, ksh and busybox long before

root=$(cd "$(dirname "$0")/.." && pwd -P)
[ -n "${HOME-}" ] || unset HOME
hold=$root/.installing

installed() {
  [ -e "$root/node_modules/.package-lock.json" ] &&
    [ ! "$root/package-lock.json" -nt "$root/node_modules/.package-lock.json" ]
}

built() {
  [ -e "$root/dist/.built" ] &&
    [ ! "$root/package-lock.json" -nt "$root/dist/.built" ] &&
    [ ! "$root/.git/logs/HEAD" -nt "$root/dist/.built" ]
}

# The holder's process id lies inside. A holder that is gone, or that left no id for ten seconds, is cleared away.
take_hold() {
  silent=0
  told=
  until mkdir "$hold" 2> /dev/null; do
    if [ ! -d "$hold" ] && [ ! -w "$root" ]; then
      echo "error: $root is not writable, and the playground is not installed in it" >&2
      echo '  run it once as the owner of that folder' >&2
      exit 3
    fi
    holder=$(cat "$hold/pid" 2> /dev/null)
    if [ -z "$holder" ]; then
      silent=$((silent + 1))
      [ "$silent" -ge 50 ] && clear_hold ''
    elif ! kill -0 "$holder" 2> /dev/null; then
      clear_hold "$holder"
    elif [ -z "$told" ]; then
      echo "playground: waiting for another first start (process $holder)" >&2
      told=yes
    fi
    sleep 0.2
  done
  echo $$ > "$hold/pid"
  trap 'rm -rf "$hold"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
}

# Moving is atomic: of two that want to clear, one does. Should it have caught a new holder, that one gets it back.
clear_hold() {
  aside=$hold.$$
  mv "$hold" "$aside" 2> /dev/null || return 0
  if [ "$(cat "$aside/pid" 2> /dev/null)" = "$1" ]; then
    rm -rf "$aside"
  else
    mv "$aside" "$hold"
  fi
}

install_packages() {
  command -v npm > /dev/null || {
    echo 'error: npm was not found' >&2
    echo '  install Node.js 22.12 or newer, with npm: https://nodejs.org' >&2
    exit 3
  }
  echo 'playground: installing its packages (once, about a minute)' >&2
  log=$(mktemp) || exit 3
  if ! (cd "$root" && npm ci --no-audit --no-fund --loglevel=error < /dev/null > "$log" 2>&1); then
    echo 'error: npm ci failed' >&2
    tail -n 20 "$log" | sed 's/^/  /' >&2
    rm -f "$log"
    exit 3
  fi
  rm -f "$log"
  # A Node for another C library or processor installs, but does not run: then the system's is used.
  node=$root/node_modules/node/bin/node
  if [ -e "$node" ] && ! "$node" --version > /dev/null 2>&1; then rm -f "$node"; fi
}

build() {
  node=$(sh "$root/scripts/find-node.sh") || exit
  echo 'playground: building' >&2
  log=$(mktemp) || exit 3
  # Older supported versions of Node read TypeScript only when told to.
  if ! (cd "$root" && "$node" --experimental-strip-types --no-warnings scripts/build.ts < /dev/null > "$log" 2>&1); then
    echo 'error: the build failed' >&2
    tail -n 30 "$log" | sed 's/^/  /' >&2
    rm -f "$log"
    exit 1
  fi
  rm -f "$log"
}

rebuild=
[ "${1-}" = --rebuild ] && rebuild=yes
if [ -z "$rebuild" ] && installed && built; then exit 0; fi
take_hold
installed || install_packages
if [ -n "$rebuild" ] || ! built; then build; fi

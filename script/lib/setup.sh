# What every script needs: where the project is, a Python, a virtual environment, system packages.
# Sourced, not run.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
ROOT=$PWD
export RISKREG_DATA="${RISKREG_DATA:-$ROOT/var}"
export PIP_DISABLE_PIP_VERSION_CHECK=1
VENV="$ROOT/.venv"
PY="$VENV/bin/python"

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# packages NAME... : install the Debian packages that are missing, or print the one command and stop.
packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q '^install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  command -v apt-get >/dev/null || fail "Missing: ${missing[*]}. Install them with your system's package manager, then run this again."
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || fail "Please run this once, then start again:  sudo apt-get update && sudo apt-get install -y ${missing[*]}"
    as_root=(sudo -n)
  fi
  say "Installing: ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# python_for_venv : print a Python of 3.11 or later.
python_for_venv() {
  local candidate
  for candidate in python3.13 python3.12 python3.11 python3; do
    command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    printf '%s' "$candidate"
    return 0
  done
  return 1
}

# environment LOCK... : make .venv and bring it to the locked dependencies; nothing if it is there already.
environment() {
  local python stamp="$VENV/.installed" wanted
  if [ ! -x "$PY" ]; then
    python=$(python_for_venv) || { packages python3; python=$(python_for_venv) || fail "riskreg needs Python 3.11 or later."; }
    "$python" -c 'import ensurepip, venv' 2>/dev/null || packages python3-venv
    say "Making the virtual environment"
    "$python" -m venv "$VENV"
  fi
  wanted=$(cat "$@" | sha256sum)
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    # a development environment holds everything the server needs: do not shrink it
    if [ "$#" -eq 1 ] && [ "$(cat "$stamp.dev" 2>/dev/null)" = "$(cat "$1" requirements-dev.lock | sha256sum)" ]; then return 0; fi
    say "Installing the dependencies"
    local lock
    for lock in "$@"; do "$PY" -m pip install -q --require-hashes -r "$lock"; done
    printf '%s' "$wanted" >"$stamp"
    if [ "$#" -eq 2 ]; then printf '%s' "$wanted" >"$stamp.dev"; fi
  fi
}

# messages : compile the translations that changed.
messages() {
  local po mo
  for po in locale/*/LC_MESSAGES/*.po; do
    [ -e "$po" ] || continue
    mo="${po%.po}.mo"
    if [ ! -e "$mo" ] || [ "$po" -nt "$mo" ]; then msgfmt -o "$mo" "$po"; fi
  done
}

RUNTIME_PACKAGES=(graphviz libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fontconfig gettext)

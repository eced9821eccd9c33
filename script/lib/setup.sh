# What every script needs: where the project is, system packages, a Python, a virtual environment.
# Sourced, not run.

set -euo pipefail
# What the sourcing script says of itself at its head.
USAGE=$(sed -n '2,/^[^#]/s/^# \{0,1\}//p' "${BASH_SOURCE[1]:-/dev/null}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
ROOT=$(pwd -P)
export RISKREG_DATA="${RISKREG_DATA:-$ROOT/var}"
export PIP_DISABLE_PIP_VERSION_CHECK=1
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
RUNTIME_PACKAGES=(graphviz libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fontconfig gettext)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

# takes PATTERN ARGUMENT... : stop with the usage if help is wanted or an argument is not wholly of the pattern.
takes() {
  local pattern=$1 argument
  shift
  for argument in "$@"; do
    case "$argument" in
      -h | --help)
        printf '%s\n' "$USAGE"
        exit 0
        ;;
    esac
    [[ $argument =~ ^($pattern)$ ]] && continue
    say "script/$(basename "$0") does not take “$argument”."
    say "$USAGE"
    exit 2
  done
}

# packages NAME... : install the Debian packages that are missing, or print the one command and stop.
packages() {
  local missing=() name as_root=()
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "Not Debian or Ubuntu: please see to it that this machine has the like of $*"
    return 0
  fi
  for name in "$@"; do
    dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q '^install ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo -n)
    if ! sudo -n true 2>/dev/null; then
      say "Some system packages are missing. Please run this once, then start again:"
      fail "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
    fi
  fi
  say "Installing system packages: ${missing[*]}"
  # One unreachable source of several is no reason to stop; the installation itself decides.
  "${as_root[@]}" apt-get update -qq >&2 || say "apt-get update had trouble; trying to install all the same."
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    fail "apt could not install: ${missing[*]}"
}

# browser_package : print the name of Chromium's package; Ubuntu's brings its snap.
browser_package() {
  if grep -qx 'ID=ubuntu' /etc/os-release 2>/dev/null; then printf chromium-browser; else printf chromium; fi
}

# pythons : print the Pythons of 3.11 or later, newest name first.
pythons() {
  local candidate
  for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
    command -v "$candidate" >/dev/null || continue
    "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && printf '%s\n' "$candidate"
  done
  return 0
}

# venv_python : print the first of them that can make virtual environments.
venv_python() {
  local candidate
  for candidate in $(pythons); do
    "$candidate" -c 'import ensurepip, venv' 2>/dev/null || continue
    printf '%s' "$candidate"
    return 0
  done
  return 1
}

# system_packages NAME... : what every run needs, and what this one names; all missing ones at once.
system_packages() {
  local python=()
  venv_python >/dev/null || python=(python3 python3-venv)
  packages "${python[@]}" "${RUNTIME_PACKAGES[@]}" "$@"
}

# virtual_environment : make .venv; make it anew if it is half made, or was made in another folder.
virtual_environment() {
  local python
  if "$PY" -c 'import pip' 2>/dev/null && [ "$(cat "$VENV/.made-in" 2>/dev/null || printf '%s' "$ROOT")" = "$ROOT" ]; then
    return 0
  fi
  python=$(venv_python) || fail "riskreg needs Python 3.11 or later with its venv module."
  say "Making the virtual environment with $python"
  "$python" -m venv --clear "$VENV"
  printf '%s' "$ROOT" >"$VENV/.made-in"
}

# environment LOCK... : bring .venv to the locked dependencies; nothing if it is there already.
environment() {
  local lock wanted stamp="$VENV/.installed"
  virtual_environment
  wanted=$(cat "$@" | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
  # A development environment holds everything the server needs: do not touch it.
  if [ "$#" -eq 1 ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(cat "$1" requirements-dev.lock | sha256sum)" ]; then
    return 0
  fi
  say "Installing the dependencies (a minute or two, once)"
  for lock in "$@"; do
    "$PY" -m pip install -q --require-hashes -r "$lock" >&2
  done
  printf '%s' "$wanted" >"$stamp"
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

# templates : the template files, one per line.
templates() { find templates -name '*.html' | sort; }

# A PostgreSQL server for the tests: the one named in TEST_POSTGRES_URL, or a throw-away cluster.
# Sourced, not run.

POSTGRES_URL="${TEST_POSTGRES_URL:-${DATABASE_URL_TEST_PG:-}}"
POSTGRES_BIN=""
POSTGRES_DIR=""

postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }

# The server refuses to run as root.
as_server_user() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_start() {
  local port
  [ -n "$POSTGRES_URL" ] && return 0
  [ -x "$(postgres_bin)/initdb" ] || (packages postgresql) || return 1
  POSTGRES_BIN=$(postgres_bin)
  [ -x "$POSTGRES_BIN/initdb" ] || return 1
  if [ "$(id -u)" -eq 0 ]; then id postgres >/dev/null 2>&1 || return 1; fi
  # In /tmp: the user postgres may not be let into ours, and socket paths must be short.
  POSTGRES_DIR=$(mktemp -d /tmp/riskreg-postgres.XXXXXX)
  trap postgres_stop EXIT
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$POSTGRES_DIR"; fi
  port=$("$PY" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (
    cd /
    as_server_user "$POSTGRES_BIN/initdb" -D "$POSTGRES_DIR/data" -U riskreg -A trust -E UTF8 --locale=C.UTF-8 >/dev/null &&
      as_server_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -l "$POSTGRES_DIR/log" -w -t 60 start >/dev/null \
        -o "-p $port -c listen_addresses=127.0.0.1 -k $POSTGRES_DIR -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  ) || {
    cat "$POSTGRES_DIR/log" >&2 2>/dev/null
    postgres_stop
    return 1
  }
  POSTGRES_URL="postgres://riskreg@127.0.0.1:$port/postgres"
}

postgres_stop() {
  [ -n "$POSTGRES_DIR" ] || return 0
  (cd / && as_server_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=""
}

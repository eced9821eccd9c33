# A PostgreSQL server for the tests: the one named in TEST_POSTGRES_URL, or a throw-away cluster.
# Sourced, not run.

POSTGRES_URL="${TEST_POSTGRES_URL:-}"
POSTGRES_DIR=""

as_server_user() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_start() {
  [ -n "$POSTGRES_URL" ] && return 0
  if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
    (packages postgresql) >&2 2>&1 || return 1
  fi
  local bin port
  bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  [ -x "$bin/initdb" ] || return 1
  if [ "$(id -u)" -eq 0 ]; then id postgres >/dev/null 2>&1 || return 1; fi
  POSTGRES_BIN=$bin
  POSTGRES_DIR=$(mktemp -d /tmp/riskreg-postgres.XXXXXX)
  [ "$(id -u)" -eq 0 ] && chown postgres "$POSTGRES_DIR"
  port=$("$PY" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  (
    cd /
    as_server_user "$bin/initdb" -D "$POSTGRES_DIR/data" -U riskreg -A trust -E UTF8 --locale=C.UTF-8 >/dev/null &&
      as_server_user "$bin/pg_ctl" -D "$POSTGRES_DIR/data" -l "$POSTGRES_DIR/log" -w -t 60 \
        -o "-p $port -c listen_addresses=127.0.0.1 -k $POSTGRES_DIR -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start >/dev/null
  ) || return 1
  trap postgres_stop EXIT
  POSTGRES_URL="postgres://riskreg@127.0.0.1:$port/postgres"
}

postgres_stop() {
  [ -n "$POSTGRES_DIR" ] || return 0
  (cd / && as_server_user "$POSTGRES_BIN/pg_ctl" -D "$POSTGRES_DIR/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$POSTGRES_DIR"
  POSTGRES_DIR=""
}

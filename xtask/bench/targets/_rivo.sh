# What both Rivo targets share. RIVO_BENCH_BIN is the release binary.
. "$PERF_DIR/targets/_api.sh"
T_READY_PATH=/readyz
T_SKIP="login dash100 dash100k stall"
EMAIL=admin@example.com PASSWORD=correct-horse-battery
# DEBUG opens the chat routes: the peers ask for no key either.
SETTINGS=(env DEBUG=True SECRET_KEY=only-for-a-throw-away-database-0123456789 BIND=127.0.0.1 RUST_LOG=warn)
T_CMD=("${SETTINGS[@]}" "$RIVO_BENCH_BIN" serve)
# Migrates first, so that the start which is timed is an ordinary one.
t_prepare() { echo "$PASSWORD" | "${SETTINGS[@]}" "$RIVO_BENCH_BIN" createsuperuser --email "$EMAIL" >/dev/null; }
t_token() {
  curl -s "http://127.0.0.1:$PORT/api/v1/auth/token/" -H 'Content-Type: application/json' \
    -d "{\"email\": \"$EMAIL\", \"password\": \"$PASSWORD\", \"device_name\": \"bench\"}" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["token"])'
}

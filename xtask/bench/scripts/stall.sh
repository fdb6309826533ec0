#!/usr/bin/env bash
# Posts arrive fifty a second: alone, then while two people page through 100,000 clients as fast as a person turns
# pages (ten a second each), then while two programs do so as fast as they are answered. The posts' latency is counted
# from the moment at which they were due.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
export PYTHONDONTWRITEBYTECODE=1
READERS=()
cleanup() {
  [ ${#READERS[@]} = 0 ] || kill "${READERS[@]}" 2>/dev/null || true
  srv_stop
  pg_stop
}
trap cleanup EXIT
trap 'exit 130' INT TERM

DUR=$((DUR * 2)) # fifty a second need a while to tell something

posts() { # posts SCENARIO
  local before after rows result
  before=$(t_count)
  result=$("$LOADGEN" --addr "127.0.0.1:$PORT" --duration "$DUR" --warmup "$WARM" --watch "server:$SRV" \
    ${DBW:+--watch "db:$DBW"} --conns 256 --rate 50 "${T_WRITE[@]}" --seed 4 --drain 120)
  after=$(t_count)
  rows=$((after - before))
  python3 "$PERF_DIR/fmt.py" "$RESULTS" "$RAW" "$TARGET" "$1" 1 "$rows" "$result"
}

beside() { # beside PAGES_A_SECOND SCENARIO
  READERS=()
  for reader in 1 2; do
    python3 "$PERF_DIR/rivo/reader.py" "$PORT" "$token" $((DUR + WARM + 1)) "$1" "$reader" &
    READERS+=($!)
  done
  posts "$2"
  wait "${READERS[@]}"
  READERS=()
}

for TARGET in rivo-postgres rivo-sqlite; do
  . "$PERF_DIR/targets/$TARGET.sh"
  DBW=
  if [ -n "$T_DB" ]; then
    pg_start
    db_fresh "$T_DB"
    export DATABASE_URL
    DATABASE_URL=$(db_url "$T_DB")
    DBW=$PG_MASTER
  fi
  t_prepare
  t_seed_clients 100000
  srv_start "${T_CMD[@]}"
  token=$(t_token)
  posts stall-before
  beside 10 stall-during
  beside 0 stall-flood
  srv_stop
done

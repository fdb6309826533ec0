#!/usr/bin/env bash
# What Postgres does by itself, written into the same table as the servers: one-row inserts and reads of 50 rows by
# pgbench over prepared statements, with the same number of connections.
set -euo pipefail
. "$(dirname "$0")/../lib.sh"
L=$PERF_DIR/limits LOGS=$PERF_WORK/pgbench
rm -rf "$LOGS" && mkdir -p "$LOGS"
trap pg_stop EXIT
pg_start
db_fresh limits
"$PG_BIN/psql" -X -q "$(db_url limits)" -f "$L/pg_schema.sql" >/dev/null

measure() { # measure SCENARIO CONNECTIONS FILE
  rm -f "$LOGS"/log.*
  (cd "$LOGS" && PGPASSWORD=perf "$PG_BIN/pgbench" -h 127.0.0.1 -p "$PG_PORT" -U perf -n -M prepared \
    -c "$2" -j $(($2 > 1 ? 2 : 1)) -T "$DUR" -l --log-prefix=log -f "$3" limits >"$LOGS/said" 2>&1) ||
    { cat "$LOGS/said" >&2; return 1; }
  python3 - "$1" "$DUR" "$LOGS" "$RESULTS" <<'P'
import glob, os, sys
scenario, seconds, logs, results = sys.argv[1:]
took = sorted(int(line.split()[2]) for file in glob.glob(logs + "/log.*") for line in open(file))
if not took:
    sys.exit(f"pgbench finished no transaction of {scenario} in {seconds} s")
at = lambda share: f"{took[min(len(took) - 1, int(len(took) * share))] / 1000:.2f}"
columns = ("target scenario req/s p50ms p99ms max_ms bad rows_ok srv_us db_us srv_cores db_cores gen other steal "
           "srv_rss srv_pss db_pss round note").split()
cells = {"target": "pgbench", "scenario": scenario, "req/s": f"{len(took) / float(seconds):.1f}",
         "p50ms": at(.5), "p99ms": at(.99)}
new = not os.path.exists(results) or os.path.getsize(results) == 0
with open(results, "a") as file:
    if new:
        print(*columns, sep="\t", file=file)
    print(*(cells.get(column, "-") for column in columns), sep="\t", file=file)
print(f"pgbench          {scenario:20} {cells['req/s']:>9} {cells['p50ms']:>9} {cells['p99ms']:>9}")
P
}

FAILED=0
measure hist50/c32 32 "$L/range50.sql" || FAILED=1
for connections in $CONNS; do measure "ingest/c$connections" "$connections" "$L/insert.sql" || FAILED=1; done
exit $FAILED

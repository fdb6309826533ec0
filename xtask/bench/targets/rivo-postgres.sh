# Rivo on Postgres
. "$PERF_DIR/targets/_rivo.sh"
T_DB=rivo
t_count() { sql "$T_DB" "select count(*) from chat_message"; }
t_seed_clients() {
  sed "s/{N}/$1/g" "$PERF_DIR/rivo/clients-postgres.sql" | "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 "$(db_url "$T_DB")"
  db_settle "$T_DB"
}

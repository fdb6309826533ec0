# Rivo on SQLite: WAL with synchronous=FULL, each commit is on the disk before its answer
. "$PERF_DIR/targets/_rivo.sh"
T_DB=
DATABASE_FILE=$PERF_WORK/rivo-sqlite/rivo.db
export DATABASE_URL=sqlite:$DATABASE_FILE
rm -rf "${DATABASE_FILE%/*}" && mkdir -p "${DATABASE_FILE%/*}"
t_count() { sqlite3 -cmd '.timeout 10000' "$DATABASE_FILE" "select count(*) from chat_message"; }
t_seed_clients() {
  sed "s/{N}/$1/g" "$PERF_DIR/rivo/clients-sqlite.sql" | sqlite3 -bail -cmd '.timeout 60000' "$DATABASE_FILE" >/dev/null
}

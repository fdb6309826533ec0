-- The same version as migrations/sqlite/V8__erasure.sql: what that one mends is a column here, and
-- goes with its row.
SELECT 1;

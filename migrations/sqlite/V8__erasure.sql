-- The same version as migrations/postgres/V8__erasure.sql.

-- Words that are erased leave the full-text indexes at once, not when a segment happens to be merged.
-- An index that only marks what is deleted in it cannot do that, so this one is made anew, without
-- what was erased before.
DROP TABLE message_text;
CREATE VIRTUAL TABLE message_text USING fts5(
    document, content = '', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO message_text (message_text, rank) VALUES ('secure-delete', 1);
INSERT INTO message_text (rowid, document)
SELECT s.search_id, m.message
FROM message_search s JOIN chat_message m ON m.id = s.message_id;

INSERT INTO client_search (client_search, rank) VALUES ('secure-delete', 1);
INSERT INTO client_search (client_search) VALUES ('rebuild');

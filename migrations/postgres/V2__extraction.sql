-- What extraction cost, by day and extractor. It outlives the clients it was spent on.
CREATE TABLE extraction_ledger (
    day TEXT NOT NULL,
    extractor TEXT NOT NULL,
    runs BIGINT NOT NULL,
    failed_runs BIGINT NOT NULL,
    prompt_tokens BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cost_micros BIGINT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (day, extractor)
);

INSERT INTO extraction_ledger
SELECT TO_CHAR(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), REPLACE(extractor, ' (failed)', ''),
    SUM(CASE WHEN extractor LIKE '% (failed)' THEN 0 ELSE 1 END),
    SUM(CASE WHEN extractor LIKE '% (failed)' THEN 1 ELSE 0 END),
    SUM(prompt_tokens), SUM(completion_tokens), SUM(cost_micros), MIN(created_at), MAX(created_at)
FROM extraction_run
GROUP BY 1, 2;

DROP INDEX extraction_run_created;

-- What a person's word on a fact says about who extracted it: one row a field of a client.
CREATE TABLE fact_review (
    client_id UUID NOT NULL REFERENCES client (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    extractor TEXT NOT NULL,
    -- right, wrong, missed or invented.
    verdict TEXT NOT NULL,
    day TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (client_id, path)
);
CREATE INDEX fact_review_day ON fact_review (day, path, verdict);

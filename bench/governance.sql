-- rows {first} to {last} of the history; every wrong value is one in 100,000 and falls on another row
SELECT
    i // 120 AS person,
    CASE WHEN i % 100000 = 11 THEN NULL ELSE (2016 + i % 120 // 12) * 100 + i % 120 % 12 + 1 END AS arrived,
    CASE WHEN i % 100000 = 22 THEN '999' ELSE ['110', '210', '410'][1 + (i // 120) % 3] END AS scheme,
    CASE WHEN i % 100000 = 33 THEN '77' ELSE CASE WHEN hash(i) % 50 = 0 THEN '2' ELSE '1' END END AS kind,
    CASE WHEN i % 100000 = 44 THEN '0' ELSE CASE WHEN hash(i) % 40 = 0 THEN '2' ELSE '1' END END AS flag,
    CASE WHEN i % 100000 = 55 THEN 190001 WHEN i % 100000 = 66 THEN 200013 WHEN i % 100000 = 77 AND i % 120 > 0
        THEN (2016 + (i - 1) % 120 // 12) * 100 + (i - 1) % 120 % 12 + 1
        ELSE (2016 + i % 120 // 12) * 100 + i % 120 % 12 + 1 END AS month,
    CASE WHEN i % 100000 = 88 THEN 100 ELSE base END AS base,
    base * 16 // 100 AS mine,
    CASE WHEN i % 100000 = 99 THEN 7 WHEN i % 100000 = 88 THEN 8 ELSE (base * 160000 + 1000000) // 2000000 END AS own,
    base * 16 // 100
        + CASE WHEN i % 100000 = 99 THEN 7 WHEN i % 100000 = 88 THEN 8 ELSE (base * 160000 + 1000000) // 2000000 END
        + CASE WHEN i % 100000 = 111 THEN 1 ELSE 0 END AS total
FROM (SELECT range AS i, (450000 + hash(range // 120) % 1500000)::BIGINT AS base FROM range({first}, {last}))
-- query
WITH history AS (SELECT * FROM read_parquet('{history}')),
rules AS (
    SELECT
        count(*) FILTER (arrived IS NULL) AS a,
        count(*) FILTER (scheme NOT IN ('110', '120', '210', '410')) AS b,
        count(*) FILTER (kind NOT IN ('1', '2', '3', '4', '11', '12')) AS c,
        count(*) FILTER (flag NOT IN ('1', '2', '7', '8')) AS d,
        count(*) FILTER (month NOT BETWEEN 199201 AND 202512) AS e,
        count(*) FILTER (month % 100 NOT BETWEEN 1 AND 12) AS f,
        count(*) FILTER (base NOT BETWEEN 400000 AND 2500000) AS g,
        count(*) FILTER (total <> mine + own) AS h,
        count(*) FILTER (abs(own - (base * 160000 + 1000000) // 2000000) > 1) AS i
    FROM history
),
repeated AS (
    SELECT count(*) AS j FROM (
        SELECT 1 FROM history GROUP BY person, scheme, month HAVING count(*) > 1
    )
)
SELECT * FROM rules, repeated

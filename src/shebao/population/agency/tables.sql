-- One statement a table over a chunk of the synthetic population; columns are named as business systems name them.
-- Amounts are fen, months YYYYMM. :as_of is the last month. Whatever a check of the shipped set demands holds here.

-- persons
SELECT person AS AAC001, identity_number AS AAC002, name AS AAC003, CASE sex WHEN 'M' THEN '1' ELSE '2' END AS AAC004,
    birth AS AAC006, first_day(first_work) AS AAC007, CAST(1 + person % 2 AS VARCHAR) AS AAC009,
    ['11', '21', '31', '61', '70'][1 + person % 5] AS AAC011,
    CASE WHEN situation LIKE 'resident%' THEN '2' ELSE '1' END AS AAC012, CAST(1 + person % 4 AS VARCHAR) AS AAC017,
    first_work AS AAC049, '1' AS AAC058, district AS AAB301,
    CASE WHEN person % 20 <> 9 THEN '138' || lpad(CAST((person - CAST(person % 7 = 3 AS BIGINT)) % 100000000 AS VARCHAR), 8, '0') END AS AAE005,
    CASE WHEN person % 10 < 7 THEN '合成市' ELSE '' END || ['东湖', '长江', '汉水', '龟山', '月湖'][1 + person // 3 % 5] || '路' || CAST(1 + person // 15 % 4000 AS VARCHAR) || '号'
        || CAST(1 + person // 3 % 90 AS VARCHAR) || '室' AS AAE006,
    '430070' AS AAE007
FROM persons ORDER BY AAC001;

-- enrolments
WITH spells AS (
    SELECT e.person, e.employer, e.start, e."end", row_number() OVER (PARTITION BY e.person ORDER BY e.start) AS place,
        CASE WHEN p.situation LIKE 'institution%' THEN '120' ELSE '110' END AS pension
    FROM employments e JOIN persons p USING (person)
), lines AS (
    SELECT *, pension AS line, 0 AS number FROM spells
    UNION ALL SELECT *, '210', 1 FROM spells WHERE employer IS NOT NULL
    UNION ALL SELECT *, '410', 2 FROM spells WHERE employer IS NOT NULL
), residents AS (
    SELECT p.person, greatest(p.first_work, 201107) AS start, CASE WHEN r.retired IS NOT NULL THEN earlier(r.retired)
        WHEN p.death IS NOT NULL THEN month_of(p.death) END AS "end"
    FROM persons p LEFT JOIN pensioners r USING (person) WHERE p.situation LIKE 'resident%'
)
SELECT person * 100 + place * 3 + number AS AAZ159, person AS AAC001, employer AS AAB001, line AS AAE140, '2' AS AAC013,
    first_day(start) AS AAC030, CASE WHEN "end" IS NULL THEN '1' ELSE '3' END AS AAC031,
    CASE WHEN place = 1 THEN '11' ELSE '12' END AS AAC050, start AS AAE041, "end" AS AAE042
FROM lines
UNION ALL
SELECT person * 100, person, NULL, '170', NULL, first_day(least(start, coalesce("end", start))),
    CASE WHEN "end" IS NULL THEN '1' ELSE '3' END, '11', least(start, coalesce("end", start)), "end"
FROM residents ORDER BY AAC001, AAZ159;

-- contributions
WITH paid AS (
    SELECT e.AAC001, e.AAB001, e.AAE140, m.period, least(greatest(c.base, m.floor), m.ceiling) AS base
    FROM enrolments e JOIN months m ON m.period >= e.AAE041 AND m.period <= coalesce(e.AAE042, 999912)
    JOIN contributions c ON c.person = e.AAC001 AND c.year = m.period // 100 WHERE e.AAE140 <> '170'
), rated AS (
    SELECT *, CASE AAE140 WHEN '210' THEN 7000 WHEN '410' THEN 4000 ELSE CASE WHEN AAB001 IS NULL THEN 0 ELSE 160000 END
        END AS employer, CASE AAE140 WHEN '210' THEN 3000 WHEN '410' THEN 0
        ELSE CASE WHEN AAB001 IS NULL THEN 200000 ELSE 80000 END END AS employee
    FROM paid
), amounts AS (
    SELECT *, (2 * base * employer + 1000000) // 2000000 AS mine, (2 * base * employee + 1000000) // 2000000 AS own
    FROM rated
)
SELECT AAC001, AAB001, AAE140, period AS AAE002, period AS AAE003, '1' AS AAE143, base AS AAE180, mine AS AAE020,
    own AS AAE022, mine + own AS AAE169, '1' AS AAE115, '1' AS AAE111, period AS AAE079, '2' AS AAE142
FROM amounts ORDER BY AAC001, AAE140, AAE003;

-- accounts
SELECT person AS AAC001, year AS AAE001, base AS AIC020, 12::BIGINT AS AIC078, months AS AIC079,
    base * months * 8 // 100 AS AAE381,
    greatest(account - base * months * 8 // 100 - coalesce(lag(account) OVER (PARTITION BY person ORDER BY year), 0), 0)
        AS AAE269, account AS AAE382
FROM contributions ORDER BY AAC001, AAE001;

-- benefits
SELECT r.person AS AAC001, CASE r.scheme WHEN 'resident' THEN '170' WHEN 'public' THEN '120'
        WHEN 'institution' THEN '120' ELSE '110' END AS AAE140,
    CASE WHEN r.months >= 180 THEN '2' ELSE '3' END AS AIC161, first_day(r.retired) AS AIC162, r.retired AS AAE210,
    month_of(r.death) AS AAE042,
    CASE WHEN r.death IS NOT NULL THEN '3' WHEN r.status = 'suspended' THEN '0' ELSE '1' END AS AAE116,
    coalesce(r.determined, r.basic + r.personal + r.transition) + r.adjustment AS AAE019,
    r.months - r.deemed_months AS AAE201, r.deemed_months AS AAE200, r.months AS AAE202, '2' AS AAE145,
    p.name AS AAE009, '6200' || lpad(CAST(r.person AS VARCHAR), 15, '0') AS AAE010
FROM pensioners r JOIN persons p USING (person) ORDER BY AAC001;

-- benefit_items
WITH items AS (
    SELECT person, scheme, unnest([{'item': '011', 'amount': basic}, {'item': '012', 'amount': personal},
        {'item': '013', 'amount': transition}, {'item': '401', 'amount': adjustment}]) AS each
    FROM pensioners WHERE determined IS NULL
    UNION ALL
    SELECT person, scheme, unnest([{'item': '041', 'amount': determined}, {'item': '401', 'amount': adjustment}])
    FROM pensioners WHERE determined IS NOT NULL
)
SELECT person AS AAC001, CASE scheme WHEN 'resident' THEN '170' WHEN 'public' THEN '120' WHEN 'institution' THEN '120'
    ELSE '110' END AS AAE140, each.item AS AIC230, each.amount AS AAE019
FROM items WHERE each.amount > 0 ORDER BY AAC001, AIC230;

-- payments
WITH due AS (
    SELECT b.AAC001, b.AAE140, m.period, b.AAE019 AS amount, b.AAE010 AS account, b.AAE210 AS since,
        coalesce(b.AAE042, 999912) AS until FROM benefits b, months m WHERE b.AAE116 <> '0'
    UNION ALL
    SELECT u.AAC001, '210', m.period, u.AAE019, '6200' || lpad(CAST(u.AAC001 AS VARCHAR), 15, '0'), u.AAE210, u.AJC056
    FROM unemployment u, months m
)
SELECT AAC001 * 100 + month_number(period) % 100 AS AAZ030, period * 1000 + CAST(AAE140 AS BIGINT) AS AAZ031, AAC001,
    AAE140, period AS AAE002, period AS AAE003, amount AS AAE129, 0::BIGINT AS AAE058, amount AS AAE169,
    NULL::VARCHAR AS AAE141, '1' AS AAE117, '2' AS AAE145, account AS AAE010, '1' AS BAE761
FROM due WHERE period > :paid_after AND period BETWEEN since AND until ORDER BY AAC001, AAE003;

-- deaths
SELECT person AS AAC001, identity_number AS AAC002, name AS AAC003, death AS AAE138
FROM persons WHERE death IS NOT NULL ORDER BY AAC001;

-- prison
SELECT person AS AAC001, identity_number AS AAC002, first_day(:as_of - 200) AS AAE030,
    first_day(:as_of - 100) AS AAE031
FROM persons WHERE situation IN ('enterprise_worker', 'flexible_worker') AND death IS NULL AND person % 499 = 7
ORDER BY AAC001;

-- injuries
SELECT i.person * 10 AS AAZ127, i.person AS AAC001, w.employer AS AAB001, i.date AS ALC020,
    CAST(i.date + 15 AS DATE) AS ALC017, CAST(i.date + 50 AS DATE) AS ALC031, CAST(i.date + 120 AS DATE) AS ALC034,
    '1' AS ALC029, '01' AS ALC027, '3' AS ALC021, lpad(CAST(i.grade AS VARCHAR), 2, '0') AS ALA040,
    CASE i.nursing WHEN 'complete' THEN '1' WHEN 'most' THEN '2' WHEN 'partial' THEN '3' END AS ALC060
FROM injuries i JOIN insured w USING (person) ORDER BY AAC001;

-- unemployment
WITH terms AS (
    SELECT *, CASE WHEN contribution_months < 60 THEN 12 WHEN contribution_months < 120 THEN 18 ELSE 24 END AS term
    FROM unemployed WHERE contribution_months >= 12
)
SELECT person AS AAC001, CAST(first_day(since) - 10 AS DATE) AS AJC090, CAST(first_day(since) - 5 AS DATE) AS AJC094,
    since AS AAE210, later(since, term - 1) AS AJC056, contribution_months AS AJC071, 0::BIGINT AS AJC001,
    contribution_months AS AJC072, term::BIGINT AS AJC097, months_drawn AS AJC098, term - months_drawn AS AJC099,
    180000::BIGINT AS AAE019
FROM terms ORDER BY AAC001;

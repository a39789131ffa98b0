-- The payroll of December 2025 as one would write it by hand for DuckDB: the same rules, steps and files as
-- `shebao batch payroll`. {input} is the roster, {output} a folder. Statements are separated by semicolons.
CREATE OR REPLACE TEMP VIEW judged AS
WITH parsed AS (
    SELECT *, TRY_CAST(left(identity_number, 17) AS BIGINT) AS n, ascii(right(identity_number, 1)) AS last_character,
           retired // 100 * 12 + retired % 100 - 1 AS retired_month, year(birth) * 12 + month(birth) - 1 AS birth_month
    FROM read_parquet('{input}')
    WHERE person BETWEEN 1 AND 4611686018427387904 AND identity_number IS NOT NULL AND birth IS NOT NULL
      AND district IS NOT NULL AND scheme IN ('employee', 'public', 'resident')
      AND status IN ('normal', 'suspended', 'terminated') AND retired BETWEEN 194910 AND 215012
      AND base BETWEEN 0 AND 10000000 AND "index" BETWEEN 0 AND 100000 AND months BETWEEN 0 AND 720
      AND deemed_months BETWEEN 0 AND 600 AND account BETWEEN 0 AND 2000000000
      AND payout_months BETWEEN 560 AND 2330 AND coalesce(determined BETWEEN 0 AND 100000000000, TRUE)
      AND adjustment BETWEEN 0 AND 100000000000 AND arrears BETWEEN 0 AND 100000000000
      AND deduction BETWEEN 0 AND 100000000000
)
SELECT *,
       length(identity_number) = 18 AND n >= 10000000000000000 AND NOT contains(identity_number, 'e')
       AND NOT contains(identity_number, 'E') AND (last_character BETWEEN 48 AND 57 OR last_character = 88)
       AND (n * 2 + n // 10 * 6 + n // 100 * 1 + n // 1000 * 2 + n // 10000 * 4 + n // 100000 * 8
            + n // 1000000 * 5 + n // 10000000 * 10 + n // 100000000 * 9 + n // 1000000000 * 7
            + n // 10000000000 * 3 + n // 100000000000 * 6 + n // 1000000000000 * 1 + n // 10000000000000 * 2
            + n // 100000000000000 * 4 + n // 1000000000000000 * 8 + n // 10000000000000000 * 5
            + CASE last_character WHEN 88 THEN 10 ELSE last_character - 48 END) % 11 = 1
       AND year(birth) * 10000 + month(birth) * 100 + day(birth) = n // 1000 % 100000000
       AND length(district) = 6 AND coalesce(TRY_CAST(district AS BIGINT) BETWEEN 100000 AND 999999, FALSE)
       AND coalesce(death >= birth, TRUE) AND retired % 100 BETWEEN 1 AND 12
       AND retired_month - birth_month >= 480 AND deemed_months <= months
       AND months <= retired_month - birth_month - 168 AND (scheme = 'employee' OR determined IS NOT NULL)
       AND (determined IS NOT NULL OR retired >= 200601)
       AND coalesce(year(death) * 12 + month(death) - 1 >= retired_month - 1, TRUE) AS sound
FROM parsed;

COPY (
    WITH staged AS (
        SELECT *, (months * 200 + 12) // 24 AS years, (deemed_months * 200 + 12) // 24 AS deemed_years,
               determined IS NULL AS by_formula, (2 * base * "index" + 10000) // 20000 AS wage,
               CASE WHEN status = 'terminated' THEN 'terminated'
                    WHEN retired_month > 24311 THEN 'not_yet'
                    WHEN year(death) * 12 + month(death) - 1 < 24311 THEN 'deceased'
                    WHEN status = 'suspended' THEN 'suspended'
                    WHEN verified < DATE '2024-12-01' THEN 'unproven'
                    ELSE 'normal' END AS state
        FROM judged WHERE sound
    ), parts AS (
        SELECT *, CASE WHEN by_formula THEN wage ELSE 0 END AS indexed_wage,
               CASE WHEN by_formula THEN ((base + wage) * years * 20 + 200000) // 400000 ELSE 0 END AS basic,
               CASE WHEN by_formula THEN (account * 20 + payout_months) // (2 * payout_months) ELSE 0 END AS personal,
               CASE WHEN by_formula
                    THEN (base * "index" * deemed_years * 24 + 1000000000) // 2000000000 ELSE 0 END AS transition,
               coalesce(determined, 0) AS fixed
        FROM staged
    ), due AS (
        SELECT *, basic + personal + transition + fixed + adjustment AS pension,
               CASE WHEN state = 'normal' THEN 1 ELSE 0 END AS payable
        FROM parts
    )
    SELECT person, identity_number, district, scheme, state, years, deemed_years, indexed_wage, basic, personal,
           transition, fixed AS determined, adjustment, pension, payable, arrears,
           least(deduction, pension * payable + arrears) AS deduction,
           pension * payable + arrears - least(deduction, pension * payable + arrears) AS payment
    FROM due {order}
) TO '{output}/results.parquet' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 131072);

COPY (
    SELECT person, identity_number FROM read_parquet('{input}') AS roster
    WHERE NOT EXISTS (FROM read_parquet('{output}/results.parquet') AS result WHERE result.person = roster.person)
) TO '{output}/rejects.csv';

COPY (
    SELECT district, count(*), sum(basic * payable), sum(personal * payable), sum(transition * payable),
           sum(determined * payable), sum(adjustment * payable), sum(pension * payable), sum(arrears), sum(deduction),
           sum(payment)
    FROM read_parquet('{output}/results.parquet') GROUP BY district ORDER BY district
) TO '{output}/totals.csv'

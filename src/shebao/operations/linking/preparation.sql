-- People as they are compared: :given has row, source, number, name, identity, sex, birth, phone, address; name_forms the
-- forms of each name. A key that more than :most people share blocks nothing: placeholders such as a row of zeros. Texts are
-- cut where no number, telephone or address is longer: pairs are compared in the square of the length.
WITH cut AS (
    SELECT * REPLACE (left(identity, 60) AS identity, left(phone, 60) AS phone, left(address, 300) AS address,
        CASE WHEN birth BETWEEN DATE '1800-01-01' AND DATE '2200-12-31' THEN birth END AS birth)
    FROM :given
), plain AS (
    SELECT *, nullif(regexp_replace(upper(translate(identity, '０１２３４５６７８９Ｘｘ', '0123456789XX')), '[^0-9A-Z]', '', 'g'), '')
            AS written,
        nullif(regexp_replace(translate(phone, '０１２３４５６７８９', '0123456789'), '[^0-9]', '', 'g'), '') AS dialled,
        nullif(regexp_replace(lower(address), '[\s,，.。;；:：、\\\-_%#·()（）]', '', 'g'), '') AS place
    FROM cut
), bodies AS (
    SELECT *, CASE WHEN regexp_full_match(written, '[0-9]{17}[0-9X]') THEN left(written, 17)
        WHEN regexp_full_match(written, '[0-9]{15}') THEN left(written, 6) || '19' || right(written, 9) END AS body
    FROM plain
), checked AS (
    SELECT *, substr('10X98765432', CAST((:weighted) % 11 AS BIGINT) + 1, 1) AS "check",
        regexp_full_match(body, '[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}') AS formed
    FROM bodies
), people AS (
    SELECT "row", CASE WHEN length(written) = 15 AND body IS NOT NULL THEN body || "check" ELSE written END AS identity,
        coalesce(body, written) AS identity_body,
        coalesce(formed AND (length(written) = 15 OR right(written, 1) = "check"), false) AS identity_sound,
        array_to_string(list_sort(string_split(written, '')), '') AS identity_digits,
        left(body, 10) AS identity_head, right(body, 8) AS identity_tail, right(body, 3) AS identity_serial,
        left(body, 6) AS identity_place, left(body, 6) || right(body, 3) AS identity_ends,
        f.key AS name_key, f.letters AS name_letters, f.sounds AS name_sounds, f.pattern AS name_pattern, f.surname,
        f."end" AS name_end,
        [left(f.key, place - 1) || '_' || substr(f.key, place + 1) FOR place IN range(1, length(f.key) + 1)] AS name_holes,
        [left(f.key, place - 1) || substr(f.key, place + 1) FOR place IN range(1, length(f.key) + 1)] AS name_less,
        strftime(birth, '%Y%m%d') AS birth, strftime(birth, '%Y%d%m') AS birth_turned,
        CAST(birth - DATE '1800-01-01' AS BIGINT) AS birth_day, sex,
        CASE WHEN length(dialled) >= 7 THEN regexp_replace(dialled, '^(0086|86)(1[3-9][0-9]{9})$', '\2') END AS phone,
        CASE WHEN length(place) >= 4 THEN place END AS address
    FROM checked c LEFT JOIN name_forms f ON f.name = c.name
)
SELECT *, array_to_string(list_sort(string_split(phone, '')), '') AS phone_digits,
    CASE WHEN count(*) OVER (PARTITION BY identity_body) <= :most THEN identity_body END AS identity_key,
    CASE WHEN count(*) OVER (PARTITION BY phone) <= :most THEN phone END AS phone_key,
    CASE WHEN count(*) OVER (PARTITION BY address) <= :most THEN address END AS address_key,
    count(*) OVER (PARTITION BY name_key) <= greatest(2, count(*) OVER () // 20000) AS name_rare
FROM people

-- What concerns the field: active units of its activities (basic pharmaceuticals, pharmaceutical
-- preparations, research in biotechnology), units that a row of the tables names by its SIREN,
-- active or not, and the establishments of both: those that are active, and the seat in any case.
WITH chosen AS (
  SELECT id, seat
  FROM register_things
  WHERE unit IS NULL
    AND (
      siren IN (SELECT value FROM identifiers WHERE scheme = 'siren')
      OR (
        naf IN ('21.10Z', '21.20Z', '72.11Z')
        AND status = 'https://w3id.org/bioprod/id/concept/active-organization'
      )
    )
)
SELECT id
FROM chosen
UNION ALL
SELECT seat
FROM chosen
WHERE seat IS NOT NULL
UNION ALL
SELECT register_things.id
FROM register_things
JOIN chosen ON register_things.unit = chosen.id
WHERE status = 'https://w3id.org/bioprod/id/concept/active-organization'

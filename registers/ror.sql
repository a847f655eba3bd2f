-- Research organisations, each with the name that it is shown by. What was withdrawn is left out.
-- Other names stand in one cell, parted by what names hold too, so they cannot be told apart.
SELECT
  'https://w3id.org/bioprod/id/organization/ror-' || substr(id, 17) AS id,
  'http://www.w3.org/ns/org#FormalOrganization' AS type,
  "names.types.ror_display" AS name,
  CAST([] AS VARCHAR[]) AS other_names,
  id AS record,
  CASE
    WHEN regexp_matches("external_ids.type.wikidata.all", '^Q[0-9]+$')
    THEN 'http://www.wikidata.org/entity/' || "external_ids.type.wikidata.all"
  END AS wikidata,
  CASE status
    WHEN 'active' THEN 'https://w3id.org/bioprod/id/concept/active-organization'
    WHEN 'inactive' THEN 'https://w3id.org/bioprod/id/concept/closed-organization'
  END AS status,
  "locations.geonames_details.country_code" AS country,
  "locations.geonames_details.name" AS city,
  CAST(NULL AS VARCHAR) AS commune,
  CAST(NULL AS VARCHAR) AS siren,
  CAST(NULL AS VARCHAR) AS siret,
  CAST(NULL AS VARCHAR) AS naf
FROM organizations
WHERE regexp_matches(id, '^https://ror\.org/0[0-9a-hjkmnp-tv-z]{6}[0-9]{2}$')
  AND status <> 'withdrawn'

-- Legal units and their establishments: one row each, of those that the register shows to everybody.
-- A natural person is a unit whose legal category begins with 1, or that has a person's name: it is
-- left out, with its establishments, as is what is diffused in part or not at all. A unit stands
-- under the commune of its seat; what is not known is a blank, never a guess.
WITH shown AS (
  SELECT *
  FROM units
  WHERE regexp_matches(siren, '^[0-9]{9}$')
    AND statutDiffusionUniteLegale = 'O'
    AND substr(categorieJuridiqueUniteLegale, 1, 1) <> '1'
    AND nomUniteLegale IS NULL
    AND prenom1UniteLegale IS NULL
),
sited AS (
  SELECT *
  FROM establishments
  WHERE regexp_matches(siret, '^[0-9]{14}$')
    AND substr(siret, 1, 9) = siren
    AND statutDiffusionEtablissement = 'O'
)
SELECT
  'https://w3id.org/bioprod/id/organization/siren-' || shown.siren AS id,
  'http://www.w3.org/ns/org#FormalOrganization' AS type,
  coalesce(denominationUniteLegale, denominationUsuelle1UniteLegale, sigleUniteLegale) AS name,
  [
    sigleUniteLegale, denominationUsuelle1UniteLegale, denominationUsuelle2UniteLegale,
    denominationUsuelle3UniteLegale
  ] AS other_names,
  shown.siren AS number,
  shown.siren AS siren,
  seat.siret AS siret,
  CASE etatAdministratifUniteLegale
    WHEN 'A' THEN 'https://w3id.org/bioprod/id/concept/active-organization'
    WHEN 'C' THEN 'https://w3id.org/bioprod/id/concept/closed-organization'
  END AS status,
  dateCreationUniteLegale AS created,
  activitePrincipaleUniteLegale AS naf,
  activitePrincipaleNAF25UniteLegale AS naf25,
  seat.codeCommuneEtablissement AS commune,
  seat.codePostalEtablissement AS postal_code,
  'https://w3id.org/bioprod/id/place/siret-' || seat.siret AS seat,
  CAST(NULL AS VARCHAR) AS unit
FROM shown
LEFT JOIN sited AS seat ON seat.siret = shown.siren || shown.nicSiegeUniteLegale
UNION ALL
SELECT
  'https://w3id.org/bioprod/id/place/siret-' || sited.siret AS id,
  'http://www.w3.org/ns/org#Site' AS type,
  coalesce(
    denominationUsuelleEtablissement, enseigne1Etablissement, denominationUniteLegale,
    denominationUsuelle1UniteLegale, sigleUniteLegale
  ) AS name,
  [
    denominationUsuelleEtablissement, enseigne1Etablissement, enseigne2Etablissement,
    enseigne3Etablissement
  ] AS other_names,
  sited.siret AS number,
  sited.siren AS siren,
  sited.siret AS siret,
  CASE etatAdministratifEtablissement
    WHEN 'A' THEN 'https://w3id.org/bioprod/id/concept/active-organization'
    WHEN 'F' THEN 'https://w3id.org/bioprod/id/concept/closed-organization'
  END AS status,
  dateCreationEtablissement AS created,
  activitePrincipaleEtablissement AS naf,
  activitePrincipaleNAF25Etablissement AS naf25,
  codeCommuneEtablissement AS commune,
  codePostalEtablissement AS postal_code,
  CAST(NULL AS VARCHAR) AS seat,
  'https://w3id.org/bioprod/id/organization/siren-' || sited.siren AS unit
FROM sited
JOIN shown ON shown.siren = sited.siren

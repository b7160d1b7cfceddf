-- One good query for each counted indicator, for the whole area: denominator, then numerator.
-- `codes` holds the codelists; the other tables are the records. Index date 2026-09-30.

-- indicator: bp_recorded_5y
WITH people AS (
    SELECT patient_id FROM patients
    WHERE date_of_birth <= DATE '1981-09-30' AND (date_of_death IS NULL OR date_of_death > DATE '2026-09-30')
      AND patient_id IN (
          SELECT patient_id FROM practice_registrations
          WHERE start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))),
seen AS (
    SELECT DISTINCT patient_id FROM clinical_events
    WHERE date > DATE '2021-09-30' AND date <= DATE '2026-09-30'
      AND snomedct_code IN (SELECT code FROM codes WHERE list = 'blood_pressure'))
SELECT COUNT(*), COUNT(seen.patient_id) FROM people LEFT JOIN seen ON people.patient_id = seen.patient_id;

-- indicator: copd_flu_vaccination
WITH people AS (
    SELECT patient_id FROM patients
    WHERE (date_of_death IS NULL OR date_of_death > DATE '2026-09-30')
      AND patient_id IN (
          SELECT patient_id FROM practice_registrations
          WHERE start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))),
found AS (
    SELECT e.patient_id,
           MAX(CASE WHEN c.list = 'copd' THEN e.date END) AS diagnosed,
           MAX(CASE WHEN c.list = 'copd_resolved' THEN e.date END) AS resolved,
           MAX(CASE WHEN c.list = 'flu_vaccination_pcd' AND e.date > DATE '2025-09-30' THEN e.date END) AS vaccinated
    FROM clinical_events e JOIN codes c ON e.snomedct_code = c.code
    WHERE c.list IN ('copd', 'copd_resolved', 'flu_vaccination_pcd') AND e.date <= DATE '2026-09-30'
    GROUP BY e.patient_id)
SELECT COUNT(*), COUNT(vaccinated) FROM people JOIN found ON people.patient_id = found.patient_id
WHERE diagnosed IS NOT NULL AND (resolved IS NULL OR diagnosed > resolved);

-- indicator: diabetes_hba1c_check
WITH people AS (
    SELECT patient_id FROM patients
    WHERE date_of_birth <= DATE '2009-09-30' AND (date_of_death IS NULL OR date_of_death > DATE '2026-09-30')
      AND patient_id IN (
          SELECT patient_id FROM practice_registrations
          WHERE start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))),
found AS (
    SELECT e.patient_id,
           MAX(CASE WHEN c.list = 'diabetes' THEN e.date END) AS diagnosed,
           MAX(CASE WHEN c.list = 'diabetes_resolved' THEN e.date END) AS resolved,
           MAX(CASE WHEN c.list = 'hba1c' AND e.date > DATE '2025-09-30' THEN e.date END) AS checked
    FROM clinical_events e JOIN codes c ON e.snomedct_code = c.code
    WHERE c.list IN ('diabetes', 'diabetes_resolved', 'hba1c') AND e.date <= DATE '2026-09-30'
    GROUP BY e.patient_id)
SELECT COUNT(*), COUNT(checked) FROM people JOIN found ON people.patient_id = found.patient_id
WHERE diagnosed IS NOT NULL AND (resolved IS NULL OR diagnosed > resolved);

-- indicator: hypertension_diagnosed_of_expected
WITH people AS (
    SELECT patient_id FROM patients
    WHERE date_of_birth <= DATE '2010-09-30' AND (date_of_death IS NULL OR date_of_death > DATE '2026-09-30')
      AND patient_id IN (
          SELECT patient_id FROM practice_registrations
          WHERE start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))
      AND patient_id IN (
          SELECT patient_id FROM addresses WHERE lsoa21 IS NOT NULL
            AND start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))),
found AS (
    SELECT e.patient_id,
           MAX(CASE WHEN c.list = 'hypertension' THEN e.date END) AS diagnosed,
           MAX(CASE WHEN c.list = 'hypertension_resolved' THEN e.date END) AS resolved
    FROM clinical_events e JOIN codes c ON e.snomedct_code = c.code
    WHERE c.list IN ('hypertension', 'hypertension_resolved') AND e.date <= DATE '2026-09-30'
    GROUP BY e.patient_id)
SELECT COUNT(*), SUM(CASE WHEN diagnosed IS NOT NULL AND (resolved IS NULL OR diagnosed > resolved) THEN 1 ELSE 0 END)
FROM people LEFT JOIN found ON people.patient_id = found.patient_id;

-- indicator: smi_six_checks
WITH people AS (
    SELECT patient_id FROM patients
    WHERE date_of_birth <= DATE '2008-09-30' AND (date_of_death IS NULL OR date_of_death > DATE '2026-09-30')
      AND patient_id IN (
          SELECT patient_id FROM practice_registrations
          WHERE start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))),
found AS (
    SELECT e.patient_id,
           MAX(CASE WHEN c.list = 'severe_mental_illness' THEN 1 ELSE 0 END) AS ill,
           MAX(CASE WHEN c.list = 'blood_pressure' AND e.date > DATE '2025-09-30' THEN 1 ELSE 0 END) AS pressure,
           MAX(CASE WHEN c.list IN ('bmi', 'bmi_stage') AND e.date > DATE '2025-09-30' THEN 1 ELSE 0 END) AS bmi,
           MAX(CASE WHEN c.list = 'cholesterol' AND e.date > DATE '2025-09-30' THEN 1 ELSE 0 END) AS cholesterol,
           MAX(CASE WHEN c.list = 'hba1c' AND e.date > DATE '2025-09-30' THEN 1 ELSE 0 END) AS hba1c,
           MAX(CASE WHEN c.list IN ('alcohol_status', 'hazardous_drinking') AND e.date > DATE '2025-09-30' THEN 1 ELSE 0 END) AS alcohol,
           MAX(CASE WHEN c.list = 'smoking_status' AND e.date > DATE '2025-09-30' THEN 1 ELSE 0 END) AS smoking
    FROM clinical_events e JOIN codes c ON e.snomedct_code = c.code
    WHERE c.list IN ('severe_mental_illness', 'blood_pressure', 'bmi', 'bmi_stage', 'cholesterol', 'hba1c', 'alcohol_status',
                     'hazardous_drinking', 'smoking_status') AND e.date <= DATE '2026-09-30'
    GROUP BY e.patient_id)
SELECT COUNT(*), SUM(pressure * bmi * cholesterol * hba1c * alcohol * smoking)
FROM people JOIN found ON people.patient_id = found.patient_id WHERE ill = 1;

-- indicator: smoking_prevalence
WITH people AS (
    SELECT patient_id FROM patients
    WHERE date_of_birth <= DATE '2008-09-30' AND (date_of_death IS NULL OR date_of_death > DATE '2026-09-30')
      AND patient_id IN (
          SELECT patient_id FROM practice_registrations
          WHERE start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))
      AND patient_id IN (
          SELECT patient_id FROM addresses WHERE lsoa21 IS NOT NULL
            AND start_date <= DATE '2026-09-30' AND (end_date IS NULL OR end_date > DATE '2026-09-30'))),
answers AS (
    SELECT e.patient_id, c.category,
           ROW_NUMBER() OVER (PARTITION BY e.patient_id ORDER BY e.date DESC, e.snomedct_code DESC) AS place
    FROM clinical_events e JOIN codes c ON e.snomedct_code = c.code
    WHERE c.list = 'smoking_status' AND e.date <= DATE '2026-09-30')
SELECT COUNT(*), SUM(CASE WHEN category = 'S' THEN 1 ELSE 0 END)
FROM people JOIN answers ON people.patient_id = answers.patient_id WHERE place = 1;

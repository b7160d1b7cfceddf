//! The two tables of small areas, column by column.

use crate::load::lsoa::{DOMAINS, Lsoa11, Lsoa21};
use crate::table::{Table, TableBuilder};

pub(crate) fn lsoa11_table(rows: &[Lsoa11]) -> Table {
    let mut table = TableBuilder::new("lsoa11", rows)
        .text("lsoa11", "Lower layer super output area of 2011, GSS code", |r| &r.lsoa11)
        .text("lsoa11_name", "Its name (ONS)", |r| &r.lsoa11_name)
        .text_or_null("msoa11", "Middle layer super output area of 2011; null outside the system", |r| r.msoa11.as_deref())
        .text("lad_code", "Local authority district of 2022, GSS code", |r| &r.lad_code)
        .text("lad_name", "Its name", |r| &r.lad_name)
        .text("icb_code", "Integrated care board of July 2022, GSS code (QT1 is E54000060)", |r| &r.icb_code)
        .text_or_null("place", "Place partnership, with Hucknall in South Nottinghamshire; null outside the system", |r| r.place)
        .text_or_null("place_bestfit", "Place partnership by whole districts, with Hucknall in Mid Nottinghamshire", |r| r.place_bestfit)
        .integer("imd19_rank", "Rank in England, Index of Multiple Deprivation 2019; 1 is the most deprived of 32,844; 26 pairs share a rank (MHCLG)", |r| r.imd19_rank)
        .integer("imd19_decile", "Decile in England, IMD 2019; 1 is the most deprived tenth", |r| r.imd19_decile)
        .real_or_null("imd19_score", "Score, IMD 2019, index points", |r| Some(r.imd19_score))
        .integer("population_mid2015", "People mid-2015 without prisoners: the denominators of the Indices of Deprivation 2019", |r| r.population_mid2015)
        .integer("population_mid2020", "Usual residents mid-2020, original estimates (ONS), before rebasing to Census 2021", |r| r.population_mid2020)
        .integer("imd19_quintile", "Fifth in England, IMD 2019; 1 is the most deprived fifth, deciles 1 and 2", |r| (r.imd19_decile + 1) / 2)
        .text("lad19_code", "Local authority district of 2019, the edition the indices were published for", |r| &r.lad19_code);
    for (at, domain) in DOMAINS.into_iter().enumerate() {
        let about = format!(
            "Decile in England, {domain} domain of the Indices of Deprivation 2019; 1 is the most deprived tenth"
        );
        table = table.integer(&format!("iod19_{domain}_decile"), &about, move |r| r.domain_deciles[at]);
    }
    table
        .real_or_null("latitude", "Point of the area, degrees WGS84; null outside the system", |r| r.latitude)
        .real_or_null("longitude", "Point of the area, degrees WGS84; null outside the system", |r| r.longitude)
        .build()
}

pub(crate) fn lsoa21_table(rows: &[Lsoa21]) -> Table {
    let mut table = TableBuilder::new("lsoa21", rows)
        .text("lsoa21", "Lower layer super output area of 2021, GSS code", |r| &r.lsoa21)
        .text("lsoa21_name", "Its name (ONS)", |r| &r.lsoa21_name)
        .text_or_null("msoa21", "Middle layer super output area of 2021; null outside the system", |r| r.msoa21.as_deref())
        .text("lad_code", "Local authority district of 2024, GSS code", |r| &r.lad_code)
        .text("lad_name", "Its name", |r| &r.lad_name)
        .text_or_null("icb_code", "Integrated care board, GSS code: that of the 2011 area with the same code, else of the district where it lies in one board, else null", |r| r.icb_code.as_deref())
        .text_or_null("place", "Place partnership, with Hucknall in South Nottinghamshire; null outside the system", |r| r.place)
        .text_or_null("place_bestfit", "Place partnership by whole districts, with Hucknall in Mid Nottinghamshire", |r| r.place_bestfit)
        .integer("imd25_rank", "Rank in England, Index of Multiple Deprivation 2025; 1 is the most deprived of 33,755 (MHCLG)", |r| r.imd25_rank)
        .integer("imd25_decile", "Decile in England, IMD 2025; 1 is the most deprived tenth", |r| r.imd25_decile)
        .real_or_null("imd25_score", "Score, IMD 2025, index points", |r| Some(r.imd25_score))
        .integer("imd25_quintile", "Fifth in England, IMD 2025; 1 is the most deprived fifth, deciles 1 and 2", |r| (r.imd25_decile + 1) / 2);
    for (at, domain) in DOMAINS.into_iter().enumerate() {
        let about = format!(
            "Decile in England, {domain} domain of the Indices of Deprivation 2025; 1 is the most deprived tenth"
        );
        table = table.integer(&format!("iod25_{domain}_decile"), &about, move |r| r.domain_deciles[at]);
    }
    table
        .real_or_null("latitude", "Point of the area, degrees WGS84; null outside the system", |r| r.latitude)
        .real_or_null("longitude", "Point of the area, degrees WGS84; null outside the system", |r| r.longitude)
        .build()
}

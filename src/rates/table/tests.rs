#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
use std::collections::HashMap;

use super::*;
use crate::rates::design::Fpc;

const TABLES: [(&str, &str); 4] = [
    ("two", include_str!("../../../tests/data/rates/two.csv")),
    (
        "single",
        include_str!("../../../tests/data/rates/single.csv"),
    ),
    (
        "weighted",
        include_str!("../../../tests/data/rates/weighted.csv"),
    ),
    ("doors", include_str!("../../../tests/data/rates/doors.csv")),
];
const GOLDEN: &str = include_str!("../../../tests/data/rates/golden.csv");
const MARGINS: &str = include_str!("../../../tests/data/rates/margins.json");

fn report_of(table: &str, fpc: &str, is_raked: bool) -> Report {
    let (_, text) = TABLES.iter().find(|(name, _)| *name == table).unwrap();
    let fpc = match fpc {
        "none" => Fpc::None,
        "first" => Fpc::First,
        _ => Fpc::TwoStage,
    };
    let table = read_table(text.as_bytes(), Some(fpc)).unwrap();
    report(table, is_raked.then_some(MARGINS.as_bytes()), false).unwrap()
}

/// Our numbers in the order of the golden columns from `estimate` on.
fn numbers(of: &GroupReport) -> Vec<Option<f64>> {
    let n = crate::platform::num::from_u64(of.n);
    let ends = |interval: Option<[f64; 2]>| {
        let [low, high] = interval.map_or([None, None], |[low, high]| [Some(low), Some(high)]);
        [low, high]
    };
    let is_certain = of.se == Some(0.0);
    let student = if of.df == 0 {
        None
    } else {
        of.interval.wilson_t
    };
    let replace = of
        .deff
        .filter(|_| !is_certain)
        .map(|deff| deff * (n - 1.0) / n);
    let df = crate::platform::num::from_u64(of.df);
    [
        of.estimate,
        of.se,
        Some(df),
        of.n_eff,
        of.deff_kish,
        replace,
    ]
    .into_iter()
    .chain(ends(student))
    .chain(ends(of.interval.wilson_z))
    .chain(ends(of.interval.logit))
    .collect()
}

#[test]
fn every_number_agrees_with_r() {
    let mut reports: HashMap<[String; 3], Report> = HashMap::new();
    let mut compared = 0;
    let lines = GOLDEN.lines().skip(1);
    for line in lines.filter(|line| !line.starts_with("sized,")) {
        let cells: Vec<&str> = line.split(',').collect();
        let key = [cells[0], cells[1], cells[2]].map(str::to_owned);
        let is_raked = cells[2] == "yes";
        let report = reports
            .entry(key)
            .or_insert_with(|| report_of(cells[0], cells[1], is_raked));
        let of = match cells[3] {
            "" => &report.all,
            column => &report.by[column][cells[4]],
        };
        assert_eq!(of.n.to_string(), cells[5], "{line}");
        let tolerance = if is_raked { 1e-6 } else { 1e-9 };
        for (got, wanted) in numbers(of).into_iter().zip(&cells[6..]) {
            let is_close = match got {
                Some(got) => wanted
                    .parse::<f64>()
                    .is_ok_and(|wanted| (got - wanted).abs() <= tolerance * wanted.abs().max(1.0)),
                None => wanted.is_empty(),
            };
            assert!(is_close, "{got:?} is not {wanted} in {line}");
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn single_cluster_strata_are_named() {
    let report = report_of("single", "first", false);
    assert_eq!(report.method.single_cluster_strata, ["street A"]);
}

const HEAD: &str = "stratum,clusters_in_stratum,cluster,units_in_cluster,answer";

fn faults(text: &str) -> Vec<String> {
    let faults = read_table(text.as_bytes(), None).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn every_fault_names_row_and_column() {
    let text =
        format!("{HEAD}\na,2,x,5,1\na,3,x,5,yes\n\nb,0,y,4,1\n,2,z,4,0\na,2,x,6,\na,2,w,1\n");
    assert_eq!(
        faults(&text),
        [
            "row 3, column clusters_in_stratum: stratum “a” had another number in row 2",
            "row 3, column answer: “yes” is neither 1, 0 nor blank",
            "row 5, column clusters_in_stratum: “0” is no whole number above 0",
            "row 6, column stratum: blank; every row needs one",
            "row 7, column units_in_cluster: cluster “x” had another number in row 2",
            "row 8: 4 cells, but there are 5 titles",
        ]
    );
}

#[test]
fn more_drawn_than_there_are_is_refused() {
    let text = format!("{HEAD}\na,1,x,1,1\na,1,x,1,0\na,1,y,1,0\n");
    assert_eq!(
        faults(&text),
        [
            "row 2, column clusters_in_stratum: stratum “a” has 2 clusters in the file, more than that",
            "row 2, column units_in_cluster: cluster “x” has 2 rows in the file, more than that",
        ]
    );
}

#[test]
fn files_without_titles_rows_or_answers_are_refused() {
    assert_eq!(faults(""), ["the file is empty"]);
    assert_eq!(
        faults("stratum,cluster,answer\na,x,1\n"),
        [
            "column clusters_in_stratum: the table lacks this column",
            "column units_in_cluster: the table lacks this column"
        ]
    );
    assert_eq!(
        faults(&format!("{HEAD}\n")),
        ["the table has titles but no rows"]
    );
    assert_eq!(
        faults(&format!("{HEAD}\na,1,x,5,\n")),
        ["column answer: no row has an answer: there is nothing to divide by"]
    );
    let wrong = read_table(b"stratum\xff,answer\n", None).unwrap_err();
    assert_eq!(wrong[0].row, Some(1));
    assert_eq!(
        faults("stratum,stratum,answer\n")[0],
        "row 1, column stratum: this title stands twice"
    );
}

#[test]
fn many_faults_are_counted() {
    let text = format!("{HEAD}\n{}", "a,2,x,900,?\n".repeat(80));
    let faults = faults(&text);
    assert_eq!(faults.len(), MAX_FAULTS + 1);
    assert_eq!(faults[MAX_FAULTS], "and 30 more faults");
}

#[test]
fn given_weights_need_no_sizes() {
    let table = read_table(b"stratum,cluster,answer,weight\na,1,1,3\na,2,0,1\n", None).unwrap();
    assert_eq!(table.fpc, Fpc::None);
    let report = report(table, None, false).unwrap();
    assert_eq!(report.all.estimate, Some(0.75));
    assert_eq!(
        faults("stratum,cluster,answer,weight\na,1,1,-3\n"),
        ["row 2, column weight: “-3” is no number above 0"]
    );
}

#[test]
fn margins_that_do_not_fit_the_table_are_refused_by_name() {
    let text = format!("{HEAD},sex\na,9,x,5,1,m\na,9,y,5,0,f\na,9,y,5,1,\n");
    let wrong = |margins: &str| {
        let table = read_table(text.as_bytes(), None).unwrap();
        report(table, Some(margins.as_bytes()), true)
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        wrong(r#"{"age": {"old": 1}, "sex": {"m": 0.5, "x": "many"}}"#),
        [
            "column age: the margins name it, but the table has no such grouping column",
            "row 4, column sex: blank, but the row has an answer and this column is raked",
            "column sex: the margins name “x”, but no row with an answer has it",
            "column sex: rows with an answer have “f”, but the margins do not name it",
        ]
    );
    assert_eq!(
        wrong(r#"{"sex": 3}"#),
        ["column sex: its margin must be an object of category and size"]
    );
    assert!(wrong("[]")[0].starts_with("the margins are no JSON object"));
    assert_eq!(wrong("{}"), ["the margins name no column"]);
    assert!(wrong(r#"{"sex": {"m": -1, "f": 2}}"#)[1].contains("must be a number above 0"));
}

#[test]
fn blank_answers_were_drawn_but_count_for_nothing() {
    let text = format!("{HEAD}\na,4,x,9,1\na,4,x,9,\na,4,y,9,0\na,4,y,9,1\n");
    let report = report(read_table(text.as_bytes(), None).unwrap(), None, false).unwrap();
    assert_eq!(report.all.n, 3);
    assert_eq!(report.method.rows, 4);
    assert_eq!(report.method.fpc, "first");
}

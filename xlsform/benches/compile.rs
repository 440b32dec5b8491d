//! What it costs to check and compile a workbook. Goals: 60 questions ≤ 1.5 ms, 500 ≤ 8 ms, 5,000 questions with 50,000
//! choices ≤ 150 ms. Also one answer in a form of 500 questions.
#![expect(
    clippy::unwrap_used,
    reason = "a bench stops at the first fault; criterion makes its own functions"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use rust_xlsxwriter::Workbook;
use std::hint::black_box;
use xlsform::{Files, Occasion, Session, compile};

/// The allocator of the service.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A workbook in the manner of the field: two languages, groups, relevance, constraints, calculations.
fn workbook(questions: u32, choices: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("survey").unwrap();
    let headers = [
        "type",
        "name",
        "label::中文 (zh)",
        "label::English (en)",
        "hint::中文 (zh)",
        "required",
        "relevant",
        "constraint",
        "constraint_message::中文 (zh)",
        "calculation",
    ];
    for (column, header) in (0..).zip(headers) {
        sheet.write_string(0, column, header).unwrap();
    }
    let mut row = 1;
    let mut write = |cells: &[&str]| {
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string(row, column, *cell).unwrap();
            }
        }
        row += 1;
    };
    for at in 0..questions {
        let before = format!("q{}", at.saturating_sub(1));
        let name = format!("q{at}");
        let label = format!("第 {at} 个问题是什么?");
        let english = format!("What is the answer to question {at}?");
        if at % 20 == 10 {
            write(&["begin_group", &format!("g{at}"), &label, &english]);
        }
        let list = format!("select_one list{}", at % 40);
        let relevant = if at % 3 == 1 {
            format!("${{{before}}} != '' and string-length(${{{before}}}) < 20")
        } else {
            String::new()
        };
        match at % 5 {
            0 => write(&[
                "integer",
                &name,
                &label,
                &english,
                "整数",
                "yes",
                &relevant,
                ". >= 0 and . <= 200",
                "0 到 200",
            ]),
            4 => write(&[
                "calculate",
                &name,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                &format!("coalesce(${{{before}}}, 0) + {at}"),
            ]),
            _ => write(&[&list, &name, &label, &english, "", "yes", &relevant]),
        }
        if at % 20 == 19 {
            write(&["end_group"]);
        }
    }
    if questions % 20 > 10 {
        write(&["end_group"]);
    }
    let sheet = book.add_worksheet();
    sheet.set_name("choices").unwrap();
    for (column, header) in (0..).zip([
        "list_name",
        "name",
        "label::中文 (zh)",
        "label::English (en)",
    ]) {
        sheet.write_string(0, column, header).unwrap();
    }
    for at in 0..choices {
        let cells = [
            format!("list{}", at % 40),
            format!("c{at}"),
            format!("选项 {at}"),
            format!("Choice {at}"),
        ];
        for (column, cell) in (0..).zip(&cells) {
            sheet.write_string(at + 1, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn compiling(criterion: &mut Criterion) {
    for (name, questions, choices) in [
        ("60 questions", 60, 200),
        ("500 questions", 500, 400),
        ("5,000 questions, 50,000 choices", 5_000 - 260, 50_000),
    ] {
        let bytes = workbook(questions, choices);
        let done = compile(&bytes, &Files::new());
        assert!(done.errors.is_empty(), "{:?}", done.errors);
        criterion.bench_function(&format!("compile {name}"), |bencher| {
            bencher.iter(|| compile(black_box(&bytes), &Files::new()));
        });
    }
}

fn answering(criterion: &mut Criterion) {
    let form = compile(&workbook(500, 400), &Files::new()).form.unwrap();
    let occasion = Occasion::at("2026-11-20T09:30:00+08:00", 7).unwrap();
    criterion.bench_function("begin a record of 500 questions", |bencher| {
        bencher.iter(|| Session::start(&form, occasion.clone()));
    });
    let mut session = Session::start(&form, occasion);
    let mut number = 0_u32;
    criterion.bench_function("one answer of 500 questions", |bencher| {
        bencher.iter(|| {
            number = (number + 1) % 100;
            session.set("q0", &number.to_string())
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = compiling, answering
}
criterion_main!(benches);

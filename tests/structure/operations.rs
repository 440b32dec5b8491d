//! One word leads everywhere: the operation of the API document is the name of its handler.

use crate::source::service;

#[test]
fn every_operation_has_the_name_of_its_handler() {
    let mut wrong = vec![];
    let mut known = 0_usize;
    for source in service() {
        for (at, _) in source.text.match_indices("operation_id = \"") {
            let rest = &source.text[at + "operation_id = \"".len()..];
            let operation = rest.split('"').next().unwrap();
            let handler = rest
                .split("async fn ")
                .nth(1)
                .and_then(|rest| rest.split(['(', '<']).next());
            known += 1;
            if handler != Some(operation) {
                wrong.push(format!(
                    "{}: {operation} is handled by {handler:?}",
                    source.path
                ));
            }
        }
    }
    assert!(known > 40, "the operations were not found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

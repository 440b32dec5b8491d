#[test]
fn t() {
    for e in std::env::var("T").unwrap().split(' ') {
        let o = xlsform::compile(&std::fs::read(e).unwrap(), &Default::default());
        println!("== {e} ok={}", o.form.is_some());
        for f in o.errors.iter().chain(&o.warnings) {
            println!("  {:?} {:?} {} | {}", f.code, f.value, f.text.en, f.text.zh);
        }
        if let Some(f) = o.form {
            let t = serde_json::to_string(&f).unwrap();
            println!("{}", t.len());
            assert_eq!(xlsform::Form::from_json(&t).unwrap(), f);
            if std::env::var("P").is_ok() {
                println!("{}", serde_json::to_string_pretty(&f).unwrap());
            }
        }
    }
}

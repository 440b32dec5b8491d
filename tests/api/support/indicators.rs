//! A small responsibility table that is published, and evidence for it.

use super::{Client, Reply, TestCity};
use serde_json::{Value, json};

/// One requirement measured by counting, one by documents, one that nobody measures.
pub const TABLE: &str =
    "code,parent_code,level,name_zh,name_en,assessment_method,responsible_units,target_comparator,target_value,target_unit,frequency
I,,1,总,All,,,,,,
II-1,I,2,公共秩序,Public order,,,,,,
III-1,II-1,3,文明出行,Travel,,,,,,
III-1/1,III-1,4,公交让行,Buses give way,field_inspection,交通管理部门;各社区,>=,70,%,quarterly
III-1/2,III-1,4,学习计划,Study plan,document_review,各社区,,,,yearly
III-1/3,III-1,4,居民知晓,Awareness,questionnaire,,,,,
";
/// The requirement measured by counting.
pub const COUNTED: &str = "III-1/1";
/// The requirement proven by documents, due once a year.
pub const PROVEN: &str = "III-1/2";

/// A PDF file like no other.
pub fn pdf(mark: &str) -> Vec<u8> {
    format!("%PDF-1.7\n% {mark}\n%%EOF\n").into_bytes()
}

impl Client {
    /// Imports a responsibility table as edition `code`.
    pub async fn import_table(&self, query: &str, table: &str) -> Reply {
        let path = format!("/api/v1/indicators/editions/import?title_zh=%E8%A1%A8&{query}");
        self.upload(&path, table.as_bytes().to_vec(), "text/csv")
            .await
    }

    /// Files evidence.
    pub async fn file_evidence(&self, requirement: &str, query: &str, bytes: Vec<u8>) -> Reply {
        let path = format!("/api/v1/evidence?requirement={requirement}&name=plan.pdf&{query}");
        self.upload(&path, bytes, "application/octet-stream").await
    }

    /// Takes a step of evidence.
    pub async fn judge(&self, detail: &Value, action: &str, remark: Option<&str>) -> Reply {
        let evidence = &detail["evidence"];
        let path = format!(
            "/api/v1/evidence/{}/steps",
            evidence["id"].as_str().unwrap()
        );
        let body = json!({"version": evidence["version"], "action": action, "remark": remark});
        self.post(&path, &body).await
    }
}

impl TestCity {
    /// Publishes [`TABLE`] as edition 1 from a day on; the first requirement is measured by buses that give way.
    pub async fn publish_table(&self, admin: &Client, from: &str) {
        let measure = json!({"source": "tally_rate", "code": "bus_yield", "comparator": "at_least", "value": 70.0, "unit": "percent"});
        self.publish_measured(admin, from, json!([measure])).await;
    }

    /// The same with other measures of the first requirement.
    pub async fn publish_measured(&self, admin: &Client, from: &str, measures: Value) {
        let made = admin.import_table("code=first", TABLE).await;
        assert_eq!(made.status, 201, "{}", made.text());
        let change = json!({"requirement_code": COUNTED, "measures": measures});
        let edition = "/api/v1/indicators/editions/1";
        let changed = admin.post(&format!("{edition}/measures"), &change).await;
        assert_eq!(changed.status, 204, "{}", changed.text());
        let published = admin
            .post(&format!("{edition}/publish"), &json!({"from": from}))
            .await;
        assert_eq!(published.status, 200, "{}", published.text());
    }
}

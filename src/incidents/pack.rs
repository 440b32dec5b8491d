//! The words of incidents for the offline pack.

use super::Vocabulary;
use super::vocabulary::Category;
use crate::platform::auth::Role;
use crate::records::{FieldPackPart, Flag, PackCaller};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use serde_json::{Value, json};

fn with_short_name(words: &Vocabulary, category: &Category) -> Value {
    let short = words.short_name(&category.code);
    json!({
        "code": category.code,
        "group": category.group,
        "name_zh": category.name_zh,
        "name_en": category.name_en,
        "short_zh": short.map_or(&category.name_zh, |short| &short.short_zh),
        "short_en": short.map_or(&category.name_en, |short| &short.short_en),
        "severity": category.severity,
        "handled_by": category.handled_by,
    })
}

/// Part `vocabularies`: behaviours, outcomes, flags and roles with their names. The same for everybody.
#[derive(Clone, Copy, Debug)]
pub struct VocabularyPart;

impl FieldPackPart for VocabularyPart {
    fn name(&self) -> &'static str {
        "vocabularies"
    }

    fn build<'a>(&'a self, _caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let words = Vocabulary::get();
            let flags: Vec<_> = Flag::ALL
                .iter()
                .map(|flag| json!({"code": flag.code(), "sentence_zh": flag.sentences().0, "sentence_en": flag.sentences().1}))
                .collect();
            let roles: Vec<_> = Role::ALL
                .iter()
                .map(|role| json!({"code": role.code(), "name_zh": role.names().0, "name_en": role.names().1}))
                .collect();
            let categories: Vec<_> = words
                .categories
                .iter()
                .map(|category| with_short_name(words, category))
                .collect();
            let part = json!({"categories": categories, "groups": words.groups, "outcomes": words.outcomes, "flags": flags, "roles": roles});
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

//! The words of incidents for the offline pack.

use super::Vocabulary;
use crate::platform::auth::Role;
use crate::records::{FieldPackPart, Flag, PackCaller};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;
use serde_json::json;

/// Part `vocabularies`: behaviours and their groups, outcomes, flags, roles and kinds of sites with their names. The same for everybody.
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
            let outcomes: Vec<_> = words
                .outcomes
                .iter()
                .map(|word| {
                    json!({"code": word.code, "name_zh": word.name_zh, "name_en": word.name_en,
                        "counts_as_success": word.counts_as_success == 1, "corrected": word.corrected == 1})
                })
                .collect();
            let part = json!({"categories": words.categories, "groups": words.groups, "outcomes": outcomes,
                "flags": flags, "roles": roles, "site_types": words.site_types});
            serde_json::to_vec(&part).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

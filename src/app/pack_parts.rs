//! The parts of the offline pack that are made of capabilities below `records`.

use crate::accounts::MeView;
use crate::areas::Territories;
use crate::areas::field_pack::{areas_part, roads_part, sites_part};
use crate::records::{FieldPackPart, PackCaller};
use futures_util::future::LocalBoxFuture;
use sea_orm::DbErr;

/// Which of them.
#[derive(Clone, Copy, Debug)]
enum Which {
    Areas,
    Sites,
    Roads,
}

/// Areas in scope and what touches them, sites and roads there.
#[derive(Clone, Debug)]
pub(super) struct GroundPart {
    territories: Territories,
    which: Which,
}

impl GroundPart {
    /// Parts `areas`, `sites` and `roads`.
    pub(super) fn all(territories: &Territories) -> [Self; 3] {
        [Which::Areas, Which::Sites, Which::Roads].map(|which| Self {
            territories: territories.clone(),
            which,
        })
    }
}

impl FieldPackPart for GroundPart {
    fn name(&self) -> &'static str {
        match self.which {
            Which::Areas => "areas",
            Which::Sites => "sites",
            Which::Roads => "roads",
        }
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let (territory, scope) = (self.territories.current(), caller.actor.home_scope());
            let text = match self.which {
                Which::Areas => areas_part(&territory, &scope),
                Which::Sites => sites_part(caller.db.read(), &territory, &scope).await?,
                Which::Roads => roads_part(caller.db.read(), &territory, &scope).await?,
            };
            Ok(text.into_bytes())
        })
    }
}

/// Part `account`: who is signed in, with roles and permissions.
#[derive(Clone, Copy, Debug)]
pub(super) struct AccountPart;

impl FieldPackPart for AccountPart {
    fn name(&self) -> &'static str {
        "account"
    }

    fn build<'a>(&'a self, caller: &'a PackCaller) -> LocalBoxFuture<'a, Result<Vec<u8>, DbErr>> {
        Box::pin(async {
            let me = MeView::from(caller.actor.as_ref());
            serde_json::to_vec(&me).map_err(|error| DbErr::Json(error.to_string()))
        })
    }
}

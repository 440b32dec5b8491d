//! Access tokens: JWT, HS256 only, 15 minutes, one purpose.

use crate::platform::clock::UtcMillis;
use crate::platform::keys::Keys;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long an access token is good, in seconds.
pub const ACCESS_TOKEN_S: i64 = 900;
const ISSUER: &str = "wenxun";
const AUDIENCE: &str = "wenxun-api";
const PURPOSE: &str = "at+jwt";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
}

/// What a valid token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Account.
    pub account_id: Uuid,
    /// Session, asked again every few seconds whether it still lives.
    pub session_id: Uuid,
}

/// Signs a token for `session_id` with the newest key.
pub fn issue(
    keys: &Keys,
    account_id: Uuid,
    session_id: Uuid,
    now: UtcMillis,
) -> Result<String, jsonwebtoken::errors::Error> {
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: account_id,
        sid: session_id,
        iat: now.0 / 1000,
        exp: now.0 / 1000 + ACCESS_TOKEN_S,
    };
    let Some(key) = keys.token.first() else {
        return Err(jsonwebtoken::errors::ErrorKind::InvalidKeyFormat.into());
    };
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some(PURPOSE.to_owned());
    header.kid = Some(key.id.clone());
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.bytes()))
}

impl AccessToken {
    /// Checks signature, key id, algorithm, purpose, issuer, audience and time. `None` is all a caller may know.
    pub fn verify(keys: &Keys, text: &str, now: UtcMillis) -> Option<Self> {
        let header = jsonwebtoken::decode_header(text).ok()?;
        if header.typ.as_deref() != Some(PURPOSE) || header.alg != Algorithm::HS256 {
            return None;
        }
        let key_id = header.kid?;
        let key = keys.verifying_tokens().find(|key| key.id == key_id)?;
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_audience(&[AUDIENCE]);
        rules.set_issuer(&[ISSUER]);
        rules.validate_exp = false;
        let claims =
            jsonwebtoken::decode::<Claims>(text, &DecodingKey::from_secret(key.bytes()), &rules)
                .ok()?
                .claims;
        let now_s = now.0 / 1000;
        // A minute of grace for clocks of several nodes.
        if claims.exp <= now_s || claims.iat > now_s + 60 {
            return None;
        }
        Some(Self {
            account_id: claims.sub,
            session_id: claims.sid,
        })
    }
}

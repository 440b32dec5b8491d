//! How a request reached us, and the cookies that may go back that way.

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;
use std::net::{IpAddr, Ipv4Addr};

/// Which requests came by https, and which proxies may say so. Shared as `web::Data`.
#[derive(Clone, Debug)]
pub struct Transport {
    is_tls: bool,
    trusted_proxies: Vec<IpAddr>,
    allows_plain_http: bool,
}

/// One request's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Connection {
    /// The client's address; behind a trusted proxy the one that the proxy saw.
    pub(super) address: IpAddr,
    /// Whether the client used https.
    pub(super) is_https: bool,
    /// Whether a password and a cookie may travel here.
    pub(super) may_sign_in: bool,
}

impl Transport {
    /// `is_tls`: this process speaks https itself. `trusted_proxies` may set `X-Forwarded-For` and `X-Forwarded-Proto`.
    /// `allows_plain_http`: sign-in over plain http from other machines is accepted.
    pub fn new(is_tls: bool, trusted_proxies: Vec<IpAddr>, allows_plain_http: bool) -> Self {
        Self {
            is_tls,
            trusted_proxies,
            allows_plain_http,
        }
    }

    pub(super) fn connection(&self, request: &HttpRequest) -> Connection {
        let peer = request
            .peer_addr()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
                peer.ip().to_canonical()
            });
        self.judge(peer, request.headers())
    }

    fn judge(&self, peer: IpAddr, headers: &HeaderMap) -> Connection {
        let (mut address, mut is_https) = (peer, self.is_tls);
        if self.trusted_proxies.contains(&peer) {
            address = self.forwarded_for(headers).unwrap_or(peer);
            if let Some(scheme) = last_value(headers, "x-forwarded-proto") {
                is_https = scheme.eq_ignore_ascii_case("https");
            }
        }
        let may_sign_in = is_https || self.allows_plain_http || address.is_loopback();
        Connection {
            address,
            is_https,
            may_sign_in,
        }
    }

    /// The last address that is not a trusted proxy: what stands before it could have been written by the client.
    fn forwarded_for(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let all: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok())
            .collect();
        all.join(",")
            .rsplit(',')
            .map_while(|part| part.trim().parse::<IpAddr>().ok())
            .map(|address| address.to_canonical())
            .find(|address| !self.trusted_proxies.contains(address))
    }
}

fn last_value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let value = headers.get_all(name).last()?.to_str().ok()?;
    Some(value.rsplit(',').next()?.trim())
}

/// The two cookies of a browser.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cookie {
    /// The refresh token.
    Refresh,
    /// Proof that this browser signed in before.
    Device,
}

/// How long a browser keeps the known-device cookie, in seconds: as long as a session may live.
pub(super) const DEVICE_COOKIE_S: i64 = 180 * 86_400;

impl Cookie {
    /// The name; the `__Host-` prefix ties it to this very host over https.
    fn name(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Refresh, true) => "__Host-wenxun_refresh",
            (Self::Refresh, false) => "wenxun_refresh",
            (Self::Device, true) => "__Host-wenxun_device",
            (Self::Device, false) => "wenxun_device",
        }
    }

    /// The value that the browser sent.
    pub(super) fn read(self, request: &HttpRequest, connection: Connection) -> Option<String> {
        let name = self.name(connection.is_https);
        request
            .headers()
            .get_all("cookie")
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    /// The `Set-Cookie` value that a browser keeps for `max_age_s` seconds.
    pub(super) fn set(self, value: &str, connection: Connection, max_age_s: i64) -> String {
        let secure = if connection.is_https { "; Secure" } else { "" };
        let name = self.name(connection.is_https);
        format!("{name}={value}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Strict{secure}")
    }

    /// The `Set-Cookie` value that makes the browser forget.
    pub(super) fn forget(self, connection: Connection) -> String {
        self.set("", connection, 0)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use actix_web::test::TestRequest;

    fn judged(
        transport: &Transport,
        peer: &str,
        headers: &[(&'static str, &'static str)],
    ) -> Connection {
        let request = headers
            .iter()
            .fold(TestRequest::default(), |request, header| {
                request.append_header(*header)
            })
            .peer_addr(format!("{peer}:5000").parse().unwrap())
            .to_http_request();
        transport.connection(&request)
    }

    #[test]
    fn only_named_proxies_may_say_how_the_client_came() {
        let transport = Transport::new(false, vec!["10.0.0.1".parse().unwrap()], false);
        let headers = [
            ("x-forwarded-proto", "https"),
            ("x-forwarded-for", "6.6.6.6, 203.0.113.9"),
        ];
        let believed = judged(&transport, "10.0.0.1", &headers);
        assert!(believed.is_https && believed.may_sign_in);
        assert_eq!(believed.address, "203.0.113.9".parse::<IpAddr>().unwrap());
        let stranger = judged(&transport, "10.0.0.2", &headers);
        assert!(!stranger.is_https && !stranger.may_sign_in);
        assert_eq!(stranger.address, "10.0.0.2".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn a_stranger_behind_a_proxy_of_this_machine_is_not_taken_for_this_machine() {
        let transport = Transport::new(false, vec!["127.0.0.1".parse().unwrap()], false);
        let plain = judged(
            &transport,
            "127.0.0.1",
            &[
                ("x-forwarded-proto", "http"),
                ("x-forwarded-for", "203.0.113.9"),
            ],
        );
        assert!(!plain.may_sign_in);
        assert!(judged(&transport, "127.0.0.1", &[]).may_sign_in);
    }

    #[test]
    fn cookies_are_host_bound_and_secure_over_https_only() {
        let transport = Transport::new(true, vec![], false);
        let connection = judged(&transport, "203.0.113.9", &[]);
        let cookie = Cookie::Refresh.set("x", connection, 60);
        assert_eq!(
            cookie,
            "__Host-wenxun_refresh=x; Path=/; Max-Age=60; HttpOnly; SameSite=Strict; Secure"
        );
        let plain = judged(&Transport::new(false, vec![], false), "127.0.0.1", &[]);
        assert!(!Cookie::Device.set("x", plain, 60).contains("Secure"));
    }
}

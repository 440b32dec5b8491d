//! Problem bodies and pages in the reader's language.

use super::{Carried, Code, ProblemView};
use actix_web::http::header::HeaderMap;

/// The languages every text exists in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// zh-CN, the default.
    Chinese,
    /// en.
    English,
}

impl Language {
    /// English when `Accept-Language` prefers it to Chinese; Chinese otherwise.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let accepted = headers
            .get("accept-language")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let weight = |language: &str| {
            accepted
                .split(',')
                .filter_map(|part| {
                    let mut pieces = part.trim().split(';');
                    let tag = pieces.next()?.trim().to_ascii_lowercase();
                    let quality = pieces
                        .find_map(|piece| piece.trim().strip_prefix("q=").map(str::to_owned))
                        .and_then(|quality| quality.parse::<f32>().ok())
                        .unwrap_or(1.0);
                    (tag == language || tag.starts_with(&format!("{language}-"))).then_some(quality)
                })
                .fold(0.0_f32, f32::max)
        };
        if weight("en") > weight("zh") {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// The BCP 47 tag for `Content-Language`.
    pub fn tag(self) -> &'static str {
        self.pick("zh-CN", "en")
    }

    /// The text in this language.
    pub fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

/// The problem body as JSON bytes.
pub fn render(carried: &Carried, language: Language, instance: &str, request_id: &str) -> Vec<u8> {
    let view = ProblemView {
        kind: format!("/problems/{}", carried.code.as_str()),
        title: language
            .pick(carried.code.zh(), carried.code.en())
            .to_owned(),
        status: carried.code.status().as_u16(),
        instance: Some(instance.to_owned()),
        code: carried.code.as_str().to_owned(),
        params: carried.params.clone(),
        request_id: request_id.to_owned(),
        errors: carried
            .errors
            .iter()
            .map(|error| error.view(language))
            .collect(),
    };
    serde_json::to_vec(&view).unwrap_or_default()
}

/// The page behind a problem's `type`: the code and its words in both languages.
pub fn text_page(code: Code) -> String {
    format!(
        "{}\n{}\n\n{}\n\n{}\n",
        code.as_str(),
        code.status(),
        code.zh(),
        code.en()
    )
}

impl Carried {
    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Seconds for `Retry-After`.
    pub fn retry_after_s(&self) -> Option<u32> {
        self.retry_after_s
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn language(accept: &'static str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(
            HeaderName::from_static("accept-language"),
            HeaderValue::from_static(accept),
        );
        Language::from_headers(&headers)
    }

    #[test]
    fn english_is_chosen_only_when_it_is_preferred() {
        assert_eq!(language("en-GB,zh;q=0.5"), Language::English);
        assert_eq!(language("zh-CN,en;q=0.9"), Language::Chinese);
        assert_eq!(language("fr"), Language::Chinese);
        assert_eq!(language("fr,en;q=0.1"), Language::English);
        assert_eq!(language(""), Language::Chinese);
    }
}

//! Closed lists of words: each with its code on the wire and its names in both languages.

/// An enum of such words, with `ALL`, `code`, `names` and `parse`: one line a word, `Variant = "code", "中文", "English";`.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $code:literal, $zh:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $en] $variant,)* }

        impl $name {
            /// Every word, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word on the wire.
            pub fn code(self) -> &'static str { match self { $(Self::$variant => $code,)* } }

            /// Name in Chinese and English.
            pub fn names(self) -> (&'static str, &'static str) { match self { $(Self::$variant => ($zh, $en),)* } }

            /// Reads the word on the wire.
            pub fn parse(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.code() == code)
            }
        }
    };
}

pub(crate) use words;

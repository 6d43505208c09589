//! The wrapping of every reply, in all the forms that are seen.
//!
//! A reply is read twice: first as a [`Verdict`], which tells success from refusal whatever the data looks like, and then,
//! only on success, as [`Data`].

use core::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use crate::SUCCESS;
use crate::error::{ApiError, ErrorKind};
use crate::lenient::{self, Whole};

/// An envelope as a server writes it: `{code, message, data}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// 100 on success.
    pub code: i64,
    /// "success", or what was wrong and what to do.
    pub message: String,
    /// The data; null in a refusal and where a call has none.
    pub data: Option<T>,
}

impl<T> Envelope<T> {
    /// A success with its data.
    pub fn success(data: T) -> Self {
        Self {
            code: SUCCESS,
            message: "success".into(),
            data: Some(data),
        }
    }
}

impl Envelope<()> {
    /// A refusal, as [`ErrorKind::wire`] numbers it.
    pub fn refusal(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            code: kind.wire().1,
            message: message.into(),
            data: None,
        }
    }
}

/// The data of a reply.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Data<T> {
    /// The data of the call.
    pub data: T,
}

/// The word of an envelope about success, in whichever of its forms: `{code, message, data}`, `{error: null|{code, message}, data}`,
/// `{error: {code, message}}`, `{detail}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// 100 on success; none where there is no number.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub code: Option<i64>,
    /// The service's words, on success, too.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub message: Words,
    /// The error.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub error: Words,
    /// The error, as some frameworks name it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub detail: Words,
}

impl Verdict {
    /// Whether the reply is a success.
    ///
    /// `verdict` is none where the body was no JSON object: a proxy's page, an empty body. `retry_after` is the header's
    /// value in seconds.
    ///
    /// # Errors
    /// The meaning of the reply for the user, by HTTP status and message first and code second, since codes differ between
    /// deployments.
    pub fn judge(verdict: Option<&Self>, status: u16, retry_after: Option<u32>) -> Result<(), ApiError> {
        let ok = (200..300).contains(&status);
        let Some(verdict) = verdict else {
            let message = if ok { "The reply is not the API's: no JSON." } else { "" };
            let kind = if ok {
                ErrorKind::NotTheApi
            } else {
                ErrorKind::classify(status, "", None)
            };
            return Err(ApiError::new(kind, status, None, message.into(), retry_after));
        };
        let code = verdict.code.or(verdict.error.code);
        let refused = verdict.error.said || verdict.detail.said || code.is_some_and(|code| code != SUCCESS);
        if ok && !refused {
            return Ok(());
        }
        let words = [&verdict.error, &verdict.detail, &verdict.message];
        let message = words
            .into_iter()
            .map(|words| words.text.as_str())
            .find(|text| !text.is_empty());
        let message = message.unwrap_or_default();
        let kind = ErrorKind::classify(status, message, code);
        Err(ApiError::new(kind, status, code, message.into(), retry_after))
    }
}

/// A text, or an object with `code` and `message`; anything else is said, but without words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Whether there is anything: neither missing nor null nor false.
    pub said: bool,
    /// The code in it.
    pub code: Option<i64>,
    /// The text in it; may be empty.
    pub text: String,
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AsWords;
        fn wordless<E>() -> Result<Words, E> {
            Ok(Words {
                said: true,
                ..Words::default()
            })
        }
        impl<'de> Visitor<'de> for AsWords {
            type Value = Words;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a message")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Words, E> {
                Ok(Words {
                    said: true,
                    code: None,
                    text: text.to_owned(),
                })
            }
            fn visit_bool<E: Error>(self, said: bool) -> Result<Words, E> {
                Ok(Words {
                    said,
                    ..Words::default()
                })
            }
            fn visit_i64<E: Error>(self, _: i64) -> Result<Words, E> {
                wordless()
            }
            fn visit_u64<E: Error>(self, _: u64) -> Result<Words, E> {
                wordless()
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<Words, E> {
                wordless()
            }
            fn visit_unit<E: Error>(self) -> Result<Words, E> {
                Ok(Words::default())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Words, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                wordless()
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Words, A::Error> {
                let mut words = Words {
                    said: true,
                    ..Words::default()
                };
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "code" => words.code = map.next_value::<Whole>()?.0,
                        "message" => words.text = map.next_value::<Option<Words>>()?.unwrap_or_default().text,
                        _ => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                Ok(words)
            }
        }
        deserializer.deserialize_any(AsWords)
    }
}

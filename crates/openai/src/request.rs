//! The bodies of chat requests, and the list of models.

use serde::Serialize;
use serde_json::{Map, Value};

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Who tells the model what it is.
    System,
    /// The visitor.
    User,
    /// The model.
    Assistant,
}

/// A message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// The text of the message.
    pub content: String,
}

impl Message {
    /// A message.
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self {
            role,
            content: content.into(),
        }
    }
}

/// A request for a streamed answer.
///
/// Neither a limit of tokens nor a temperature is sent, because some services refuse each of their names: what an operator wants
/// beyond the messages is in `extra`.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatRequest<'a> {
    /// The model's id.
    pub model: &'a str,
    /// The conversation so far, the visitor's question last.
    pub messages: &'a [Message],
    /// Fields that are merged into the body. Those of the conversation itself cannot be replaced by them.
    pub extra: &'a Map<String, Value>,
}

impl ChatRequest<'_> {
    /// The body, as JSON.
    pub fn body(&self) -> Value {
        let mut body = self.extra.clone();
        body.insert("model".into(), self.model.into());
        body.insert(
            "messages".into(),
            serde_json::to_value(self.messages).unwrap_or_default(),
        );
        body.insert("stream".into(), true.into());
        Value::Object(body)
    }
}

/// The ids in a reply to `GET {base}/models`; `None` where it is no such list.
pub fn models(body: &[u8]) -> Option<Vec<String>> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let list = ["data", "models"]
        .into_iter()
        .find_map(|name| value.get(name)?.as_array());
    let id = |model: &Value| {
        let named = ["id", "name"].into_iter().find_map(|name| model.get(name)?.as_str());
        named.or(model.as_str()).map(str::to_owned)
    };
    Some(list?.iter().filter_map(id).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_has_what_the_operator_adds_but_keeps_the_conversation() {
        let extra = serde_json::json!({"reasoning_effort": "none", "stream": false, "messages": [], "model": "other"});
        let request = ChatRequest {
            model: "small",
            messages: &[Message::new(Role::System, "Be brief."), Message::new(Role::User, "Hi")],
            extra: extra.as_object().unwrap(),
        };
        let expected = serde_json::json!({
            "model": "small",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
            "stream": true,
            "reasoning_effort": "none",
        });
        assert_eq!(request.body(), expected);
    }

    #[test]
    fn models_are_listed_in_every_form() {
        let list = |text: &str| models(text.as_bytes());
        assert_eq!(
            list(r#"{"data": [{"id": "a"}, {"id": "b"}]}"#),
            Some(vec!["a".into(), "b".into()])
        );
        assert_eq!(
            list(r#"{"models": [{"name": "a"}, "b"], "data": null}"#),
            Some(vec!["a".into(), "b".into()])
        );
        assert_eq!(list("<html>"), None);
        assert_eq!(list("{}"), None);
    }
}

//! The choice among a service's models.

use openai::{Client, Failure, ServiceError};
use tokio::sync::OnceCell;

/// Names of models that an error quotes.
const QUOTED: usize = 10;

/// The model: the one that the operator names, or the only one that the service lists.
#[derive(Debug)]
pub struct Model {
    named: Option<String>,
    found: OnceCell<String>,
}

impl Model {
    /// A model of that name, or the only one there is.
    pub fn new(named: Option<String>) -> Self {
        Self {
            named,
            found: OnceCell::new(),
        }
    }

    /// Its name. Where none is set, the service is asked, until it has answered once.
    ///
    /// # Errors
    /// Where the service does not answer, or lists none or several.
    pub async fn name(&self, client: &Client) -> Result<&str, Failure> {
        if let Some(named) = &self.named {
            return Ok(named);
        }
        let found = self
            .found
            .get_or_try_init(|| async { only(client.models().await?) })
            .await?;
        Ok(found)
    }
}

/// The only one of these models.
fn only(mut models: Vec<String>) -> Result<String, Failure> {
    if models.len() == 1
        && let Some(model) = models.pop()
    {
        return Ok(model);
    }
    let detail = if models.is_empty() {
        "the service lists no model".to_owned()
    } else {
        models.truncate(QUOTED);
        format!("the service lists several: {}", models.join(", "))
    };
    Err(Failure::new(ServiceError::NoModel, Some(detail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_model_is_taken_and_several_are_listed() {
        assert_eq!(only(vec!["a".into()]), Ok("a".into()));
        for (models, words) in [(vec![], "no model"), (vec!["a".into(), "b".into()], "a, b")] {
            let failure = only(models).unwrap_err();
            assert_eq!(failure.error, ServiceError::NoModel);
            assert!(failure.detail.unwrap().contains(words));
        }
    }
}

//! The one connection over which all sections flow.

use str0m::IceCreds;

use crate::peer::sdp::credentials::{fingerprint, is_password, is_user_fragment};
use crate::peer::sdp::description::{Attribute, Description, Section, named};
use crate::peer::sdp::error::AnswerError;

const FRAGMENT: &str = "ice-ufrag";
const PASSWORD: &str = "ice-pwd";
const FINGERPRINT: &str = "fingerprint";

/// The client's end of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transport {
    /// The user name fragment of ICE.
    pub user_fragment: String,
    /// The password of ICE.
    pub password: String,
    /// The fingerprint of its certificate, with its hash function.
    pub fingerprint: String,
    /// Whether it opens DTLS; without a word it does, as every browser.
    pub active: bool,
}

/// Reads what the sections that were taken say about their connection; what the session says holds where they say nothing.
///
/// # Errors
/// Where something is missing, wrong, or different in two sections.
pub fn read(answer: &Description, taken: &[&Section]) -> Result<Transport, AnswerError> {
    if let Some(lite) = named(&answer.session, "ice-lite").next() {
        return Err(AnswerError::BothLite { line: lite.line });
    }
    let first = |name: &'static str| all(answer, taken, name).next().ok_or(AnswerError::Missing(name));
    let fragment = first(FRAGMENT)?;
    let password = first(PASSWORD)?;
    if !is_user_fragment(&fragment.value) {
        let (line, length) = (fragment.line, fragment.value.chars().count());
        return Err(AnswerError::UserFragment { line, length });
    }
    if !is_password(&password.value) {
        let (line, length) = (password.line, password.value.chars().count());
        return Err(AnswerError::Password { line, length });
    }
    let in_sections = taken.iter().flat_map(|section| section.named(FRAGMENT));
    if let Some(other) = in_sections.into_iter().find(|other| other.value != fragment.value) {
        return Err(AnswerError::NotBundled { line: other.line });
    }
    let line = first(FINGERPRINT)?.line;
    let fingerprint = fingerprint(all(answer, taken, FINGERPRINT)).ok_or(AnswerError::Fingerprint { line })?;
    let setup = all(answer, taken, "setup").next();
    Ok(Transport {
        user_fragment: fragment.value.clone(),
        password: password.value.clone(),
        fingerprint,
        active: setup.is_none_or(|setup| !setup.value.eq_ignore_ascii_case("passive")),
    })
}

/// The user name fragment and the password of ICE that a description names.
pub fn credentials(description: &Description) -> Option<IceCreds> {
    let sections: Vec<&Section> = description.sections.iter().collect();
    let first = |name| Some(all(description, &sections, name).next()?.value.clone());
    Some(IceCreds {
        ufrag: first(FRAGMENT)?,
        pass: first(PASSWORD)?,
    })
}

/// The attributes of a name, those of the sections first.
fn all<'a>(answer: &'a Description, taken: &[&'a Section], name: &'static str) -> impl Iterator<Item = &'a Attribute> {
    let sections = taken.iter().copied().flat_map(move |section| section.named(name));
    sections.chain(named(&answer.session, name))
}

/// Whether two descriptions are of one end: nobody else has its password.
pub fn is_same(one: &Description, other: &Description) -> bool {
    let password = |description: &Description| {
        let sections: Vec<&Section> = description.sections.iter().collect();
        all(description, &sections, PASSWORD)
            .next()
            .map(|line| line.value.clone())
    };
    password(one).is_some_and(|known| password(other) == Some(known))
}

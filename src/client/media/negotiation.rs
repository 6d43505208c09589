//! The answer to a server's offer, and the ICE servers of a connection.

use api::IceServer;
use session::PeerProblem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    RtcConfiguration, RtcIceTransportPolicy, RtcPeerConnection, RtcRtpTransceiver, RtcRtpTransceiverDirection,
    RtcSdpType, RtcSessionDescriptionInit,
};

use crate::client::browser::JsError;
use crate::client::browser::console::left_out;
use crate::client::http::wire;

/// Answers an offer and sets the answer as local description. With `microphone`, it leaves room for the visitor's sound, without asking for
/// it: what is sent there later needs no further negotiation.
///
/// # Errors
/// The browser's objection to the offer or the ICE servers.
pub(in crate::client) async fn answer(
    connection: RtcPeerConnection,
    relay_only: bool,
    offer: &str,
    ice_servers: &[IceServer],
    microphone: bool,
) -> Result<String, PeerProblem> {
    let refused = |error: JsValue| PeerProblem::Negotiation(JsError::from(error).into_text());
    configure(&connection, relay_only, ice_servers).map_err(refused)?;
    let description = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
    description.set_sdp(offer);
    JsFuture::from(connection.set_remote_description(&description))
        .await
        .map_err(refused)?;
    if microphone {
        leave_room(&connection, RtcRtpTransceiverDirection::Sendrecv);
    }
    let answer = match JsFuture::from(connection.create_answer()).await {
        Err(_) if microphone => {
            leave_room(&connection, RtcRtpTransceiverDirection::Recvonly);
            JsFuture::from(connection.create_answer()).await
        }
        answer => answer,
    };
    let answer: RtcSessionDescriptionInit = answer.map_err(refused)?.unchecked_into();
    JsFuture::from(connection.set_local_description(&answer))
        .await
        .map_err(refused)?;
    Ok(answer.get_sdp().unwrap_or_default())
}

/// The sections of the connection that bring sound.
pub(super) fn sound_lines(connection: &RtcPeerConnection) -> impl Iterator<Item = RtcRtpTransceiver> {
    let all = connection.get_transceivers();
    let lines = all
        .to_vec()
        .into_iter()
        .map(JsCast::unchecked_into::<RtcRtpTransceiver>);
    lines.filter(|line| line.receiver().track().kind() == "audio")
}

fn leave_room(connection: &RtcPeerConnection, direction: RtcRtpTransceiverDirection) {
    for line in sound_lines(connection) {
        line.set_direction(direction);
    }
}

/// Sets the ICE servers. A browser refuses the whole list for one address that it does not take: that one is left out and told.
fn configure(connection: &RtcPeerConnection, relay_only: bool, ice_servers: &[IceServer]) -> Result<(), JsValue> {
    let set =
        |servers: &[IceServer]| connection.set_configuration_with_configuration(&configuration(relay_only, servers));
    if set(ice_servers).is_ok() {
        return Ok(());
    }
    let mut taken = Vec::new();
    for server in ice_servers {
        let mut kept = server.clone();
        kept.urls.retain(|url| {
            let alone = IceServer {
                urls: vec![url.clone()],
                ..server.clone()
            };
            let takes = set(&[alone]);
            if let Err(error) = &takes {
                left_out(&["a STUN or TURN server. ", &JsError::from(error.clone()).into_text()].concat());
            }
            takes.is_ok()
        });
        if !kept.urls.is_empty() {
            taken.push(kept);
        }
    }
    set(&taken)
}

pub(super) fn configuration(relay_only: bool, ice_servers: &[IceServer]) -> RtcConfiguration {
    let configuration = RtcConfiguration::new();
    // All media share one transport, as the API's offers do: fewer candidates, fewer calls.
    let _ = js_sys::Reflect::set(&configuration, &"bundlePolicy".into(), &"max-bundle".into());
    if relay_only {
        configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
    }
    configuration.set_ice_servers(&wire::write::write(&wire::write::ice_servers(ice_servers)));
    configuration
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;
    use crate::client::browser::property;

    #[wasm_bindgen_test]
    fn a_server_that_the_browser_does_not_take_is_left_out() {
        let server = |urls: &[&str], credential: Option<&str>| IceServer {
            urls: urls.iter().map(|url| (*url).to_owned()).collect(),
            username: credential.map(str::to_owned),
            credential: credential.map(str::to_owned),
            credential_type: None,
        };
        let list = [
            server(&["stun:a.test"], None),
            server(&["http://b.test"], None),
            server(&["turn:c.test"], None),
            server(&["turn:d.test", "", "turn:d.test:99999"], Some("x")),
        ];
        let connection = RtcPeerConnection::new_with_configuration(&configuration(false, &[])).unwrap();
        configure(&connection, false, &list).unwrap();
        let set = js_sys::JSON::stringify(&property::value(&connection.get_configuration(), "iceServers")).unwrap();
        let set = String::from(set);
        assert!(set.contains("stun:a.test") && set.contains("turn:d.test"), "{set}");
        assert!(
            !set.contains("b.test") && !set.contains("c.test") && !set.contains("99999"),
            "{set}"
        );
        connection.close();
    }

    /// An offer as servers make it: sound in both directions.
    async fn offer() -> (RtcPeerConnection, String) {
        let connection = RtcPeerConnection::new_with_configuration(&configuration(false, &[])).unwrap();
        connection.add_transceiver_with_str("audio");
        let offer = JsFuture::from(connection.create_offer()).await.unwrap();
        let offer: RtcSessionDescriptionInit = offer.unchecked_into();
        JsFuture::from(connection.set_local_description(&offer)).await.unwrap();
        (connection, offer.get_sdp().unwrap())
    }

    #[wasm_bindgen_test]
    async fn the_answer_leaves_room_for_the_visitors_sound_where_it_may_be_wanted() {
        for (microphone, direction) in [(true, "a=sendrecv"), (false, "a=recvonly")] {
            let (server, offer) = offer().await;
            let connection = RtcPeerConnection::new_with_configuration(&configuration(false, &[])).unwrap();
            let answer = answer(connection.clone(), false, &offer, &[], microphone)
                .await
                .unwrap();
            assert!(answer.lines().any(|line| line == direction), "{answer}");
            assert!(sound_lines(&connection).all(|line| line.sender().track().is_none()));
            server.close();
            connection.close();
        }
    }
}

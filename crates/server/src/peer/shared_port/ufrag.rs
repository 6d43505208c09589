//! The ICE user name fragment (ufrag) in a STUN request, which names a session.

use str0m::ice::StunMessage;

/// The user name fragment of the session that a connectivity check is for. Nothing else names a session.
pub fn of(datagram: &[u8]) -> Option<&str> {
    // Only STUN begins with two zero bits followed by such a small number (RFC 7983).
    if *datagram.first()? > 3 {
        return None;
    }
    let message = StunMessage::parse(datagram).ok()?;
    if !message.is_binding_request() {
        return None;
    }
    let (ours, _) = message.username()?.split_once(':')?;
    Some(ours)
}

/// A binding request of this user.
#[cfg(test)]
pub fn check(user: &str) -> Vec<u8> {
    let mut body = Vec::new();
    // USERNAME, PRIORITY and MESSAGE-INTEGRITY (RFC 8489), the last one of any content.
    for (kind, value) in [(6_u16, user.as_bytes()), (0x24, &[1; 4][..]), (8, &[7; 20][..])] {
        body.extend(kind.to_be_bytes());
        body.extend((value.len() as u16).to_be_bytes());
        body.extend(value);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    let mut datagram = vec![0, 1];
    datagram.extend((body.len() as u16).to_be_bytes());
    datagram.extend([0x21, 0x12, 0xa4, 0x42]);
    datagram.extend([9; 12]);
    datagram.extend(body);
    datagram
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_a_check_names_its_session() {
        assert_eq!(of(&check("anna:visitor")), Some("anna"));
        assert_eq!(of(&check("anna")), None);
        let mut response = check("anna:visitor");
        response[0] = 1;
        assert_eq!(of(&response), None);
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[22, 254, 253, 0]), None, "DTLS");
        assert_eq!(of(&[0x80, 96, 0, 1]), None, "RTP");
    }

    proptest! {
        #[test]
        fn any_datagram_is_looked_at(datagram in prop::collection::vec(any::<u8>(), 0..90), kind in 0_u8..4) {
            of(&datagram);
            let mut datagram = datagram;
            if let Some(first) = datagram.first_mut() {
                *first = kind;
            }
            of(&datagram);
        }

        #[test]
        fn so_is_a_check_that_was_changed(at in 0_usize..70, byte: u8, size in 0_usize..90) {
            let mut datagram = check("anna:visitor");
            if let Some(place) = datagram.get_mut(at) {
                *place = byte;
            }
            datagram.truncate(size);
            of(&datagram);
        }
    }
}

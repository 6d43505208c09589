//! The shared port: sessions that share one UDP port, and the TCP port beside it.

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use api::Call;
use serde_json::json;
use str0m::format::Codec;
use streaming_avatar_server::Options;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpStream, UdpSocket};

use crate::caller::{Caller, options, start, text};
use crate::visitor::{Visitor, answer_from};

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

fn one_port() -> Options {
    let mut options = options();
    options.network.udp_port = Some(0);
    options
}

/// Enters from this socket; gives the UDP ports that the offer names, too.
async fn enter(caller: &Caller, socket: UdpSocket) -> (Visitor, Vec<u16>) {
    let (visitor, offer) = enter_by(caller, socket, async |offer| offer).await;
    let mut ports: Vec<u16> = candidates(&offer, "udp").map(|address| address.port()).collect();
    ports.dedup();
    (visitor, ports)
}

/// The addresses of the candidates of a transport.
fn candidates(offer: &str, transport: &str) -> impl Iterator<Item = SocketAddr> {
    let candidates = offer.lines().filter(|line| line.starts_with("a=candidate:"));
    candidates.filter_map(move |line| {
        let fields: Vec<_> = line.split(' ').collect();
        let address = SocketAddr::new(fields[4].parse().unwrap(), fields[5].parse().unwrap());
        (fields[2] == transport).then_some(address)
    })
}

/// Enters by an offer that is changed on its way; gives it as it was, too.
async fn enter_by(caller: &Caller, socket: UdpSocket, change: impl AsyncFnOnce(String) -> String) -> (Visitor, String) {
    let opened = caller.data(Call::New, json!({"quality": "low"})).await;
    let original = text(&opened["sdp"]["sdp"]);
    let offer = change(original.clone()).await;
    let session = text(&opened["session_id"]);
    let answered = answer_from(&offer, &CODECS, socket).await;
    let body = json!({"session_id": session, "sdp": {"type": "answer", "sdp": answered.sdp}});
    caller.data(Call::Start, body).await;
    (Visitor::live(caller, session, answered), original)
}

/// An offer that names only a tunnel: from UDP here to the server's TCP port.
async fn through_tcp(offer: String) -> String {
    let server = candidates(&offer, "tcp").next().unwrap();
    let near = socket().await;
    let tunnel = near.local_addr().unwrap();
    tokio::spawn(tunneled(near, TcpStream::connect(server).await.unwrap()));
    let kept = offer.lines().filter(|line| !line.starts_with("a=candidate:"));
    let named = kept.flat_map(|line| {
        let candidate = format!(
            "a=candidate:1 1 udp 2122260223 {} {} typ host",
            tunnel.ip(),
            tunnel.port()
        );
        let candidate = Some(candidate).filter(|_| line == "a=end-of-candidates");
        candidate.into_iter().chain([line.to_owned()])
    });
    named.map(|line| line + "\r\n").collect()
}

/// Carries datagrams over a stream, each after its length.
async fn tunneled(near: UdpSocket, far: TcpStream) {
    let (incoming, outgoing) = far.into_split();
    let mut first = [0; 2048];
    // The client that is served is the first to speak.
    let (_, client) = near.peek_from(&mut first).await.unwrap();
    near.connect(client).await.unwrap();
    tokio::try_join!(there(&near, outgoing), back(&near, incoming)).ok();
}

async fn there(near: &UdpSocket, mut outgoing: OwnedWriteHalf) -> io::Result<()> {
    let mut datagram = vec![0; 2048];
    loop {
        let size = near.recv(&mut datagram).await?;
        outgoing.write_u16(size as u16).await?;
        outgoing.write_all(&datagram[..size]).await?;
    }
}

async fn back(near: &UdpSocket, mut incoming: OwnedReadHalf) -> io::Result<()> {
    let mut datagram = vec![0; 2048];
    loop {
        let size = usize::from(incoming.read_u16().await?);
        incoming.read_exact(&mut datagram[..size]).await?;
        near.send(&datagram[..size]).await?;
    }
}

async fn socket() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").await.unwrap()
}

async fn is_served(visitor: &Visitor) {
    visitor
        .until("sound, pictures and the channel", |inbox| {
            !inbox.labels.is_empty() && !inbox.pictures.is_empty() && !inbox.packets.is_empty()
        })
        .await;
    let (task, _) = visitor.say("Yes.").await;
    visitor.said(&task).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_at_one_port_are_served_side_by_side() {
    let (_running, caller) = start(one_port()).await;
    let mut visitors = Vec::new();
    let mut all_ports = Vec::new();
    for _ in 0..4 {
        let (visitor, ports) = enter(&caller, socket().await).await;
        visitors.push(visitor);
        all_ports.extend(ports);
    }
    all_ports.dedup();
    assert_eq!(all_ports.len(), 1, "{all_ports:?}");
    for visitor in &visitors {
        is_served(visitor).await;
    }
    // The end of one is no matter of the others.
    assert_eq!(visitors[0].call(Call::Stop).await.0, 200);
    visitors[0].until("the end", |inbox| inbox.closed).await;
    for visitor in &visitors[1..] {
        visitor.hears(10).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_whose_address_changes_keeps_its_session() {
    let (_running, caller) = start(one_port()).await;
    let (visitor, _) = enter(&caller, socket().await).await;
    let (other, _) = enter(&caller, socket().await).await;
    is_served(&visitor).await;
    // As behind a NAT that forgets.
    visitor.move_to(socket().await);
    visitor.hears(50).await;
    is_served(&visitor).await;
    is_served(&other).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_may_come_from_one_address_one_after_the_other() {
    let (_running, caller) = start(one_port()).await;
    let first = socket().await;
    let address = first.local_addr().unwrap();
    let (visitor, _) = enter(&caller, first).await;
    is_served(&visitor).await;
    // Gone without a word: the server keeps its session for a while.
    visitor.vanish();
    let again = rebound(address).await;
    let (visitor, _) = enter(&caller, again).await;
    is_served(&visitor).await;
    assert_eq!(caller.sessions().await.len(), 2);
}

/// The address again, as soon as it is free.
async fn rebound(address: SocketAddr) -> UdpSocket {
    loop {
        match UdpSocket::bind(address).await {
            Ok(socket) => return socket,
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_at_the_port_disturbs_nobody() {
    let (_running, caller) = start(one_port()).await;
    let (visitor, ports) = enter(&caller, socket().await).await;
    let noise = socket().await;
    for round in 0..20_000_u32 {
        let mut datagram = vec![(round % 256) as u8; (round % 1400) as usize];
        datagram.extend(round.to_be_bytes());
        noise.send_to(&datagram, ("127.0.0.1", ports[0])).await.unwrap();
    }
    is_served(&visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_port_is_reached_by_ipv6_as_well() {
    let v6 = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let Ok(socket) = UdpSocket::bind((v6, 0)).await else {
        println!("left out: this machine has no IPv6");
        return;
    };
    let mut options = one_port();
    options.media_ip.push(v6);
    let (_running, caller) = start(options).await;
    let (visitor, ports) = enter(&caller, socket).await;
    assert_eq!(ports.len(), 1);
    is_served(&visitor).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_send_datagrams_is_served_over_tcp_beside_the_others() {
    let mut options = one_port();
    options.network.tcp_port = Some(0);
    let (_running, caller) = start(options).await;
    let (streaming, offer) = enter_by(&caller, socket().await, through_tcp).await;
    assert!(offer.contains("typ host tcptype passive"), "{offer}");
    let (other, _) = enter(&caller, socket().await).await;
    is_served(&streaming).await;
    is_served(&other).await;
    assert_eq!(streaming.call(Call::Stop).await.0, 200);
    streaming.until("the end", |inbox| inbox.closed).await;
    is_served(&other).await;
}

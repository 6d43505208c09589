//! Sessions at one port, over the loopback of this machine.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

const TIMEOUT: Duration = Duration::from_secs(20);

fn shared_port(addresses: &[MediaAddress]) -> SharedPort {
    SharedPort::open(addresses, 0, Some(0), Metrics::new()).unwrap()
}

fn here() -> MediaAddress {
    IpAddr::V4(Ipv4Addr::LOCALHOST).into()
}

/// Where clients reach it by UDP.
fn by_udp(shared_port: &SharedPort) -> Vec<SocketAddr> {
    shared_port.shared.sockets.iter().map(|bound| bound.public).collect()
}

/// A handle of this name.
fn handle(shared_port: &SharedPort, name: &str) -> PortHandle {
    let mut handle = shared_port.handle();
    handle.register(name);
    handle
}

/// A connectivity check for a session of this name.
fn check(name: &str) -> Vec<u8> {
    ufrag::check(&format!("{name}:visitor"))
}

async fn next(handle: &mut PortHandle) -> Arrived {
    tokio::time::timeout(TIMEOUT, handle.receive()).await.unwrap()
}

/// Something that is no check, as DTLS is.
const PLAIN: &[u8] = &[22, 1, 2, 3];

#[tokio::test]
async fn sessions_share_a_port_at_every_address() {
    let mut addresses = vec![here()];
    // Not every machine has IPv6.
    addresses.extend(
        UdpSocket::bind((Ipv6Addr::LOCALHOST, 0))
            .await
            .ok()
            .map(|_| MediaAddress::from(IpAddr::V6(Ipv6Addr::LOCALHOST))),
    );
    let shared_port = shared_port(&addresses);
    let addresses = by_udp(&shared_port);
    assert!(addresses.iter().all(|address| address.port() == addresses[0].port()));
    let (mut anna, mut bert) = (handle(&shared_port, "anna"), handle(&shared_port, "bert"));
    for server in addresses {
        let any = SocketAddr::new(server.ip(), 0);
        let (first, second) = (UdpSocket::bind(any).await.unwrap(), UdpSocket::bind(any).await.unwrap());
        for (client, handle, name) in [(&first, &mut anna, "anna"), (&second, &mut bert, "bert")] {
            client.send_to(&check(name), server).await.unwrap();
            let arrived = next(handle).await;
            assert_eq!((&arrived.contents, arrived.is_new), (&check(name), true));
            assert_eq!(arrived.route, Route::udp(client.local_addr().unwrap(), server));
            handle.add_route(arrived);
            client.send_to(PLAIN, server).await.unwrap();
            let arrived = next(handle).await;
            assert_eq!((&*arrived.contents, arrived.is_new), (PLAIN, false));
            assert!(handle.send(arrived.route, b"back"));
            let mut buffer = [0; 99];
            let (size, from) = client.recv_from(&mut buffer).await.unwrap();
            assert_eq!((&buffer[..size], from), (&b"back"[..], server));
        }
    }
}

#[tokio::test]
async fn strangers_reach_nobody_and_leave_nothing_behind() {
    let shared_port = shared_port(&[here()]);
    let server = by_udp(&shared_port)[0];
    let mut anna = handle(&shared_port, "anna");
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    for _ in 0..50 {
        for datagram in [PLAIN, &check("nobody"), &check("ann"), &[]] {
            client.send_to(datagram, server).await.unwrap();
        }
    }
    // A check that its session does not find to be its own adds no route.
    client.send_to(&check("anna"), server).await.unwrap();
    assert_eq!(next(&mut anna).await.contents, check("anna"));
    client.send_to(PLAIN, server).await.unwrap();
    client.send_to(&check("anna"), server).await.unwrap();
    assert_eq!(next(&mut anna).await.contents, check("anna"), "nothing came in between");
    assert_eq!(shared_port.shared.demultiplexer().routes(), 0);
}

#[tokio::test]
async fn a_session_that_takes_nothing_delays_no_other_and_keeps_only_so_much() {
    let shared_port = shared_port(&[here()]);
    let server = by_udp(&shared_port)[0];
    let (mut slow, mut quick) = (handle(&shared_port, "slow"), handle(&shared_port, "quick"));
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let most = MAX_WAITING * 2;
    for _ in 0..most {
        client.send_to(&check("slow"), server).await.unwrap();
        client.send_to(&check("quick"), server).await.unwrap();
        assert_eq!(next(&mut quick).await.contents, check("quick"));
    }
    let mut kept = 0;
    while slow.inbox.try_recv().is_ok() {
        kept += 1;
    }
    assert_eq!(kept, MAX_WAITING);
    // It goes on with what comes from then on.
    client.send_to(&check("slow"), server).await.unwrap();
    next(&mut slow).await;
}

#[tokio::test]
async fn a_session_that_has_ended_frees_its_routes_for_the_next_one() {
    let shared_port = shared_port(&[here()]);
    let server = by_udp(&shared_port)[0];
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    for name in ["anna", "bert", "anna"] {
        let mut handle = handle(&shared_port, name);
        client.send_to(&check(name), server).await.unwrap();
        let arrived = next(&mut handle).await;
        assert!(arrived.is_new, "{name}");
        handle.add_route(arrived);
        client.send_to(PLAIN, server).await.unwrap();
        assert_eq!(next(&mut handle).await.contents, PLAIN);
        drop(handle);
        assert_eq!(shared_port.shared.demultiplexer().routes(), 0);
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_refused_and_a_public_address_is_told_in_its_place() {
    let taken = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = taken.local_addr().unwrap().port();
    let address = MediaAddress {
        // Of the documentation's own (RFC 5737).
        public: Ipv4Addr::new(203, 0, 113, 7).into(),
        ..here()
    };
    let refused = SharedPort::open(&[address], port, None, Metrics::new()).unwrap_err();
    assert!(refused.to_string().contains("127.0.0.1"), "{refused}");
    drop(taken);
    let shared_port = SharedPort::open(&[address], port, None, Metrics::new()).unwrap();
    let public = SocketAddr::new(address.public, port);
    assert_eq!(shared_port.handle().candidates(), [HostCandidate::udp(public)]);
    assert!(SharedPort::open(&[], 0, None, Metrics::new()).is_err());
}

#[tokio::test]
async fn a_check_of_another_session_under_the_address_of_a_live_one_takes_no_route_from_it() {
    let shared_port = shared_port(&[here()]);
    let server = by_udp(&shared_port)[0];
    let (mut anna, mut bert) = (handle(&shared_port, "anna"), handle(&shared_port, "bert"));
    let client = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    client.send_to(&check("anna"), server).await.unwrap();
    let arrived = next(&mut anna).await;
    anna.add_route(arrived);
    // As if somebody else had written this source upon it: the session finds its check to be right.
    client.send_to(&check("bert"), server).await.unwrap();
    let arrived = next(&mut bert).await;
    bert.add_route(arrived);
    client.send_to(PLAIN, server).await.unwrap();
    assert_eq!(next(&mut anna).await.contents, PLAIN);
    assert!(bert.inbox.try_recv().is_err());
}

/// A stream to the shared port.
async fn stream(shared_port: &SharedPort) -> TcpStream {
    TcpStream::connect(shared_port.shared.streams[0]).await.unwrap()
}

async fn write(stream: &mut TcpStream, datagram: &[u8]) {
    stream.write_u16(datagram.len() as u16).await.unwrap();
    stream.write_all(datagram).await.unwrap();
}

/// A stream whose first check the session of this name has verified, with its route.
async fn enter(shared_port: &SharedPort, session: &mut PortHandle, name: &str) -> (TcpStream, Route) {
    let mut client = stream(shared_port).await;
    write(&mut client, &check(name)).await;
    let arrived = next(session).await;
    let route = arrived.route;
    session.add_route(arrived);
    (client, route)
}

/// Whether the other side has closed a stream.
async fn is_closed(stream: &mut TcpStream) -> bool {
    tokio::time::timeout(TIMEOUT, stream.read(&mut [0; 9]))
        .await
        .unwrap()
        .unwrap_or(0)
        == 0
}

#[tokio::test]
async fn a_stream_is_its_sessions_to_the_end() {
    let shared_port = shared_port(&[here()]);
    let mut anna = handle(&shared_port, "anna");
    let mut client = stream(&shared_port).await;
    write(&mut client, &check("anna")).await;
    let arrived = next(&mut anna).await;
    let route = arrived.route;
    assert_eq!(
        (route.protocol, route.client),
        (Protocol::Tcp, client.local_addr().unwrap())
    );
    assert!(!anna.send(route, b"early"), "it has added no route");
    anna.add_route(arrived);
    assert!(anna.send(route, b"back"));
    assert_eq!(client.read_u16().await.unwrap(), 4);
    let mut back = [0; 4];
    client.read_exact(&mut back).await.unwrap();
    assert_eq!(&back, b"back");
    // Even a check of another session changes that no more.
    let mut bert = handle(&shared_port, "bert");
    for datagram in [PLAIN, &check("bert")] {
        write(&mut client, datagram).await;
        assert_eq!(next(&mut anna).await.contents, datagram);
    }
    assert!(bert.inbox.try_recv().is_err());
    drop(anna);
    assert!(is_closed(&mut client).await);
}

#[tokio::test]
async fn streams_of_strangers_are_closed() {
    let shared_port = shared_port(&[here()]);
    let mut anna = handle(&shared_port, "anna");
    for first in [PLAIN, &check("nobody"), &[0; MAX_DATAGRAM_SIZE + 1], b"GET / HTTP/1.1"] {
        let mut client = stream(&shared_port).await;
        write(&mut client, first).await;
        assert!(is_closed(&mut client).await, "{first:?}");
    }
    // One whose check is not verified, and one that its client closes.
    let mut client = stream(&shared_port).await;
    write(&mut client, &check("anna")).await;
    drop(next(&mut anna).await);
    assert!(is_closed(&mut client).await);
    let (client, route) = enter(&shared_port, &mut anna, "anna").await;
    drop(client);
    while anna.send(route, PLAIN) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn streams_that_name_nobody_keep_no_other_out() {
    let shared_port = shared_port(&[here()]);
    let mut anna = handle(&shared_port, "anna");
    let mut silent = Vec::new();
    for _ in 0..40 {
        silent.push(stream(&shared_port).await);
    }
    let mut client = stream(&shared_port).await;
    write(&mut client, &check("anna")).await;
    assert_eq!(next(&mut anna).await.contents, check("anna"));
    assert!(is_closed(&mut silent[0]).await, "the oldest has made room");
}

#[tokio::test]
async fn a_stream_that_is_kept_in_reserve_stays_open() {
    let shared_port = shared_port(&[here()]);
    let mut anna = handle(&shared_port, "anna");
    let (mut client, route) = enter(&shared_port, &mut anna, "anna").await;
    // Longer than any patience, and in no time.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(60)).await;
    tokio::time::resume();
    assert!(anna.send(route, b"back"));
    assert_eq!(client.read_u16().await.unwrap(), 4);
    write(&mut client, &check("anna")).await;
}

#[tokio::test]
async fn of_too_many_streams_of_a_session_the_one_that_was_silent_longest_is_closed() {
    let shared_port = shared_port(&[here()]);
    let mut anna = handle(&shared_port, "anna");
    let mut clients = Vec::new();
    for _ in 0..handle::MAX_STREAMS {
        let mut client = stream(&shared_port).await;
        write(&mut client, &check("anna")).await;
        let arrived = next(&mut anna).await;
        anna.add_route(arrived);
        clients.push(client);
    }
    write(&mut clients[0], PLAIN).await;
    assert_eq!(next(&mut anna).await.contents, PLAIN);
    let mut last = stream(&shared_port).await;
    write(&mut last, &check("anna")).await;
    let arrived = next(&mut anna).await;
    let route = arrived.route;
    anna.add_route(arrived);
    assert!(anna.send(route, b"back"));
    assert!(is_closed(&mut clients[1]).await);
    write(&mut clients[0], PLAIN).await;
    assert_eq!(next(&mut anna).await.contents, PLAIN);
}

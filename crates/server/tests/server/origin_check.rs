//! Origin and host check, who may call: pages of other origins, other names, proxies.

use std::net::{IpAddr, Ipv4Addr};

use api::Call;
use serde_json::{Value, json};
use streaming_avatar_server::options::Key;
use streaming_avatar_server::{Options, Server};

use crate::caller::{Caller, options, start, text};
use crate::refusals::refused;

const STRANGER: &str = "https://evil.example";

fn preflight(caller: &Caller, call: Call, origin: &str) -> reqwest::RequestBuilder {
    caller
        .http
        .request(reqwest::Method::OPTIONS, format!("{}{}", caller.base, call.path()))
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type,x-api-key,authorization")
        .header("access-control-request-private-network", "true")
}

fn listed(origins: &[&str]) -> Options {
    let mut options = options();
    options.cors_origin = origins.iter().map(|origin| origin.parse().unwrap()).collect();
    options
}

/// Checks that a page of this origin may call, and reads replies and refusals; `told` is what it is told to be.
async fn may_call(caller: &Caller, origin: &str, told: &str) {
    for call in Call::ALL {
        let response = preflight(caller, call, origin).send().await.unwrap();
        assert_eq!(response.status(), 200, "{call:?} {origin}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_ascii_lowercase();
        assert_eq!(header("access-control-allow-origin"), told);
        assert!(header("access-control-allow-methods").contains("post"));
        for name in ["content-type", "x-api-key", "authorization"] {
            assert!(header("access-control-allow-headers").contains(name), "{name}");
        }
        assert_eq!(header("access-control-allow-private-network"), "true");
        assert!(header("access-control-max-age").parse::<u32>().unwrap() > 0);
    }
    for body in ["{}", "{"] {
        let request = caller.request(Call::KeepAlive).header("origin", origin).body(body);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 400);
        assert_eq!(
            response.headers()["access-control-allow-origin"],
            told,
            "a refusal can be read, too"
        );
    }
}

/// Checks that a page of this origin may do nothing, with or without a preflight.
async fn may_not_call(caller: &Caller, origin: &str) {
    let response = preflight(caller, Call::New, origin).send().await.unwrap();
    assert_eq!(response.headers().get("access-control-allow-origin"), None, "{origin}");
    refused(response, 403, "--cors-origin").await;
    for call in Call::ALL {
        let response = caller
            .request(call)
            .header("origin", origin)
            .body("{}")
            .send()
            .await
            .unwrap();
        assert_eq!(response.headers().get("access-control-allow-origin"), None, "{origin}");
        refused(response, 403, "--cors-origin").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_only_own_and_listed_pages_may_call() {
    let shop = "https://shop.example.org";
    let (_running, caller) = start(listed(&["https://Shop.Example.org/"])).await;
    let by_name = caller.base.replace("127.0.0.1", "localhost");
    for origin in [caller.base.as_str(), &by_name, shop] {
        may_call(&caller, origin, origin).await;
    }
    for origin in [STRANGER, "null", "http://localhost:1", "http://shop.example.org"] {
        may_not_call(&caller, origin).await;
    }
    assert!(
        caller.sessions().await.is_empty(),
        "what comes from no page is answered"
    );
    // Nothing is done by looking at the site, which other pages may use.
    let response = caller
        .http
        .get(&caller.base)
        .header("origin", STRANGER)
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["access-control-allow-origin"], "*");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_may_call_a_server_that_is_open_or_has_keys() {
    let mut open = options();
    open.open = true;
    for options in [open, listed(&["*"])] {
        let (_running, caller) = start(options).await;
        may_call(&caller, STRANGER, "*").await;
        may_call(&caller, "null", "*").await;
    }
    let mut keyed = options();
    keyed.api_key = vec![Key::new("right")];
    let (_running, caller) = start(keyed).await;
    may_call(&caller.with_key("right"), STRANGER, "*").await;
    let mut narrowed = listed(&["https://shop.example.org"]);
    narrowed.api_key = vec![Key::new("right")];
    let (_running, caller) = start(narrowed).await;
    may_not_call(&caller.with_key("right"), STRANGER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_only_names_of_this_machine_are_answered_to() {
    let (_running, caller) = start(options()).await;
    for path in ["/", "/v1/streaming.list", "/v1/streaming.new"] {
        let address = format!("{}{path}", caller.base);
        for name in [
            "evil.example",
            "evil.example:8080",
            "localhost.evil.example",
            "10.0.0.1",
        ] {
            let response = caller.http.get(&address).header("host", name).send().await.unwrap();
            refused(response, 421, "--open").await;
        }
    }
    for name in [
        "localhost",
        "LOCALHOST:80",
        "app.localhost:8080",
        "127.0.0.1",
        "[::1]:8080",
    ] {
        let request = caller.request(Call::List).header("host", name);
        assert_eq!(request.send().await.unwrap().status(), 200, "{name}");
    }
    let mut keyed = options();
    keyed.api_key = vec![Key::new("right")];
    let (_running, caller) = start(keyed).await;
    let request = caller
        .with_key("right")
        .request(Call::List)
        .header("host", "avatar.example.org");
    assert_eq!(request.send().await.unwrap().status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_from_outside_unless_somebody_said_so() {
    let anywhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
    let exposed = || Options {
        listen: anywhere,
        ..options()
    };
    let refused = Server::start(exposed()).await.err().unwrap().to_string();
    for way in ["--listen 0.0.0.0", "--api-key", "--open"] {
        assert!(refused.contains(way), "{refused}");
    }
    let public = Options {
        public_url: Some("https://avatar.example.org".parse().unwrap()),
        ..options()
    };
    let refused = Server::start(public).await.err().unwrap().to_string();
    assert!(refused.contains("--public-url https://avatar.example.org"), "{refused}");
    let open = Options {
        open: true,
        ..exposed()
    };
    assert!(Server::start(open).await.is_ok());
    let keyed = Options {
        api_key: vec![Key::new("right")],
        ..exposed()
    };
    assert!(Server::start(keyed).await.is_ok());
}

/// The address of the first avatar's picture, as these headers have it.
async fn picture(caller: &Caller, headers: &[(&str, &str)]) -> String {
    let request = headers
        .iter()
        .fold(caller.request(Call::AvatarList), |request, (name, value)| {
            request.header(*name, *value)
        });
    let list: Value = request.send().await.unwrap().json().await.unwrap();
    text(&list["data"][0]["normal_preview"])
}

const FORWARDED: [(&str, &str); 4] = [
    ("x-forwarded-host", "a.example, 10.0.0.1"),
    ("x-forwarded-proto", "HTTPS,http"),
    ("x-forwarded-prefix", "/avatar/"),
    ("x-forwarded-for", "192.0.2.1"),
];

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_where_the_client_reached_the_server() {
    let open = || Options {
        open: true,
        ..options()
    };
    let (_running, caller) = start(open()).await;
    assert!(
        picture(&caller, &FORWARDED).await.starts_with(&caller.base),
        "a stranger is not believed"
    );
    let trusting = Options {
        trusted_proxy: vec!["127.0.0.0/8".parse().unwrap()],
        ..open()
    };
    let (_running, caller) = start(trusting).await;
    let at = picture(&caller, &FORWARDED).await;
    assert!(at.starts_with("https://a.example/avatar/v1/streaming/avatar/"), "{at}");
    let standard = [(
        "forwarded",
        "for=192.0.2.1;host=\"b.example:8443\";proto=https, for=10.0.0.1",
    )];
    let at = picture(&caller, &standard).await;
    assert!(at.starts_with("https://b.example:8443/v1/"), "{at}");
    let named = Options {
        public_url: Some("https://c.example/talk".parse().unwrap()),
        ..open()
    };
    let (_running, caller) = start(named).await;
    let at = picture(&caller, &FORWARDED).await;
    assert!(at.starts_with("https://c.example/talk/v1/"), "{at}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_works_under_a_prefix_that_is_taken_away_and_one_that_is_not() {
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("index.html"), "<title>Here</title>").unwrap();
    std::fs::create_dir(site.path().join("embed")).unwrap();
    std::fs::write(site.path().join("embed/index.html"), "<title>There</title>").unwrap();
    let base = || Options {
        open: true,
        site: Some(site.path().to_owned()),
        ..options()
    };
    let named = Options {
        public_url: Some("https://c.example/talk/".parse().unwrap()),
        ..base()
    };
    let trusting = Options {
        trusted_proxy: vec!["127.0.0.1/32".parse().unwrap()],
        ..base()
    };
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    for options in [named, trusting] {
        let (_running, caller) = start(options).await;
        let get = async |path: &str| {
            let request = http
                .get(format!("{}{path}", caller.base))
                .header("x-forwarded-prefix", "/talk");
            request.send().await.unwrap()
        };
        for prefix in ["", "/talk"] {
            assert_eq!(
                get(&format!("{prefix}/v1/streaming.list")).await.status(),
                200,
                "{prefix}"
            );
            assert!(get(&format!("{prefix}/")).await.text().await.unwrap().contains("Here"));
            let folder = get(&format!("{prefix}/embed")).await;
            assert_eq!(folder.headers()["location"], "/talk/embed/", "{prefix}");
        }
        let bare = get("/talk").await;
        assert_eq!(
            (bare.status().as_u16(), &bare.headers()["location"]),
            (308, &"/talk/".parse().unwrap())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_key_nor_an_address_takes_every_seat_without_answering() {
    let limited = Options {
        api_key: vec![Key::new("one"), Key::new("two"), Key::new("three")],
        trusted_proxy: vec!["127.0.0.1/32".parse().unwrap()],
        max_unanswered: Some(2),
        max_sessions_per_key: Some(3),
        ..options()
    };
    let (_running, caller) = start(limited).await;
    let new = async |key: &str, from: &str| {
        let request = caller.with_key(key).request(Call::New).header("x-forwarded-for", from);
        request.json(&json!({})).send().await.unwrap()
    };
    let opened: Value = new("one", "192.0.2.1").await.json().await.unwrap();
    assert_eq!(new("one", "192.0.2.2").await.status(), 200);
    let response = new("one", "192.0.2.3").await;
    assert_eq!(response.headers()["retry-after"], "5");
    refused(response, 429, "2 sessions of this key wait").await;
    assert_eq!(new("two", "192.0.2.1").await.status(), 200);
    refused(new("three", "192.0.2.1").await, 429, "from this address").await;
    assert_eq!(new("three", "192.0.2.4").await.status(), 200);
    let id = text(&opened["data"]["session_id"]);
    assert_eq!(
        caller
            .with_key("one")
            .call(Call::Stop, json!({"session_id": id}))
            .await
            .0,
        200
    );
    assert_eq!(new("one", "192.0.2.3").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_tokens_costs_nobody_theirs() {
    let mut keyed = options();
    keyed.api_key = vec![Key::new("flood"), Key::new("calm")];
    let (_running, caller) = start(keyed).await;
    let calm = caller.with_key("calm");
    let token = text(&calm.data(Call::CreateToken, json!({})).await["token"]);
    let flood = caller.with_key("flood");
    let mut made = Vec::new();
    for _ in 0..1001 {
        made.push(text(&flood.data(Call::CreateToken, json!({})).await["token"]));
    }
    caller.with_token(&token).open().await;
    caller.with_token(&made[0]).open().await;
    caller.with_token(&made[1000]).open().await;
}

//! Many machines: every call is taken by every one, and a machine that is gone takes nobody along.

#![cfg(all(unix, feature = "cluster"))]

mod calls;
mod chaos;
mod deferred;
mod loss;
mod model;
mod partition;
mod refused;

use std::time::Duration;

use api::Call;
use serde_json::json;
use str0m::format::Codec;

use crate::caller::{Caller, text};
use crate::machines::{Machine, Process, front, until};
use crate::visitor::Visitor;

const CODECS: [Codec; 2] = [Codec::H264, Codec::Vp8];

/// The front of these machines.
async fn front_of(machines: &[Machine]) -> Caller {
    front(machines.iter().map(|machine| machine.running.address()).collect()).await
}

/// The place of the machine that has a session.
async fn place(machines: &[Machine], session: &str) -> usize {
    for (place, machine) in machines.iter().enumerate() {
        if machine.has(session).await {
            return place;
        }
    }
    panic!("no machine has {session}")
}

async fn token(caller: &Caller) -> Caller {
    caller.with_token(&text(&caller.data(Call::CreateToken, json!({})).await["token"]))
}

/// Waits until a machine tells which machines are gone. For some seconds after it has connected, others may still be on their way.
async fn settled(caller: &Caller) {
    until("the cluster to be settled", async || {
        // In the form of a session, but of a machine that never was.
        let body = json!({"session_id": "01234567-89ab-8cde-8f01-23456789abcd"});
        let (_, refused) = caller.call(Call::KeepAlive, body).await;
        text(&refused["message"]).contains("its node was lost")
    })
    .await;
}

/// The process that has a visitor's session. Nobody reads their logs, so each is frozen in its turn.
async fn process_of(processes: &mut [Process], visitor: &Visitor) -> usize {
    for (place, process) in processes.iter().enumerate() {
        process.program.signal("-STOP");
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = visitor.see(|inbox| inbox.packets.len());
        tokio::time::sleep(Duration::from_millis(600)).await;
        let after = visitor.see(|inbox| inbox.packets.len());
        process.program.signal("-CONT");
        if after == before {
            return place;
        }
    }
    panic!("nobody has the session")
}

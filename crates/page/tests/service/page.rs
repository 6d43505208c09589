//! A page without a browser: the service and the synthesis, and what they tell.

use std::time::Duration;

use serde_json::{Value, json};
use streaming_avatar_page::{Order, Outgoing, Service, Synthesis};

/// Service and synthesis, with the replies and messages that have come.
#[derive(Default)]
pub struct Page {
    pub service: Service,
    pub synthesis: Synthesis,
    /// Orders that wait for a synthesis that has not been loaded.
    pub orders: Vec<(String, Order)>,
    pub absent: bool,
    calls: u32,
    pub now: Duration,
    pub messages: Vec<Value>,
    pub ended: Vec<String>,
    pub replies: Vec<(u32, u16, Value)>,
}

impl Page {
    /// A page whose synthesis has not been loaded.
    pub fn without_synthesis() -> Self {
        Self {
            absent: true,
            ..Self::default()
        }
    }

    pub fn gather(&mut self) {
        while let Some(outgoing) = self.service.poll() {
            match outgoing {
                Outgoing::Reply(call, status, body) => {
                    self.replies.push((call, status, serde_json::from_str(&body).unwrap()));
                }
                Outgoing::Tell(_, message) => self.messages.push(serde_json::from_str(&message).unwrap()),
                Outgoing::Ended(session) => {
                    self.synthesis.close(&session);
                    self.ended.push(session);
                }
                Outgoing::Order(session, order) => self.orders.push((session, order)),
            }
        }
        self.forward();
    }

    /// Gives the orders to the synthesis, and what comes of them to the service.
    pub fn forward(&mut self) {
        if self.absent {
            return;
        }
        let orders = std::mem::take(&mut self.orders);
        let some = !orders.is_empty();
        for (session, order) in orders {
            match order {
                Order::Say(text) => self.synthesis.order(&session, text),
                Order::Withdraw(task) => self.synthesis.withdraw(&session, &task),
                Order::CallOff => self.synthesis.call_off(&session),
            }
            while let Some((session, speech)) = self.synthesis.poll() {
                self.service.speech(&session, speech);
            }
        }
        if some {
            self.gather();
        }
    }

    /// Synthesises all that may be synthesised now.
    pub fn synthesise(&mut self) {
        loop {
            let more = self.synthesis.step();
            while let Some((session, speech)) = self.synthesis.poll() {
                self.service.speech(&session, speech);
            }
            self.gather();
            if !more {
                return;
            }
        }
    }

    pub fn send(&mut self, path: &str, body: &Value) -> u32 {
        self.calls += 1;
        let random = format!("id-{}", self.calls);
        self.service
            .call(self.calls, path, &body.to_string(), &random, self.now);
        self.gather();
        self.calls
    }

    /// A call and its reply, after all synthesis.
    pub fn call(&mut self, path: &str, body: Value) -> (u16, Value) {
        let call = self.send(path, &body);
        self.synthesise();
        let place = self.replies.iter().position(|(number, ..)| *number == call).unwrap();
        let (_, status, body) = self.replies.remove(place);
        (status, body)
    }

    pub fn started(&mut self, body: Value) -> String {
        let (status, reply) = self.call("/v1/streaming.new", body);
        assert_eq!(status, 200, "{reply}");
        let id = reply["data"]["session_id"].as_str().unwrap().to_owned();
        let start = json!({ "session_id": id, "sdp": { "type": "answer", "sdp": "" } });
        assert_eq!(self.call("/v1/streaming.start", start).0, 200);
        self.service.hold(&id, false);
        id
    }

    /// Takes so many samples of sound.
    pub fn sound(&mut self, session: &str, samples: usize) -> Vec<i16> {
        let mut sound = vec![0; samples];
        let session_id = session;
        let session = self.service.session(session).unwrap();
        session.sound(&mut sound);
        self.synthesis.consumed(session_id, session.consumed());
        sound
    }
}

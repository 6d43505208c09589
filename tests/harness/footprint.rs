//! A page's footprint: memory, listeners, nodes, peer connections.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{Failure, Visitor};

const WASM_SIZE: &str = include_str!("page/wasm_size.js");
const CYCLE_APP: &str = include_str!("page/cycle_app.js");
const CYCLE_PAGE: &str = include_str!("page/cycle_page.js");
const CYCLE_MODULE: &str = include_str!("page/cycle_module.js");
/// Cycles for each script: as many as fit into the driver's script timeout on a slow machine.
const AT_ONCE: u32 = 5;

/// A page's footprint after garbage collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes of the JavaScript heap.
    pub heap: u64,
    /// Event listeners.
    pub listeners: u64,
    /// Nodes, attached or not.
    pub nodes: u64,
    /// Documents.
    pub documents: u64,
    /// Detached elements.
    pub detached: u64,
    /// Bytes of the wasm's memory, which never shrinks.
    pub wasm: u64,
    /// Slots of the wasm's table of JavaScript values, which grows by doubling.
    pub handles: u64,
    /// Peer connections, open or closed, that are still referenced.
    pub peers: u64,
    /// Audio contexts that are still referenced.
    pub sounds: u64,
}

impl Footprint {
    /// The names of the figures, in the order of [`Self::figures`].
    pub const NAMES: [&'static str; 9] = [
        "JS heap, bytes",
        "event listeners",
        "DOM nodes",
        "documents",
        "detached elements",
        "wasm memory, bytes",
        "wasm handles",
        "peer connections",
        "audio contexts",
    ];

    /// All of them.
    pub fn figures(&self) -> [u64; 9] {
        [
            self.heap,
            self.listeners,
            self.nodes,
            self.documents,
            self.detached,
            self.wasm,
            self.handles,
            self.peers,
            self.sounds,
        ]
    }
}

/// The owner of the started and stopped sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cycled {
    /// The app, by its buttons.
    App,
    /// The module, which has no interface. Any page of the server's site will do.
    Module,
    /// The module on the page's own service.
    Page,
}

#[derive(Deserialize)]
struct WasmSize {
    bytes: u64,
    handles: u64,
}

impl Visitor {
    /// Starts and stops a session again and again.
    pub async fn cycles(&self, whose: Cycled, times: u32) -> Result<(), Failure> {
        let script = match whose {
            Cycled::App => CYCLE_APP,
            Cycled::Module => CYCLE_MODULE,
            Cycled::Page => CYCLE_PAGE,
        };
        let mut left = times;
        while left > 0 {
            let now = left.min(AT_ONCE);
            self.ask::<u32>(script, vec![json!(now)]).await?;
            left -= now;
        }
        Ok(())
    }

    /// The page's footprint now, after garbage collection.
    pub async fn footprint(&self) -> Result<Footprint, Failure> {
        // Objects that were just closed are released in tasks of their own.
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        let size: WasmSize = self.runs(WASM_SIZE).await?;
        self.commands("Performance.enable", json!({})).await?;
        // A second collection frees objects that only collected objects referred to.
        for _ in 0..3 {
            self.commands("HeapProfiler.collectGarbage", json!({})).await?;
        }
        let peers = self.count_of("RTCPeerConnection", "true").await?;
        let sounds = self.count_of("AudioContext", "true").await?;
        let detached = self.count_of("Element", "!one.isConnected").await?;
        // Without the arrays that counting has made.
        self.commands("Runtime.releaseObjectGroup", json!({ "objectGroup": GROUP }))
            .await?;
        self.commands("HeapProfiler.collectGarbage", json!({})).await?;
        let told = self.commands("Performance.getMetrics", json!({})).await?;
        let metric = |name: &str| {
            let all = told.get("metrics").and_then(Value::as_array).into_iter().flatten();
            let mut values = all.filter(|metric| metric.get("name").and_then(Value::as_str) == Some(name));
            let value = values.next().and_then(|metric| metric.get("value")?.as_f64());
            value.map(|value| value as u64)
        };
        let known = |name: &str| metric(name).ok_or_else(|| Failure::Browser(format!("no metric {name}: {told}")));
        Ok(Footprint {
            heap: known("JSHeapUsedSize")?,
            listeners: known("JSEventListeners")?,
            nodes: known("Nodes")?,
            documents: known("Documents")?,
            detached,
            wasm: size.bytes,
            handles: size.handles,
            peers,
            sounds,
        })
    }

    /// Number of live objects of a class for which a condition on `one` is true.
    async fn count_of(&self, class: &str, condition: &str) -> Result<u64, Failure> {
        let prototype = json!({ "expression": format!("{class}.prototype"), "objectGroup": GROUP });
        let prototype = self.commands("Runtime.evaluate", prototype).await?;
        let found = json!({ "prototypeObjectId": prototype.pointer("/result/objectId"), "objectGroup": GROUP });
        let found = self.commands("Runtime.queryObjects", found).await?;
        let count = json!({
            "objectId": found.pointer("/objects/objectId"),
            // The list includes prototypes of derived classes; for those the condition is false.
            "functionDeclaration": format!(
                "function () {{ return this.filter((one) => {{ try {{ return {condition} }} catch {{ return false }} }}).length; }}"
            ),
            "returnByValue": true,
        });
        let count = self.commands("Runtime.callFunctionOn", count).await?;
        count
            .pointer("/result/value")
            .and_then(Value::as_u64)
            .ok_or_else(|| Failure::Browser(format!("no count of {class}: {count}")))
    }
}

/// The browser's object group of the arrays that counting makes.
const GROUP: &str = "footprint";

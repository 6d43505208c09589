//! Voice activity by Silero VAD, a small neural network.
//!
//! It takes 512 samples together with the last 64 of the frame before, and a state of 2 × 1 × 128 numbers that it hands out anew with each
//! probability (`silero_vad/utils_vad.py` of the package). A frame takes about 0.2 ms.

use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, Value, ValueOrView};
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use thiserror::Error;

use crate::hearing::voice_activity::{FRAME, Frame, VoiceActivity};

/// The network, with its weights: MIT licence, see `models/silero-vad`.
static NETWORK: &[u8] = include_bytes!("../../models/silero-vad/silero_vad_16k_op15.onnx");

/// Samples of the frame before that go with each frame.
const CONTEXT: usize = 64;

/// The shape of the network's state.
const STATE: [usize; 3] = [2, 1, 128];

/// The network in the program cannot be used, which is a defect of the build.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the voice activity detection of this build cannot be used: {0}. Please report it")]
pub struct NetworkError(String);

/// The network, shared by all sessions.
#[derive(Clone)]
pub struct Network(Arc<Parts>);

struct Parts {
    model: Model,
    inputs: [NodeId; 3],
    outputs: [NodeId; 2],
    /// The threads on which sessions are served at the same time.
    options: RunOptions,
}

impl std::fmt::Debug for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Network")
    }
}

impl Network {
    /// Loads the network. Takes some tens of milliseconds.
    ///
    /// # Errors
    /// Where the network of the build is not what this code knows.
    pub fn load() -> Result<Self, NetworkError> {
        let wrong = |error: &dyn std::fmt::Display| NetworkError(error.to_string());
        let model = Model::load_static_slice(NETWORK).map_err(|error| wrong(&error))?;
        let node = |name: &str| model.node_id(name).map_err(|error| wrong(&error));
        let inputs = [node("input")?, node("state")?, node("sr")?];
        let outputs = [node("output")?, node("stateN")?];
        // A run of so small a network takes one of them; with a single one, all sessions would wait for each other.
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let options =
            RunOptions::default().with_thread_pool(Some(Arc::new(rten::ThreadPool::with_num_threads(threads))));
        let network = Self(Arc::new(Parts {
            model,
            inputs,
            outputs,
            options,
        }));
        Silero::new(network.clone()).run(&[0; FRAME])?;
        Ok(network)
    }
}

/// The voice activity of one session.
pub struct Silero {
    network: Network,
    state: NdTensor<f32, 3>,
    context: [f32; CONTEXT],
}

impl Silero {
    /// Nothing has been heard.
    pub fn new(network: Network) -> Self {
        Self {
            network,
            state: NdTensor::zeros(STATE),
            context: [0.0; CONTEXT],
        }
    }

    fn run(&mut self, frame: &Frame) -> Result<f32, NetworkError> {
        let Parts {
            model,
            inputs: [input, state, rate],
            outputs,
            options,
        } = &*self.network.0;
        let samples = frame.iter().map(|sample| f32::from(*sample) / 32_768.0);
        let sound: Vec<f32> = self.context.iter().copied().chain(samples).collect();
        if let Some(last) = sound.last_chunk() {
            self.context = *last;
        }
        let sound = NdTensor::from_data([1, CONTEXT + FRAME], sound);
        let inputs: Vec<(NodeId, ValueOrView)> = vec![
            (*input, sound.view().into()),
            (*state, self.state.view().into()),
            (*rate, Value::from(dialogue::SAMPLE_RATE as i32).into()),
        ];
        let outputs = model
            .run(inputs, outputs, Some(options.clone()))
            .map_err(|error| NetworkError(error.to_string()))?;
        let strange = || NetworkError("its results have another form".into());
        let mut outputs = outputs.into_iter();
        let (speech, state) = outputs.next().zip(outputs.next()).ok_or_else(strange)?;
        self.state = NdTensor::try_from(state).map_err(|_| strange())?;
        let speech: NdTensor<f32, 2> = speech.try_into().map_err(|_| strange())?;
        speech.iter().next().copied().ok_or_else(strange)
    }
}

impl VoiceActivity for Silero {
    fn speech(&mut self, frame: &Frame) -> f32 {
        // The network was tried when it was loaded: a failure here is a defect, told once a frame in the log, and heard as silence.
        self.run(frame).unwrap_or_else(|error| {
            tracing::error!(%error, "voice activity detection failed");
            0.0
        })
    }

    fn reset(&mut self) {
        self.state = NdTensor::zeros(STATE);
        self.context = [0.0; CONTEXT];
    }
}

//! The neural network (ONNX model) of a voice.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};

use crate::config::Config;
use crate::error::PiperError;

/// The largest file that is read, in bytes: the largest voices have 120 MB.
const MAX_FILE_SIZE: u64 = 512 << 20;
/// The longest sound that is taken of a sentence, in seconds.
const MAX_SECONDS: usize = 120;
/// The names under which exports have the tensor with the length of each phoneme.
const LENGTHS: [&str; 3] = ["/Ceil_output_0", "w_ceil", "durations"];

/// A network that is ready to speak.
pub struct Network {
    model: Model,
    input: NodeId,
    input_lengths: NodeId,
    scales: NodeId,
    /// There where the model has several speakers.
    speaker: Option<NodeId>,
    output: NodeId,
    lengths: Option<NodeId>,
    threads: Arc<ThreadPool>,
    rate: u32,
}

/// The sound of a sentence, and for how long each number was held, in steps of equal length.
pub struct Spoken {
    pub samples: Vec<f32>,
    pub lengths: Option<Vec<usize>>,
}

/// How a sentence is spoken: the model's three numbers.
#[derive(Clone, Copy, Debug)]
pub struct Scales {
    pub noise: f32,
    pub length: f32,
    pub rhythm: f32,
}

impl Network {
    /// Reads a model and sees that it is one of Piper's. Takes some tenths of a second.
    ///
    /// # Errors
    /// Where the file cannot be read, or is no such model.
    pub fn load(path: &Path, config: &Config) -> Result<Self, PiperError> {
        let shown = path.display().to_string();
        let unreadable = |reason: String| PiperError::File {
            path: shown.clone(),
            reason,
        };
        let no_model = |reason: String| PiperError::Model {
            path: shown.clone(),
            reason,
        };
        let size = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
        if size > MAX_FILE_SIZE {
            return Err(no_model(format!(
                "it has {} MB, and at most {} are read",
                size >> 20,
                MAX_FILE_SIZE >> 20
            )));
        }
        let bytes = fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let load = || ModelOptions::with_all_ops().prepack_weights(true).load(bytes);
        // A broken file must not end the program.
        let loaded = catch_unwind(AssertUnwindSafe(load));
        let model = loaded
            .map_err(|_| no_model("it cannot be read".into()))?
            .map_err(|error| no_model(error.to_string()))?;
        let need = |name: &str| {
            let found = model.find_node(name);
            found.ok_or_else(|| no_model(format!("it has no tensor named {name}")))
        };
        let speaker = model.find_node("sid");
        if config.speakers > 1 && speaker.is_none() {
            return Err(no_model(
                "it has several speakers, and no tensor named sid to choose one".into(),
            ));
        }
        let network = Self {
            input: need("input")?,
            input_lengths: need("input_lengths")?,
            scales: need("scales")?,
            output: need("output")?,
            lengths: LENGTHS.iter().find_map(|name| model.find_node(name)),
            speaker,
            model,
            // One thread: others speak and draw meanwhile.
            threads: Arc::new(ThreadPool::with_num_threads(1)),
            rate: config.rate,
        };
        Ok(network)
    }

    /// Whether the model tells how long it holds each phoneme.
    pub fn tells_lengths(&self) -> bool {
        self.lengths.is_some()
    }

    /// Speaks the phonemes of these numbers. Takes about a fifth of the time that it sounds.
    ///
    /// # Errors
    /// Where the model fails.
    pub fn speak(&self, ids: &[i32], scales: Scales) -> Result<Spoken, PiperError> {
        let run = catch_unwind(AssertUnwindSafe(|| self.run(ids, scales)));
        run.unwrap_or_else(|_| Err(failed("it broke off".into())))
    }

    fn run(&self, ids: &[i32], scales: Scales) -> Result<Spoken, PiperError> {
        let count = i32::try_from(ids.len()).map_err(|_| failed("the text is too long".into()))?;
        let input = NdTensor::from_data([1, ids.len()], ids.to_vec());
        let input_lengths = NdTensor::from_data([1], vec![count]);
        let scales = NdTensor::from_data([3], vec![scales.noise, scales.length, scales.rhythm]);
        let speaker = NdTensor::from_data([1], vec![0_i32]);
        let mut inputs: Vec<(NodeId, ValueOrView)> = vec![
            (self.input, input.view().into()),
            (self.input_lengths, input_lengths.view().into()),
            (self.scales, scales.view().into()),
        ];
        if let Some(node) = self.speaker {
            inputs.push((node, speaker.view().into()));
        }
        let outputs: Vec<NodeId> = [self.output].into_iter().chain(self.lengths).collect();
        let mut options = RunOptions::default();
        options.thread_pool = Some(Arc::clone(&self.threads));
        let mut values = self
            .model
            .run(inputs, &outputs, Some(options))
            .map_err(|error| failed(error.to_string()))?
            .into_iter();
        let samples = floats(values.next()).ok_or_else(|| failed("its sound is no numbers".into()))?;
        if samples.len() > MAX_SECONDS * self.rate as usize {
            return Err(failed("its sound is far too long".into()));
        }
        let lengths = floats(values.next()).filter(|lengths| lengths.len() == ids.len());
        Ok(Spoken {
            samples,
            // A cast takes what is no number as 0.
            lengths: lengths.map(|lengths| lengths.into_iter().map(|length| length as usize).collect()),
        })
    }
}

/// The numbers of a tensor, whatever its shape.
fn floats(value: Option<Value>) -> Option<Vec<f32>> {
    let tensor: Tensor<f32> = value?.try_into().ok()?;
    Some(tensor.into_data())
}

fn failed(reason: String) -> PiperError {
    PiperError::Run { reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::description;

    #[test]
    fn a_file_that_is_no_model_is_refused_in_words() {
        let config = Config::parse(&description().to_string()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("voice.onnx");
        let load = |bytes: Option<&[u8]>| {
            if let Some(bytes) = bytes {
                fs::write(&path, bytes).unwrap();
            }
            Network::load(&path, &config).err().unwrap()
        };
        assert!(matches!(load(None), PiperError::File { .. }));
        // A length that reaches beyond the file, a graph without nodes, words.
        for bytes in [&b""[..], b"no model", b"\x3a\xff\xff\xff\xff\x0f", b"\x08\x07\x3a\x00"] {
            let error = load(Some(bytes));
            assert!(matches!(error, PiperError::Model { .. }), "{bytes:?}: {error}");
            assert!(
                error.to_string().contains("voice.onnx is no model of a Piper voice"),
                "{error}"
            );
        }
    }
}

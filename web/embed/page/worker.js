// The avatar's own thread, and its sound on the audio thread: one file for both, because bundlers copy a script that is named by
// an address as it is, without what it imports. So the build joins it with the modules in `worker/`, and `cargo xtask` puts `glue` before it: what
// wasm-bindgen writes for the two wasms.
//
// `page.wasm` answers the calls and draws. `speech.wasm` synthesises; it is loaded beside the first pictures, and the orders to it wait.
//
// The count of samples that the audio thread has played is the one clock. It is told to this thread directly, so that neither a busy page
// nor a hidden one, whose timers are slowed down, holds up speech.
import { registerAudioProcessor } from './worker/audio-processor.js';
import { handleMessages } from './worker/messages.js';

if (typeof registerProcessor === 'function') registerAudioProcessor(registerProcessor);
else handleMessages();

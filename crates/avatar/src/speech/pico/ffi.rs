//! The C library behind a safe type: the only unsafe code of speech.
//!
//! Facts of the library that the code rests on, read in its source: it allocates only from the memory it is given and
//! relies on that memory being zero; it keeps no state outside of it; it reads a file whole while it loads it, and holds it open
//! until it is unloaded.

use std::ptr;

use super::{library as sys, memory_file::MemoryFile};

/// Memory for one system: the voice files are read into it (1.4 MB for the larger voice), the rest is for its work.
const POOL_BYTES: usize = 4 << 20;

/// The name of the voice inside a system; each system has one.
const NAME: &[u8; 2] = b"v\0";

/// Steps that are done at a time: some milliseconds. A step takes microseconds.
const STEPS: u32 = 2_000;

/// Steps without sound after which an engine is taken to be stuck. The longest sentence takes some ten thousand.
const MAX_IDLE_STEPS: u32 = 200_000;

/// Longest sound of one sentence, in samples: ten minutes, far more than the longest sentence at the slowest pace.
const MAX_SAMPLES: usize = 16_000 * 600;

/// A system with one voice and one engine on it.
pub(super) struct PicoEngine {
    system: sys::System,
    engine: sys::Engine,
    resources: Vec<sys::Resource>,
    /// The files of the resources, which the library closes when it unloads them.
    files: Vec<MemoryFile<'static>>,
    /// The part of the text that the library has not taken yet, what it has made of the rest, and for how many steps it made nothing.
    input: Vec<u8>,
    taken: usize,
    samples: Vec<i16>,
    idle: u32,
    /// Whether a text is being spoken.
    busy: bool,
    /// Where everything above points into. Words, since the library aligns nothing itself; never touched from Rust again.
    _pool: Vec<u64>,
}

// SAFETY: the library keeps all state of a system inside its pool and the files, neither of which is bound to a thread; every
// call takes `&mut self`, so no two threads are in one system at a time.
unsafe impl Send for PicoEngine {}

impl PicoEngine {
    /// An engine with the voice that the two files (text analysis, sound) make.
    pub fn new(analysis: &[u8], sound: &[u8]) -> Result<Self, String> {
        let mut pool = vec![0_u64; POOL_BYTES / size_of::<u64>()];
        let mut system = ptr::null_mut();
        // SAFETY: the pool is that large, aligned, zeroed, and is moved into the value that outlives the system; moving a Vec
        // leaves its memory where it is.
        let status = unsafe { sys::pico_initialize(pool.as_mut_ptr().cast(), POOL_BYTES as u32, &raw mut system) };
        if status != sys::OK || system.is_null() {
            return Err(format!("it does not start (status {status})"));
        }
        let mut this = Self {
            system,
            engine: ptr::null_mut(),
            resources: Vec::new(),
            files: Vec::new(),
            input: Vec::new(),
            taken: 0,
            samples: Vec::new(),
            idle: 0,
            busy: false,
            _pool: pool,
        };
        // SAFETY (both calls): a live system and a terminated name.
        this.check(unsafe { sys::pico_createVoiceDefinition(this.system, NAME.as_ptr()) })?;
        this.load(analysis)?;
        this.load(sound)?;
        let status = unsafe { sys::pico_newEngine(this.system, NAME.as_ptr(), &raw mut this.engine) };
        this.check(status)?;
        if this.engine.is_null() {
            return Err("it made no engine".to_owned());
        }
        Ok(this)
    }

    /// Loads a voice file and makes it part of the voice.
    fn load(&mut self, bytes: &[u8]) -> Result<(), String> {
        let file = MemoryFile::new(bytes);
        let name = file.name();
        let mut resource = ptr::null_mut();
        // SAFETY: a live system, and the terminated name of a file that outlives the resource, with its bytes while they are
        // loaded.
        let status = unsafe { sys::pico_loadResource(self.system, name.as_ptr().cast(), &raw mut resource) };
        self.files.push(file.emptied());
        self.check(status)?;
        if resource.is_null() {
            return Err("it did not take its voice file".to_owned());
        }
        self.resources.push(resource);
        let mut name = [0 as std::ffi::c_char; sys::RETURNED_STRING];
        // SAFETY (both calls): a live system and resource; the buffer has the size that the interface prescribes for returned
        // strings, and the name in it is terminated.
        let status = unsafe { sys::pico_getResourceName(self.system, resource, name.as_mut_ptr()) };
        self.check(status)?;
        self.check(unsafe { sys::pico_addResourceToVoiceDefinition(self.system, NAME.as_ptr(), name.as_ptr().cast()) })
    }

    /// Begins to speak `text`, which may hold the library's commands. A sentence that was being spoken is given up.
    pub fn begin(&mut self, text: &str) {
        if self.busy {
            self.reset();
        }
        self.input.clear();
        // A NUL ends the text and makes the engine speak what it has; one inside would only end it early.
        self.input.extend(text.bytes().filter(|byte| *byte != 0));
        self.input.push(0);
        (self.taken, self.idle, self.busy) = (0, 0, true);
        self.samples.clear();
    }

    /// Speaks on for some milliseconds. The samples of the whole text (mono, 16 bits, 16 kHz) once all of it is spoken.
    pub fn work(&mut self) -> Result<Option<Vec<i16>>, String> {
        for _ in 0..STEPS {
            let done = self.step();
            match done {
                Ok(false) => {}
                Ok(true) => {
                    self.busy = false;
                    return Ok(Some(std::mem::take(&mut self.samples)));
                }
                Err(error) => {
                    self.reset();
                    self.busy = false;
                    return Err(error);
                }
            }
        }
        Ok(None)
    }

    /// One step of the library's; whether the text is spoken.
    fn step(&mut self) -> Result<bool, String> {
        let rest = self.input.get(self.taken..).unwrap_or(&[]);
        if !rest.is_empty() {
            let size = i16::try_from(rest.len()).unwrap_or(i16::MAX);
            let mut taken = 0;
            // SAFETY: a live engine, and `size` readable bytes at the pointer.
            let status = unsafe { sys::pico_putTextUtf8(self.engine, rest.as_ptr(), size, &raw mut taken) };
            self.check(status)?;
            self.taken += usize::try_from(taken).unwrap_or(0);
        }
        let mut buffer = [0_i16; 1024];
        let (mut received, mut kind) = (0, 0);
        // SAFETY: a live engine; the size is that of the buffer in bytes, which fits 16 bits.
        let status = unsafe {
            sys::pico_getData(
                self.engine,
                buffer.as_mut_ptr().cast(),
                size_of_val(&buffer) as i16,
                &raw mut received,
                &raw mut kind,
            )
        };
        let got = buffer.get(..usize::try_from(received).unwrap_or(0) / 2).unwrap_or(&[]);
        self.samples.extend_from_slice(got);
        self.idle = if got.is_empty() { self.idle + 1 } else { 0 };
        let taken = self.taken >= self.input.len();
        match status {
            sys::STEP_IDLE if taken => Ok(true),
            sys::STEP_BUSY if self.idle < MAX_IDLE_STEPS && self.samples.len() < MAX_SAMPLES => Ok(false),
            sys::STEP_IDLE if self.idle < MAX_IDLE_STEPS => Ok(false),
            sys::STEP_BUSY | sys::STEP_IDLE => Err("it does not come to an end".to_owned()),
            status => Err(format!("it stopped in the middle (status {status})")),
        }
    }

    /// Empties the engine after a failure, or in mid-text, so that the next text starts clean.
    fn reset(&mut self) {
        // SAFETY: a live engine. A failing reset leaves an engine whose next call reports an error.
        unsafe { sys::pico_resetEngine(self.engine, sys::RESET_FULL) };
    }

    /// A status other than success as words. Positive ones are warnings: the call has done its work.
    fn check(&self, status: sys::Status) -> Result<(), String> {
        if status >= sys::OK {
            Ok(())
        } else {
            Err(format!("status {status}"))
        }
    }
}

impl Drop for PicoEngine {
    fn drop(&mut self) {
        // SAFETY: handles that the library gave and that are given back once, in the order it asks for: the engine first, so
        // that nothing uses the files; the files one by one, since ending the system would not close them; the system last,
        // while the pool still lives.
        unsafe {
            if !self.engine.is_null() {
                sys::pico_disposeEngine(self.system, &raw mut self.engine);
            }
            sys::pico_releaseVoiceDefinition(self.system, NAME.as_ptr());
            for resource in &mut self.resources {
                sys::pico_unloadResource(self.system, resource);
            }
            sys::pico_terminate(&raw mut self.system);
        }
        // Nothing can read them any more.
        self.files.clear();
    }
}

//! The functions of SVOX Pico that are used, as its `picoapi.h` declares them.

use std::ffi::{c_char, c_int, c_short, c_uchar, c_uint, c_void};

/// Room for the strings that the library returns.
pub(super) const RETURNED_STRING: usize = 200;

/// Success; negative values are errors, positive ones are warnings or progress.
pub(super) const OK: Status = 0;
/// A step was done, and there is nothing to do.
pub(super) const STEP_IDLE: Status = 200;
/// A step was done, and there is more to do.
pub(super) const STEP_BUSY: Status = 201;
/// A reset that forgets everything but the voice.
pub(super) const RESET_FULL: c_int = 0;

pub(super) type Status = c_int;

/// A system, behind a pointer.
#[repr(C)]
pub(super) struct SystemState {
    _opaque: [u8; 0],
}
/// A loaded file, behind a pointer.
#[repr(C)]
pub(super) struct ResourceState {
    _opaque: [u8; 0],
}
/// An engine, behind a pointer.
#[repr(C)]
pub(super) struct EngineState {
    _opaque: [u8; 0],
}
pub(super) type System = *mut SystemState;
pub(super) type Resource = *mut ResourceState;
pub(super) type Engine = *mut EngineState;

unsafe extern "C" {
    pub(super) fn pico_initialize(memory: *mut c_void, size: c_uint, system: *mut System) -> Status;
    pub(super) fn pico_terminate(system: *mut System) -> Status;
    pub(super) fn pico_loadResource(system: System, path: *const c_uchar, resource: *mut Resource) -> Status;
    pub(super) fn pico_unloadResource(system: System, resource: *mut Resource) -> Status;
    pub(super) fn pico_getResourceName(system: System, resource: Resource, name: *mut c_char) -> Status;
    pub(super) fn pico_createVoiceDefinition(system: System, voice: *const c_uchar) -> Status;
    pub(super) fn pico_addResourceToVoiceDefinition(
        system: System,
        voice: *const c_uchar,
        resource: *const c_uchar,
    ) -> Status;
    pub(super) fn pico_releaseVoiceDefinition(system: System, voice: *const c_uchar) -> Status;
    pub(super) fn pico_newEngine(system: System, voice: *const c_uchar, engine: *mut Engine) -> Status;
    pub(super) fn pico_disposeEngine(system: System, engine: *mut Engine) -> Status;
    pub(super) fn pico_putTextUtf8(engine: Engine, text: *const c_uchar, size: c_short, taken: *mut c_short) -> Status;
    pub(super) fn pico_getData(
        engine: Engine,
        buffer: *mut c_void,
        size: c_short,
        received: *mut c_short,
        kind: *mut c_short,
    ) -> Status;
    pub(super) fn pico_resetEngine(engine: Engine, mode: c_int) -> Status;
}

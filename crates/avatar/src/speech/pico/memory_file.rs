//! A voice file in memory, as Pico's file functions take it.
//!
//! `pico/files.c` replaces the C library's files: a file's name is the address of a [`Raw`].

use std::ffi::{CString, c_int};
use std::marker::PhantomData;
use std::ptr::NonNull;

/// The structure `MemoryFile` of `pico/files.c`.
#[repr(C)]
struct Raw {
    bytes: *const u8,
    length: usize,
    at: usize,
    ended: c_int,
}

/// A file that the library can read. It stays where its name says, however often this value is moved.
pub(super) struct MemoryFile<'a>(NonNull<Raw>, PhantomData<&'a [u8]>);

impl<'a> MemoryFile<'a> {
    /// A file with these bytes.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        let raw = Box::new(Raw {
            bytes: bytes.as_ptr(),
            length: bytes.len(),
            at: 0,
            ended: 0,
        });
        Self(NonNull::from(Box::leak(raw)), PhantomData)
    }

    /// The name by which the library opens it. It insists on the ending.
    pub(super) fn name(&self) -> CString {
        // Digits and letters only, so there is no NUL in it.
        CString::new(format!("{:x}.bin", self.0.as_ptr().expose_provenance())).unwrap_or_default()
    }

    /// Takes the bytes away: what is left is empty, and need not end with the bytes.
    pub(super) fn emptied(self) -> MemoryFile<'static> {
        let this = std::mem::ManuallyDrop::new(self);
        // SAFETY: the value is alive until this type drops it, and the library reads it only while it is called.
        let raw = unsafe { &mut *this.0.as_ptr() };
        (raw.length, raw.at) = (0, 0);
        MemoryFile(this.0, PhantomData)
    }
}

impl Drop for MemoryFile<'_> {
    fn drop(&mut self) {
        // SAFETY: made of a box by `new`, and freed once, here.
        drop(unsafe { Box::from_raw(self.0.as_ptr()) });
    }
}

//! Finds the system's libvpx and compiles the shim that speaks to it, and says where H.264 will be slow.

use std::process::{Command, Stdio};

fn main() {
    println!("cargo::rustc-check-cfg=cfg(libvpx)");
    tell_of_nasm();
    println!("cargo::rerun-if-changed=src/media/vp8/shim.c");
    println!("cargo::rerun-if-env-changed=AVATAR_SERVER_WITHOUT_LIBVPX");
    if std::env::var_os("AVATAR_SERVER_WITHOUT_LIBVPX").is_some() {
        return;
    }
    // The shim is linked before the library it needs, so its probe comes first without printing and the real one after it.
    let mut probe = pkg_config::Config::new();
    probe.atleast_version("1.8").cargo_metadata(false);
    let Ok(vpx) = probe.probe("vpx") else {
        return;
    };
    cc::Build::new()
        .file("src/media/vp8/shim.c")
        .includes(&vpx.include_paths)
        .warnings(true)
        .compile("avatar_server_vp8");
    if probe.cargo_metadata(true).probe("vpx").is_ok() {
        println!("cargo::rustc-cfg=libvpx");
    }
}

/// The build of OpenH264 goes on without its assembler in silence.
fn tell_of_nasm() {
    let is_set = |name: &str| std::env::var_os(name).is_some();
    let for_x86 = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "x86_64" || arch == "x86");
    if !is_set("CARGO_FEATURE_H264") || !for_x86 {
        return;
    }
    let nasm = Command::new("nasm")
        .arg("-v")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !nasm.is_ok_and(|status| status.success()) {
        println!(
            "cargo::warning=nasm is not installed: H.264 is encoded without assembler, at two to three times the processor time. Install \
             nasm, then run `cargo clean --package openh264-sys2 --package streaming-avatar-server` and build again."
        );
    }
}

//! Finds the system's libvpx and compiles the shim that speaks to it.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(libvpx)");
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

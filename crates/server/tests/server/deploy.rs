//! The files in `deploy/`, held against the server that they are for.

use std::collections::BTreeSet;
use std::fs;
use std::net::Ipv4Addr;
use std::path::PathBuf;

use crate::binary::command;
use crate::caller::{options, start};

pub fn text(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The names of metrics in a text, as Prometheus stores them.
fn metrics(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
    let names = words.filter(|word| word.starts_with("avatar_") && word.len() > "avatar_".len());
    names
        .map(|name| {
            ["_bucket", "_count", "_sum"]
                .iter()
                .find_map(|end| name.strip_suffix(end))
                .unwrap_or(name)
                .to_owned()
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_dashboard_and_the_guide_name_exactly_the_figures_that_there_are() {
    let mut options = options();
    options.admin.admin_listen = Some((Ipv4Addr::LOCALHOST, 0).into());
    let (running, _) = start(options).await;
    let page = reqwest::get(format!("http://{}/metrics", running.admin_address().unwrap()))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    // `# TYPE avatar_calls counter`: Prometheus stores counters with `_total`.
    let types = page
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let there: BTreeSet<String> = types
        .map(|(name, kind)| {
            if kind == "counter" {
                format!("{name}_total")
            } else {
                name.to_owned()
            }
        })
        .collect();
    assert!(there.len() > 20, "{there:?}");
    assert_eq!(metrics(&text("deploy/grafana/dashboard.json")), there);
    let guide = text("docs/src/operating.md");
    let table: String = guide.lines().filter(|line| line.starts_with("| `avatar_")).collect();
    assert_eq!(metrics(&table), there);
}

#[test]
fn the_configurations_name_options_that_there_are() {
    for path in ["deploy/avatar-server.toml", "deploy/kubernetes/avatar-server.toml"] {
        let folder = tempfile::tempdir().unwrap();
        let secret = folder.path().join("secret");
        fs::write(&secret, "shop=hush\n").unwrap();
        // The secrets of the pods, and an address that no machine has, so that the server stops after it has read all.
        let content = text(path).replace("/run/secrets/avatar-server/api-keys", &secret.display().to_string());
        let content = content.replace("/run/secrets/avatar-server/admin-key", &secret.display().to_string());
        let file = folder.path().join("avatar-server.toml");
        fs::write(&file, content).unwrap();
        let mut command = command();
        command.args([
            "--config",
            file.to_str().unwrap(),
            "--port",
            "0",
            "--media-ip",
            "198.51.100.1",
            "--api-key",
            "hush",
        ]);
        command.args(["--admin-listen", "127.0.0.1:0"]);
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("cannot use 198.51.100.1 for media"), "{path}: {said}");
    }
}

#[test]
fn variables_in_the_files_are_those_of_options() {
    let help = String::from_utf8(command().arg("--help").output().unwrap().stdout).unwrap();
    for path in [
        "deploy/avatar-server.service",
        "deploy/Dockerfile",
        "deploy/compose.yaml",
        "deploy/compose.cluster.yaml",
        "deploy/kubernetes/deployment.yaml",
        "deploy/kubernetes-cluster/cluster.yaml",
    ] {
        let text = text(path);
        let words = text.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_');
        let variables: BTreeSet<_> = words.filter(|word| word.starts_with("AVATAR_SERVER_")).collect();
        assert!(!variables.is_empty(), "{path}");
        for variable in variables {
            // The deployment warns of one that a Service would set.
            assert!(help.contains(&format!("[env: {variable}")), "{path}: {variable}");
        }
    }
}

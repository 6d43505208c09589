//! Whether the server keeps to its own description of the API: schemathesis makes requests from `openapi.yaml`, good and bad ones, and
//! checks each reply against it.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};

use crate::error::TaskError;
use crate::project::Project;
use crate::shell::{Shell, run};
use crate::tools::python;
use crate::{build, report};

/// The program that makes the requests.
const SCHEMATHESIS: [&str; 1] = ["schemathesis==4.32.5"];
/// Requests made up for each call, beside those that cover its description.
const EXAMPLES: &str = "20";
/// The promises that are checked. Unknown fields are tolerated, so that it is not checked whether every odd request is refused.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,\
                      response_schema_conformance,negative_data_rejection,unsupported_method";

/// Starts a server and has its API tried. Where schemathesis cannot be installed, nothing is tried.
pub fn check(project: &Project) -> Result<(), TaskError> {
    if !python::is_there(&project.shell) {
        report::note("There is no Python: the API is not tried against its description.");
        return Ok(());
    }
    let schemathesis = match python::program(project, "schemathesis", &SCHEMATHESIS, "90 MB") {
        Ok(program) => program,
        Err(error) => {
            report::note(&format!("{error} The API is not tried against its description."));
            return Ok(());
        }
    };
    let server = build::server(project, &[])?;
    let not_started = |reason: String| TaskError::NotStarted {
        program: server.display().to_string(),
        reason,
    };
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map_err(|error| not_started(error.to_string()))?
        .port()
        .to_string();
    let arguments = [
        "--port",
        &port,
        "--media-ip",
        "127.0.0.1",
        "--max-lateness",
        "0",
        "--max-sessions",
        "1000",
    ];
    // Its log would hide what is found.
    let running = project
        .shell
        .command(&server.to_string_lossy(), arguments)
        .stdin_null()
        .stdout_null()
        .stderr_null()
        .start()
        .map_err(|error| not_started(error.to_string()))?;
    let place = project.target().join("schemathesis");
    fs::create_dir_all(&place).map_err(|error| TaskError::file(&place, error))?;
    let address = format!("http://127.0.0.1:{port}/v1/openapi.yaml");
    let arguments = [
        "run",
        &address,
        "--wait-for-schema",
        "20",
        "--max-examples",
        EXAMPLES,
        "--checks",
        CHECKS,
        "--continue-on-failure",
        "--no-color",
    ];
    // It keeps its findings in a folder beside where it runs.
    let requests = Shell::new(&place)
        .command(&schemathesis.to_string_lossy(), arguments)
        .stdout_to_stderr();
    let tried = run("schemathesis", &requests);
    // It has served its purpose.
    let _ = running.kill();
    tried
}

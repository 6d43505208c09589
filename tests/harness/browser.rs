//! Chromium, headless, with a profile of its own.

use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities as _;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel, WebDriver};

use crate::process::Process;
use crate::server::path_in;
use crate::{Failure, Server, Usage, Visitor};

/// Sound without a click.
const WITH_SOUND: &str = "--autoplay-policy=no-user-gesture-required";
/// Leaves all of V8's compilers but the first out.
const INTERPRETED: &str = "--js-flags=--no-sparkplug --no-maglev --no-opt";

/// A microphone that is none.
const FAKE_DEVICE: &str = "--use-fake-device-for-media-stream";

/// Media over the loopback address without a permission; the other switches silence the browser.
const ARGUMENTS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-loopback-in-peer-connection",
    "--hide-scrollbars",
    // Software rendering without a graphics card; Chromium otherwise writes a warning into the console.
    "--enable-unsafe-swiftshader",
];

/// Keeps references to the page's peer connections and to the messages on their data channels.
const KEEP_PEERS: &str = include_str!("page/keep_peers.js");

/// The size of a window's viewport, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Size {
    /// A phone, upright.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
    };
    /// A tablet, upright.
    pub const TABLET: Self = Self {
        width: 768,
        height: 1024,
    };
    /// A desk.
    pub const DESK: Self = Self {
        width: 1440,
        height: 900,
    };
}

/// A browser, closed on drop.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    // Dropped in this order: the profile is removed after everything that writes into it.
    process: Process,
    _profile: TempDir,
}

impl Browser {
    /// Starts a browser with an empty profile. `name` names the driver's log.
    pub async fn start(name: &str) -> Result<Self, Failure> {
        Self::started(name, &[WITH_SOUND]).await
    }

    /// The same with JavaScript that is interpreted only, for measures of its heap: the machine code that V8 makes of each function once it has run
    /// often lies in it, too, and would look like a leak over hundreds of starts.
    pub async fn without_compiler(name: &str) -> Result<Self, Failure> {
        Self::started(name, &[WITH_SOUND, INTERPRETED]).await
    }

    /// The same with Chromium's own autoplay policy: no sound before the visitor has touched the page.
    pub async fn withholding_sound(name: &str) -> Result<Self, Failure> {
        Self::started(name, &[]).await
    }

    /// Starts a browser whose microphone plays this WAV file once, each time it is opened, and is allowed without a question.
    pub async fn with_microphone(name: &str, sound: &Path) -> Result<Self, Failure> {
        let sound = format!("--use-file-for-fake-audio-capture={}%noloop", sound.display());
        let further = [WITH_SOUND, FAKE_DEVICE, "--use-fake-ui-for-media-stream", &sound];
        Self::started(name, &further).await
    }

    /// Starts a browser whose microphone visitors are asked for.
    pub async fn asking_for_the_microphone(name: &str) -> Result<Self, Failure> {
        Self::started(name, &[WITH_SOUND, FAKE_DEVICE]).await
    }

    async fn started(name: &str, further: &[&str]) -> Result<Self, Failure> {
        let process = Process::start(&format!("{name}-driver"), &path_in("CHROMEDRIVER")?, |port| {
            vec![format!("--port={port}"), "--log-level=WARNING".to_owned()]
        })
        .await?;
        let profile = TempDir::new().map_err(|error| Failure::File {
            path: "profile".to_owned(),
            reason: error.to_string(),
        })?;
        let mut capabilities = ChromeCapabilities::new();
        capabilities.set_binary(&path_in("CHROMIUM")?.display().to_string())?;
        for argument in ARGUMENTS.iter().chain(further) {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        capabilities.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(&format!("http://localhost:{}", process.port), capabilities).await?;
        driver.set_script_timeout(Duration::from_secs(60)).await?;
        driver
            .cdp()
            .page()
            .add_script_to_evaluate_on_new_document(KEEP_PEERS)
            .await?;
        let browser = Self {
            driver,
            process,
            _profile: profile,
        };
        browser.resize(Size::DESK).await?;
        Ok(browser)
    }

    /// Runs a script in every page from now on, before the page's own.
    pub async fn runs_before_pages(&self, script: &str) -> Result<(), Failure> {
        self.driver
            .cdp()
            .page()
            .add_script_to_evaluate_on_new_document(script)
            .await?;
        Ok(())
    }

    /// Processor time and memory of all its processes and of the driver's.
    pub fn usage(&self) -> Usage {
        self.process.usage()
    }

    /// Limits the network to `bits` a second and delays each request, as on a slow line.
    pub async fn throttles(&self, bits_a_second: u32, millis: u32) -> Result<(), Failure> {
        let conditions = serde_json::json!({
            "offline": false, "latency": millis, "downloadThroughput": bits_a_second / 8, "uploadThroughput": bits_a_second / 8,
        });
        let tools = self.driver.cdp();
        tools.send_raw("Network.enable", serde_json::json!({})).await?;
        tools.send_raw("Network.emulateNetworkConditions", conditions).await?;
        Ok(())
    }

    /// Adds a delay in ms to each request. Media are not delayed.
    pub async fn delays_requests(&self, millis: u32) -> Result<(), Failure> {
        if millis == 0 {
            return Ok(());
        }
        let conditions = serde_json::json!({
            "offline": false, "latency": millis, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.driver
            .cdp()
            .send_raw("Network.enable", serde_json::json!({}))
            .await?;
        self.driver
            .cdp()
            .send_raw("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// Gives the viewport this size, whatever the window's frame takes.
    pub async fn resize(&self, size: Size) -> Result<(), Failure> {
        let metrics = serde_json::json!({
            "width": size.width, "height": size.height, "deviceScaleFactor": 1, "mobile": false,
        });
        self.driver
            .cdp()
            .send_raw("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Emulates `prefers-color-scheme`.
    pub async fn prefer_dark(&self, dark: bool) -> Result<(), Failure> {
        self.prefers("prefers-color-scheme", if dark { "dark" } else { "light" })
            .await
    }

    /// Emulates one media feature of CSS, and no other.
    pub async fn prefers(&self, feature: &str, value: &str) -> Result<(), Failure> {
        let features = serde_json::json!({ "features": [{ "name": feature, "value": value }] });
        self.driver
            .cdp()
            .send_raw("Emulation.setEmulatedMedia", features)
            .await?;
        Ok(())
    }

    /// Opens the server's site.
    pub async fn visit(&self, server: &Server) -> Result<Visitor, Failure> {
        self.visit_at(&server.address()).await
    }

    /// Opens the site at another address, as that of a proxy. Unless the address has parameters, the avatar does not greet: what it says is
    /// counted.
    pub async fn visit_at(&self, address: &str) -> Result<Visitor, Failure> {
        let plain = if address.contains('?') { "" } else { "?greeting=off" };
        Visitor::open(self.driver.clone(), &format!("{address}{plain}")).await
    }

    /// Opens the site in another tab. That tab may crash and take the driver's connection with it.
    pub async fn opens_a_tab(&self, address: &str) -> Result<Visitor, Failure> {
        let options = self.driver.capabilities().get("goog:chromeOptions");
        let place = options.and_then(|options| options.get("debuggerAddress")?.as_str());
        let place = place.ok_or_else(|| Failure::Browser("it names no address for its tools".to_owned()))?;
        let mut capabilities = ChromeCapabilities::new();
        capabilities.set_debugger_address(place)?;
        let driver = WebDriver::new(&format!("http://localhost:{}", self.process.port), capabilities).await?;
        let tab = driver.new_tab().await?;
        driver.switch_to_window(tab).await?;
        driver
            .cdp()
            .page()
            .add_script_to_evaluate_on_new_document(KEEP_PEERS)
            .await?;
        Visitor::open(driver, address).await
    }

    /// Turns the network off (true) or on. Media that flow already go on.
    pub async fn goes_offline(&self, offline: bool) -> Result<(), Failure> {
        let conditions = serde_json::json!({
            "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.driver
            .cdp()
            .send_raw("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// Fails requests for addresses of these patterns.
    pub async fn blocks(&self, patterns: &[&str]) -> Result<(), Failure> {
        let tools = self.driver.cdp();
        tools.send_raw("Network.enable", serde_json::json!({})).await?;
        let blocked = serde_json::json!({ "urls": patterns });
        tools.send_raw("Network.setBlockedURLs", blocked).await?;
        Ok(())
    }

    /// Minimises its window (true) or shows it.
    pub async fn hides(&self, hidden: bool) -> Result<(), Failure> {
        let tools = self.driver.cdp();
        let window = tools
            .send_raw("Browser.getWindowForTarget", serde_json::json!({}))
            .await?;
        let state = if hidden { "minimized" } else { "normal" };
        let bounds = serde_json::json!({ "windowId": window["windowId"], "bounds": { "windowState": state } });
        tools.send_raw("Browser.setWindowBounds", bounds).await?;
        Ok(())
    }

    /// Opens any page.
    pub async fn opens(&self, address: &str) -> Result<Visitor, Failure> {
        Visitor::at(self.driver.clone(), address).await
    }

    /// Closes the browser.
    pub async fn close(self) -> Result<(), Failure> {
        Ok(self.driver.clone().quit().await?)
    }
}

impl Drop for Browser {
    /// Where a failed test has not closed it, the browser ends with its driver. The driver's handle must not try to
    /// close it in that case: it would wait for an answer on a connection that this very thread serves.
    fn drop(&mut self) {
        // An error means that the session is closed already.
        let _ = self.driver.clone().leak();
    }
}

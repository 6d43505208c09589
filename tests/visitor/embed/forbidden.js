const done = arguments[0];
customElements.whenDefined('streaming-avatar').then(async () => {
  let opened = 0;
  const before = window.fetch;
  window.fetch = (what, how) => {
    opened += String(what.url ?? what).endsWith('/streaming.new');
    return before(what, how);
  };
  const code = await one.start().then(() => 'started', (error) => error.code);
  done({ code, opened, read: one.shadowRoot.querySelector('[role=alert]').textContent });
});

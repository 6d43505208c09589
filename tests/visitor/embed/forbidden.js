const done = arguments[0];
customElements.whenDefined('streaming-avatar').then(async () => {
  const code = await one.start().then(() => 'started', (error) => error.code);
  const opened = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/streaming.new')).length;
  done({ code, opened, read: one.shadowRoot.querySelector('[role=alert]').textContent });
});

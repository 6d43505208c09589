const done = arguments[0];
customElements.whenDefined('streaming-avatar').then(async () => {
  const code = await one.start().then(() => 'started', (error) => error.code);
  done({ code, read: one.shadowRoot.querySelector('[role=alert]').textContent });
});

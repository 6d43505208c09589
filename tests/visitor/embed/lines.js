const done = arguments[0];
const element = document.querySelector('streaming-avatar');
customElements
  .whenDefined('streaming-avatar')
  .then(() => element.start())
  .then(() => element.speak('I stand on another page.'))
  .then(done, (error) => done({ error: String(error) }));

// Ends the recording and returns it.
const [done] = arguments;
window.endToEnd.endRecording().then(done, (error) => done({ error: String(error) }));

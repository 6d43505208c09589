// Ends the recording and hands it over.
const [done] = arguments;
window.endToEnd.endRecording().then(done, (error) => done({ error: String(error) }));

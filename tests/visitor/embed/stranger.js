const done = arguments[0];
const frame = new Frame();
document.body.append(frame.frame);
Promise.race([frame.start().then(() => 'started', (error) => error.code), new Promise((late) => setTimeout(late, 30000, 'nothing'))]).then(done);

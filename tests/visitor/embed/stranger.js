const done = arguments[0];
const frame = new Frame();
document.body.append(frame.frame);
Promise.race([frame.start().then(() => 'started', () => 'refused'), new Promise((late) => setTimeout(late, 4000, 'nothing'))]).then(done);

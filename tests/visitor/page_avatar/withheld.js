// A page that starts a session and speaks before a user gesture. `report()` returns the progress, `again()` speaks the
// text once more and mutes the page in the middle of it.
const contexts = [];
globalThis.AudioContext = class extends AudioContext {
  constructor(...how) {
    super(...how);
    contexts.push(this);
  }
};
const { pageService } = await import('/site/embed/page/avatar.js');
const service = pageService();
const TEXT = 'Nobody is to miss a word of this.';
const seen = { ready: false, messages: [], durations: [], energies: [], problem: null };
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
let opened;
let session;
const energy = () => opened.statistics().totalAudioEnergy;
const say = () => service.call('/v1/streaming.task', { session_id: session, text: TEXT });

globalThis.report = () => ({ ...seen, blocked: service.sound.blocked, pictures: opened?.statistics().framesDecoded ?? 0 });
globalThis.again = () => {
  (async () => {
    const before = seen.messages.length;
    await say();
    while (seen.messages.length === before) await wait(10);
    await wait(300);
    await contexts[0].suspend();
    await wait(1_500);
    await contexts[0].resume();
  })().catch((error) => (seen.problem = String(error)));
  return true;
};
document.querySelector('button').onclick = () => service.sound.unblock();

(async () => {
  const reply = await service.call('/v1/streaming.new', { avatar_id: 'clara', quality: 'low' });
  session = JSON.parse(reply.body).data.session_id;
  opened = service.open(session);
  let from = 0;
  opened.onmessage = async (text) => {
    const { type, duration_ms: duration } = JSON.parse(text);
    if (type === 'avatar_stop_talking') {
      // The played duration is reported four times a second.
      await wait(600);
      seen.energies.push(energy() - from);
      seen.durations.push(duration);
      from = energy();
    }
    seen.messages.push(type);
  };
  const connected = new Promise((done) => (opened.onstate = done));
  await service.call('/v1/streaming.start', { session_id: session, sdp: { type: 'answer', sdp: '' } });
  await connected;
  seen.ready = (await say()).status === 200;
})().catch((error) => (seen.problem = String(error)));

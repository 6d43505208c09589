// Starts with a key that the service repeats in its refusals, early and late, and with a list of ICE servers that is
// not JSON.
const done = arguments[0];
(async () => {
  const { StreamingAvatar } = await import('/embed/module.js');
  const heard = [];
  const start = async (options) => {
    const avatar = new StreamingAvatar(options);
    avatar.addEventListener('error', ({ detail }) => heard.push(JSON.stringify(detail)));
    const code = await avatar.start().then(() => 'started', (error) => (heard.push(error.message), error.code));
    return code;
  };
  const apiKey = 'k-repeated-0123456789';
  const codes = [await start({ apiKey }), await start({ apiKey })];
  codes.push(await start({ iceServers: '[{"urls":"turn:a.test","username":"me","credential":k-repeated-0123456789}]' }));
  return { codes, struck: heard.filter((text) => text.includes('The key … is')).length, leaks: heard.filter((text) => text.includes('repeated')) };
})().then(done, (error) => done({ error: String(error) }));

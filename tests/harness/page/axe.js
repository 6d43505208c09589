// Looks for what keeps people with disabilities out; axe has been loaded before.
const done = arguments[0];
const all = { resultTypes: ["violations"], rules: { "color-contrast": { enabled: true } } };
axe
  .run(document, all)
  .then(({ violations }) =>
    done(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, target }) => `${target.flat().join(" ")} ${html.slice(0, 160)}`).join(" | ")}`)),
  )
  .catch((error) => done({ error: String(error) }));

// Runs axe, which is loaded before, and returns its accessibility violations.
const done = arguments[0];
const all = { resultTypes: ["violations"], rules: { "color-contrast": { enabled: true } } };
axe
  .run(document, all)
  .then(({ violations }) =>
    done(violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html, target }) => `${target.flat().join(" ")} ${html.slice(0, 160)}`).join(" | ")}`)),
  )
  .catch((error) => done({ error: String(error) }));

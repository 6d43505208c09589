// Checks that the focus is visible at each control: an outline of the control or of the frame around it. A key must
// have been pressed before, because `:focus-visible` needs it.
const [done] = arguments;
const everything = (root) =>
  [...root.querySelectorAll("*")].flatMap((node) => [node, ...(node.shadowRoot ? everything(node.shadowRoot) : [])]);
const marked = (node) => {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(node);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1 && outlineColor !== "rgba(0, 0, 0, 0)";
};
const name = (node) => node.dataset.testid || node.getAttribute("part") || node.className || node.localName;
const unseen = [];
const before = document.activeElement;
for (const node of everything(document)) {
  if (!node.matches("button, a[href], input, select, textarea, summary, [role=log]") || node.disabled || !node.checkVisibility()) continue;
  if (node.tabIndex < 0 || node.closest("[aria-hidden=true]")) continue;
  node.focus({ preventScroll: true });
  if (node.getRootNode().activeElement !== node) continue;
  // A radio button is as large as its label and shows the focus on the picture beside it.
  const around = [node, node.parentElement, node.nextElementSibling].filter(Boolean);
  if (!around.some(marked)) unseen.push(name(node));
}
before?.focus?.();
done(unseen);

// Checks the layout at the window's present size: elements that need horizontal scrolling, hidden elements that are
// visible, and, among the controls of one part of the page, those that are outside the window, covered by another
// element after scrolling to them, or too small to press.
const [within, done] = arguments;
const MIN_SIZE = 44;
const everything = (root) =>
  [...root.querySelectorAll("*")].flatMap((node) => [node, ...(node.shadowRoot ? everything(node.shadowRoot) : [])]);
const shown = (node) => node.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true }) && node.getClientRects().length > 0;
const name = (node) => node.dataset?.testid || node.getAttribute("part") || node.className || node.localName;
const holds = (outer, node) => {
  for (let at = node; at; at = at.parentNode ?? at.host) if (at === outer) return true;
  return false;
};
const topmost = (x, y) => {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
};
(() => {
  const wrong = [];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) wrong.push(`the page is ${page.scrollWidth} wide, the window ${page.clientWidth}`);
  const nodes = everything(document);
  for (const node of nodes)
    if (node.hidden && getComputedStyle(node).display !== "none") wrong.push(`${name(node)} is hidden and yet laid out`);
  const modal = document.querySelector("dialog:modal");
  const [left, top] = [scrollX, scrollY];
  const part = document.querySelector(within);
  for (const node of nodes) {
    if (!holds(part, node) || !node.matches("button, a[href], input, select, textarea, summary") || !shown(node)) continue;
    if (node.disabled || node.closest("[aria-hidden=true]") || (modal && !modal.contains(node))) continue;
    const target = node.matches("[type=radio], [type=checkbox]") ? node.closest("label") : node;
    target.scrollIntoView({ block: "center", behavior: "instant" });
    const { left, right, top, width, height } = target.getBoundingClientRect();
    if (width < MIN_SIZE - 0.5 || height < MIN_SIZE - 0.5) wrong.push(`${name(node)} is ${Math.round(width)} by ${Math.round(height)}`);
    if (left < -0.5 || right > innerWidth + 0.5) wrong.push(`${name(node)} goes from ${Math.round(left)} to ${Math.round(right)}`);
    const over = topmost(left + width / 2, top + height / 2);
    if (!over || !holds(target, over)) wrong.push(`${name(node)} lies under ${over ? name(over) : "nothing: it is outside"}`);
  }
  scrollTo(left, top);
  done(wrong);
})();

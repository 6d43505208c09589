// The player's styles. They come as scripts: no bundler loses them, and no policy refuses them.
import { ELEMENT, TOKENS } from '../style.js';

/**
 * By document, since a sheet belongs to the one that it was made in.
 *
 * @type {WeakMap<Document, CSSStyleSheet[]>}
 */
const sheets = new WeakMap();

/**
 * Gives a shadow root the styles, also where it is in another document now.
 *
 * @param {ShadowRoot} root
 */
export function adoptStyles(root) {
  const document = root.ownerDocument;
  const { CSSStyleSheet } = document.defaultView ?? globalThis;
  const found = sheets.get(document) ?? [TOKENS, ELEMENT].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  sheets.set(document, found);
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...found])];
}

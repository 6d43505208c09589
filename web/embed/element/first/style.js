// The styles of what is there before anyone clicks.

const STYLE = `:host{display:block;position:relative;overflow:hidden;aspect-ratio:4/5;border-radius:var(--streaming-avatar-radius,16px);\
background:var(--streaming-avatar-background,#cfd8d3);font:16px/1.4 var(--streaming-avatar-font,system-ui,sans-serif)}\
:host([hidden]),[hidden]{display:none!important}\
img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover;object-position:50% 20%}\
.gate{position:absolute;inset:0;display:grid;place-content:safe end center;justify-items:center;gap:12px;padding:20px;overflow:auto}\
.gate>:not(img){position:relative}\
.gate p{margin:0;padding:8px 12px;border-radius:8px;background:#fff;color:#14181a;max-height:9em;overflow:auto;overflow-wrap:anywhere}\
.gate button{font:inherit;font-weight:600;min-height:48px;padding:0 28px;border:0;border-radius:99px;cursor:pointer;\
background:var(--streaming-avatar-accent,#0c5c63);color:var(--streaming-avatar-on-accent,#fff)}\
.gate .close{background:#fff;color:#14181a}\
.gate:focus{outline:0}\
button:focus-visible{outline:3px solid var(--streaming-avatar-focus,#b4540a);outline-offset:2px}\
:host([mode=launcher]){position:fixed;z-index:var(--streaming-avatar-layer,2147483000);inset:auto 20px 20px auto}\
:host([mode=launcher][placement$=left]){inset:auto auto 20px 20px}\
:host([mode=launcher][placement=top-right]){inset:20px 20px auto auto}\
:host([mode=launcher][placement=top-left]){inset:20px auto auto 20px}\
:host([mode=launcher]:not(:state(open))){overflow:visible;aspect-ratio:auto;background:none}\
:host([mode=launcher]:not(:state(open))) :is(img,.gate p){display:none}\
:host([mode=launcher]:not(:state(open))) .gate{position:static;padding:0}\
:host([mode=launcher]:state(open)){width:min(380px,calc(100vw - 40px));height:min(640px,calc(100dvh - 40px));aspect-ratio:auto}\
@media(max-width:480px){:host([mode=launcher]:state(open)){inset:0!important;width:100vw;height:100dvh;border-radius:0}}\
@media(forced-colors:active){button{border:1px solid!important}}`;
/**
 * A sheet belongs to the document that it was made in; most pages have one.
 *
 * @type {WeakMap<Document, CSSStyleSheet>}
 */
const sheets = new WeakMap();

/**
 * Gives a shadow root these styles and no others. A document without a window shows nothing.
 *
 * @param {ShadowRoot} root
 */
export function adoptStyles(root) {
  const document = root.ownerDocument;
  const view = document.defaultView;
  if (!view) return;
  let sheet = sheets.get(document);
  if (!sheet) {
    sheets.set(document, (sheet = new view.CSSStyleSheet()));
    sheet.replaceSync(STYLE);
  }
  root.adoptedStyleSheets = [sheet];
}

// Says in words why the app does not start, or that it broke.
import { files } from './files.js';

/** The element that is seen before the app is there, and takes the words where it does not come. */
export const place = /** @type {HTMLElement} */ (document.getElementById('boot'));

/**
 * @param {string} text
 * @param {boolean} withReload
 */
export function showError(text, withReload) {
  place.hidden = false;
  place.className = 'boot failed';
  place.setAttribute('role', 'alert');
  // In English in every language of the page.
  Object.assign(place, { lang: 'en', dir: 'ltr' });
  const words = document.createElement('p');
  words.textContent = text;
  place.replaceChildren(words);
  if (withReload) {
    const again = document.createElement('button');
    again.type = 'button';
    again.textContent = 'Reload';
    again.addEventListener('click', () => location.reload());
    place.append(again);
  }
  document.body.append(place);
}

// A fault in the app's own code ends it for good; a page that only stops answering would leave its visitor guessing.
addEventListener('error', (event) => {
  if (typeof WebAssembly === 'object' && event.error instanceof WebAssembly.RuntimeError) {
    showError('Something in this page broke. Reload it to go on.', true);
  }
});

/** The name of what this browser lacks for the app; empty where it has all. */
export const unsupported = () => (typeof WebAssembly !== 'object' ? 'WebAssembly' : typeof RTCPeerConnection !== 'function' ? 'WebRTC' : '');

/**
 * Why the app did not come, and whether to load the page again may help. The file in the place of its wasm is examined as the module's is.
 *
 * @returns {Promise<[string, boolean]>}
 */
export async function reason() {
  try {
    const { compiled } = await import('../../embed/session/wasm.js');
    await compiled(files().wasm);
  } catch (error) {
    const { code, message, action } = /** @type {Partial<import('../../embed/session/error.js').AvatarError>} */ (error);
    if (code) return [`${message} ${action}`, code === 'not-loaded'];
  }
  return ['The page could not be loaded whole. Check the connection.', true];
}

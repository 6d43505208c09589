// The page's own service, fetched beside the wasm that runs the session.
/** @import { AvatarEvents } from '../../../types/module.js' */
/** @import { Chosen } from '../options.js' */
import { body } from './early.js';

/**
 * Fetches what draws and voices the avatar in the page. Gives the service, and a promise of its being there.
 *
 * @param {Chosen} chosen
 * @param {string | URL | null | undefined} assetsUrl
 * @param {(progress: AvatarEvents['progress']) => void} [onprogress]
 */
export async function inPage(chosen, assetsUrl, onprogress) {
  const { pageService } = await import('../../extra/page-service.js');
  const page = pageService({ assetsUrl, onprogress });
  return { page, prepared: page.prepare(body(chosen)) };
}

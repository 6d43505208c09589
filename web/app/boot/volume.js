// The volume of earlier visits.
import { choice, choose } from './choices.js';

/** Sets the volume of earlier visits, and remembers what becomes of it; the event is only heard on its way down. */
export function rememberVolume() {
  const wanted = Number(choice('volume') ?? 1);
  const video = document.querySelector('video');
  if (video && wanted >= 0 && wanted <= 1) video.volume = wanted;
  document.addEventListener('volumechange', ({ target }) => {
    const { volume } = /** @type {HTMLVideoElement} */ (target);
    choose('volume', volume < 1 ? volume.toFixed(2) : '');
  }, true);
}

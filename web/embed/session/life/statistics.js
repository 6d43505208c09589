// Readings of the connection, which the wasm hands over in two calls (src/embed/listener.rs): numbers first, then texts.
/** @import { Listener } from '../../module-wasm.js' */
/** @import { Tell } from './life.js' */

/**
 * @param {Tell} tell
 * @returns {Pick<Listener, 'numbers' | 'statistics'>}
 */
export function readings(tell) {
  /** @type {ArrayLike<number>} */
  let last = [];
  return {
    numbers: (numbers) => {
      last = numbers;
    },
    statistics: (videoCodec, audioCodec, localCandidate, remoteCandidate, protocol) => {
      const [roundTrip, jitter, lostPerThousand, framesPerSecond, framesDecoded, freezes, videoKilobits, audioKilobits, width, height] = Array.from(last);
      tell('stats', {
        roundTrip: roundTrip === 0xffffffff ? null : roundTrip,
        jitter,
        lostPerThousand,
        framesPerSecond,
        framesDecoded,
        freezes,
        videoKilobits,
        audioKilobits,
        width,
        height,
        videoCodec,
        audioCodec,
        localCandidate,
        remoteCandidate,
        protocol,
      });
    },
  };
}

// The sound's rate, which both threads count by.

/** Samples a second, as in `page/rate.js`, which the one file of the worker cannot import. */
export const RATE = 24_000;
/** Samples over which sound fades that is cut off: 10 ms. */
export const FADE = 0.01 * RATE;

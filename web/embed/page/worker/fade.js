// The fade of sound that is cut off, which both threads count by.
import { SAMPLE_RATE } from '../sample-rate.js';

/** Samples over which sound fades that is cut off: 10 ms. */
export const FADE = 0.01 * SAMPLE_RATE;

// The sample rate of the sound, which page, worker and audio thread count by. The build puts a copy into the worker, which is one file.

/** Samples a second that the voices speak at; the browser brings them to what its sound device takes. */
export const SAMPLE_RATE = 24_000;

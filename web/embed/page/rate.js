/** Samples a second that the voices speak at; the browser brings them to what its sound device takes. */
export const RATE = 24_000;

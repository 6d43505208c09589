// Written by the build from the shaders beside it.
export const VERTEX: string;
export const FRAGMENT: string;

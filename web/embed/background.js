// The entry `streaming-avatar/background`: under that name for bundlers that do not read `exports` (Parcel, unless it is told to), and beside
// the other entries for pages that import it by its address.
export { Background, prepare, standsBeforeScreen } from './extra/chroma-key.js';

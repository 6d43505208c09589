// Under the name that it has in the package, for bundlers that do not read `exports` (Parcel, unless it is told to).
export { Background, prepare, standsBeforeScreen } from './extra/background.js';

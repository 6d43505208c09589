export { shared as default } from '../vite.js';

import react from '@vitejs/plugin-react';
import { shared } from '../vite.js';

export default { ...shared, plugins: [react()] };

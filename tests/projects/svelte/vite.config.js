import { svelte } from '@sveltejs/vite-plugin-svelte';
import { shared } from '../vite.js';

export default { ...shared, plugins: [svelte()] };

import vue from '@vitejs/plugin-vue';
import { shared } from '../vite.js';

const isCustomElement = (tag) => tag === 'streaming-avatar';

export default { ...shared, plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] };

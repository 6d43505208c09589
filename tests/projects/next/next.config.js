// A static export: every page is rendered on the server first, at build time.
export default { output: 'export', distDir: 'dist' };

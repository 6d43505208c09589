// What every project's build has in common: what the package's own page tells users of Vite, and nothing else.
export const shared = {
  base: './',
  optimizeDeps: { exclude: ['streaming-avatar'] },
};

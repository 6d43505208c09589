// The configuration that the Vite projects share, as the package's README prescribes it.
export const shared = {
  base: './',
  optimizeDeps: { exclude: ['streaming-avatar'] },
};

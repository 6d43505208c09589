// The configuration that the Vite projects share: as the package's README tells users of Vite.
export const shared = {
  base: './',
  optimizeDeps: { exclude: ['streaming-avatar'] },
};

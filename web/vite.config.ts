import { defineConfig } from 'vite';

/**
 * Bundles the page into `dist/web`, which `vigil serve` hands out.
 *
 * File names carry no hash and the folder is not emptied: tests compiled by the root tsconfig put the page's pure
 * modules beside it (`dist/web/src`), and without a hash nothing stale is left behind.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../dist/web',
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        entryFileNames: 'page/vigil.js',
        chunkFileNames: 'page/[name].js',
        assetFileNames: 'page/[name][extname]',
      },
    },
  },
});

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * `vite build --config web/vite.config.ts` writes dist/web. `--mode gallery` builds the gallery alone, elsewhere, so that
 * it never reaches a learner's bundle. In development GROUNDSCHOOL_API says where the server listens.
 */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: '/',
  build: {
    outDir: here(mode === 'gallery' ? '../.cache/web-gallery' : '../dist/web'),
    emptyOutDir: true,
    manifest: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    // Older targets would rewrite light-dark(), on which the tokens rest.
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    // The polyfill is an inline-ish helper nobody with these targets needs.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: {
      input: here(mode === 'gallery' ? './gallery/index.html' : './index.html'),
      // The models are pure: what a page takes one function of need not bring the schema or the prices of the others.
      treeshake: { moduleSideEffects: [{ test: /\/graders\/semantics\//, sideEffects: false }] },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env['GROUNDSCHOOL_API'] ?? 'http://127.0.0.1:4780' },
  },
}));

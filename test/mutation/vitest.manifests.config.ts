import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/graders/semantics/manifests/*.test.ts'],
    exclude: ['**/schema-file.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    testTimeout: 20_000,
  },
});

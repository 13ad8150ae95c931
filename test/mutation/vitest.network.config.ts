import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    include: ['test/graders/semantics/network*.test.ts'],
    // The laws and the hostile input try thousands of networks; each mutant would take minutes.
    exclude: ['**/*-properties.test.ts', '**/*-hostile.test.ts'],
    setupFiles: ['test/mutation/setup.ts'],
    testTimeout: 20_000,
  },
});

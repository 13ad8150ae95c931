import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // One more than the two cores that CI has: a test that runs an engine, a browser or a server often waits for it.
    maxWorkers: 3,
    // A machine that stalls for seconds is no finding about the product. A test that only passes again is shown as retried.
    retry: process.env['CI'] ? 2 : 0,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});

/** Options for `expect.poll`: the patience a browser on a busy machine needs; it ends as soon as the expectation holds. */
export const PATIENT = { timeout: 30_000, interval: 30 };

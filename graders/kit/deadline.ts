/** A signal that fires when its time is up or when one of the signals it follows fires; `clear` it when the work is done. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/**
 * Stands in for `AbortSignal.any([signal, AbortSignal.timeout(ms)])`: on Node.js 20 nothing holds the inner signal but the combined
 * one, weakly, so that after a garbage collection the time never runs out and a call without an answer waits for ever.
 *
 * @param ms from now
 */
export function deadline(ms: number, follow: readonly AbortSignal[] = []): Deadline {
  const own = new AbortController();
  const timeUp = (): void =>
    own.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  const timer = setTimeout(timeUp, ms);
  timer.unref();
  const stopped: (() => void)[] = [];
  for (const signal of follow) {
    const pass = (): void => own.abort(signal.reason);
    if (signal.aborted) pass();
    signal.addEventListener('abort', pass, { once: true });
    stopped.push(() => signal.removeEventListener('abort', pass));
  }
  return {
    signal: own.signal,
    clear: () => {
      clearTimeout(timer);
      for (const stop of stopped) stop();
    },
  };
}

/**
 * Lets work that can wait stand aside for work that somebody waits for, inside one process: both lanes share its processor,
 * its sandbox and its database, and a lane of its own does not make that faster.
 */
export class Precedence {
  /** A job stands aside no longer than this in all, so that a class that never stops pressing does not stop a run. Milliseconds. */
  readonly #mostMs: number;
  #urgent = 0;
  readonly #waiting = new Set<() => void>();

  constructor({ mostMs = 3_000 }: { mostMs?: number } = {}) {
    this.#mostMs = mostMs;
  }

  /** Something urgent begins. @returns ends it; once */
  begin(): () => void {
    this.#urgent += 1;
    return () => {
      this.#urgent -= 1;
      if (this.#urgent > 0) return;
      for (const resume of this.#waiting) resume();
    };
  }

  /**
   * For one job that can wait.
   *
   * @returns to be awaited before each step of it: fulfilled when nothing urgent is under way, or when the job has stood
   *   aside long enough
   */
  patience(): () => Promise<void> {
    let leftMs = this.#mostMs;
    let standing: Promise<void> | undefined;
    return () => {
      if (this.#urgent === 0 || leftMs <= 0) return Promise.resolve();
      // The steps of a job wait side by side and are charged once.
      const began = performance.now();
      standing ??= this.#wait(leftMs).finally(() => {
        leftMs -= performance.now() - began;
        standing = undefined;
      });
      return standing;
    };
  }

  #wait(mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(resume);
        resolve();
      };
      const timer = setTimeout(resume, mostMs);
      timer.unref();
      this.#waiting.add(resume);
    });
  }
}

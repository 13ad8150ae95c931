/**
 * Who is next when several cohorts want the same workers: the cohort that was served longest ago, so that a run of
 * thirty is not behind one of a thousand that came first.
 */
export class Turns {
  readonly #served = new Map<string, number>();
  #turn = 0;

  /**
   * @param waiting runs with somebody waiting, oldest first
   * @returns the run to serve next, which counts as served; undefined when nobody waits
   */
  next<R extends { cohort: string }>(waiting: readonly R[]): R | undefined {
    let chosen: R | undefined;
    for (const run of waiting) {
      if (!chosen || this.#last(run) < this.#last(chosen)) chosen = run;
    }
    if (!chosen) return undefined;
    this.#turn += 1;
    this.#served.set(chosen.cohort, this.#turn);
    return chosen;
  }

  #last({ cohort }: { cohort: string }): number {
    return this.#served.get(cohort) ?? 0;
  }
}

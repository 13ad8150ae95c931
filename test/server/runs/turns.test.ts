import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Turns } from '../../../server/runs/turns.ts';

const COHORTS = ['a', 'b', 'c', 'd'];

const classes = fc.array(
  fc.record({ cohort: fc.constantFrom(...COHORTS), size: fc.integer({ min: 1, max: 30 }) }),
  { minLength: 1, maxLength: 6 },
);

test('as long as cohorts wait, none is served two more than another', () => {
  fc.assert(fc.property(classes, servedInTurn));
});

function servedInTurn(given: readonly { cohort: string; size: number }[]): void {
  const runs = given.map((run, id) => ({ ...run, id, left: run.size }));
  const turns = new Turns();
  const served = new Map<string, number>();
  for (;;) {
    const waiting = runs.filter(({ left }) => left > 0);
    const cohorts = new Set(waiting.map(({ cohort }) => cohort));
    const run = turns.next(waiting);
    if (!run) break;
    expect(waiting).toContain(run);
    run.left -= 1;
    served.set(run.cohort, (served.get(run.cohort) ?? 0) + 1);
    // Those who waited all the time so far have had their share.
    if (cohorts.size === new Set(runs.map(({ cohort }) => cohort)).size) {
      const counts = [...cohorts].map((cohort) => served.get(cohort) ?? 0);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  }
  expect([...served.values()].reduce((sum, count) => sum + count, 0)).toBe(
    given.reduce((sum, { size }) => sum + size, 0),
  );
}

test('within a cohort the run that came first is first', () => {
  const turns = new Turns();
  const waiting = [
    { cohort: 'a', id: 1 },
    { cohort: 'a', id: 2 },
  ];
  expect(turns.next(waiting)?.id).toBe(1);
  expect(turns.next(waiting)?.id).toBe(1);
  expect(turns.next([])).toBeUndefined();
});

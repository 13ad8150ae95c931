import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TaskSpec, Verdict } from '../../../graders/contract/index.ts';
import { decideTask, totals } from '../../../graders/engine/tasks.ts';
import { Blocked, decide, type Finding } from '../../../graders/kit/index.ts';

const verdict = (status: Verdict['status'], index: number): Verdict => ({
  use: `toy/${index}`,
  status,
  reason: `${status}-${index}`,
  message: `${status} ${index}`,
  evidence: [],
  data: {},
});
const spec = (points: number, weights: readonly number[]): TaskSpec => ({
  id: 'one',
  title: 'One',
  kind: 'build',
  points,
  after: [],
  covers: [],
  checks: weights.map((weight, index) => ({ use: `toy/${index}`, params: {}, weight })),
});
const statuses = fc.constantFrom('pass' as const, 'fail' as const, 'blocked' as const);
const checks = fc.array(fc.tuple(statuses, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 6 });

describe('the result of a task', () => {
  it('follows the contract for every combination of verdicts', () => {
    fc.assert(
      fc.property(checks, fc.integer({ min: 1, max: 100 }), (pairs, points) => {
        const verdicts = pairs.map(([status], index) => verdict(status, index));
        const task = spec(
          points,
          pairs.map(([, weight]) => weight),
        );
        const result = decideTask(task, verdicts);
        const has = (status: Verdict['status']) => pairs.some(([one]) => one === status);
        const all = pairs.reduce((sum, [, weight]) => sum + weight, 0);
        const of = (status: Verdict['status']) =>
          pairs.reduce((sum, [one, weight]) => sum + (one === status ? weight : 0), 0);
        const expected = has('fail')
          ? has('pass')
            ? 'partial'
            : 'fail'
          : has('blocked')
            ? 'blocked'
            : 'pass';
        expect(result.status).toBe(expected);
        const firstOf = has('fail') ? 'fail' : has('blocked') ? 'blocked' : 'pass';
        expect(result.reason).toBe(verdicts.find((one) => one.status === firstOf)?.reason);
        const { score, checkable, maxScore } = totals([task], [result]);
        expect(maxScore).toBe(points);
        expect(score).toBeCloseTo(expected === 'blocked' ? 0 : (points * of('pass')) / all, 1);
        expect(checkable).toBeCloseTo(expected === 'blocked' ? 0 : (points * (all - of('blocked'))) / all, 1);
        expect(score).toBeLessThanOrEqual(checkable);
      }),
    );
  });

  it('does not cost a point for what could not be checked', () => {
    fc.assert(
      fc.property(checks, (pairs) => {
        const weights = pairs.map(([, weight]) => weight);
        const lost = (which: readonly Verdict['status'][]): number => {
          const { score, checkable } = totals(
            [spec(100, weights)],
            [decideTask(spec(100, weights), which.map(verdict))],
          );
          return checkable - score;
        };
        const before = lost(pairs.map(([status]) => status));
        const after = lost(pairs.map(([status]) => (status === 'pass' ? 'blocked' : status)));
        expect(after).toBeLessThanOrEqual(before + 0.02);
      }),
    );
  });
});

describe('decide', () => {
  const finding = (reason: string): Finding => ({ reason, data: {}, evidence: [] });
  const blocked = (operation: string): Blocked =>
    new Blocked({ state: 'blocked', reason: 'denied', operation, detail: '', action: null });

  it('is three-valued: the first proven failure, else blocked, else pass', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('no', 'yes', 'unknown'), { maxLength: 8 }), (clauses) => {
        const outcome = (): string => {
          try {
            return decide(
              clauses.map((clause, index) => () => {
                if (clause === 'unknown') throw blocked(String(index));
                return clause === 'yes' ? finding(`fail-${index}`) : undefined;
              }),
              () => finding('pass'),
            ).reason;
          } catch (error) {
            return `blocked-${(error as Blocked).observation.operation}`;
          }
        };
        const failed = clauses.indexOf('yes');
        const unknown = clauses.indexOf('unknown');
        const expected = failed >= 0 ? `fail-${failed}` : unknown >= 0 ? `blocked-${unknown}` : 'pass';
        expect(outcome()).toBe(expected);
      }),
    );
  });

  it('lets our own bugs through', () => {
    const bug = (): never => {
      throw new TypeError('bug');
    };
    expect(() => decide([bug], () => finding('pass'))).toThrow(TypeError);
  });
});

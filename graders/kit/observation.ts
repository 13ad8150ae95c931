import type { BlockedReason } from '../contract/index.ts';

/** What became of a read. Plain JSON: it is stored as the attempt's evidence and judged again from there. */
export type Observation<T> =
  | { state: 'present'; value: T }
  /** There is none. `code` is AWS's own word for it, `not-asked` when a dependent read had nothing to ask. */
  | { state: 'absent'; code: string }
  | { state: 'blocked'; reason: BlockedReason; operation: string; detail: string; action: string | null };

/** Thrown when a judge looks at a read that was blocked; `decide` turns it into the third value of its logic. */
export class Blocked extends Error {
  readonly observation: Extract<Observation<unknown>, { state: 'blocked' }>;
  constructor(observation: Extract<Observation<unknown>, { state: 'blocked' }>) {
    super(`${observation.operation}: ${observation.reason}`);
    this.name = 'Blocked';
    this.observation = observation;
  }
}

/** Says from inside a judge that something seen cannot be evaluated (an operator, a manifest kind): never a failure. */
export function cannotEvaluate(
  operation: string,
  detail: string,
  reason: BlockedReason = 'unsupported-construct',
): never {
  throw new Blocked({ state: 'blocked', reason, operation, detail, action: null });
}

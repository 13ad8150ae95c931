import { SandboxError } from './sandbox-error.ts';
import type { OperationName, PrincipalKind } from './types.ts';

export const FAULT_KINDS = ['deny', 'throttle', 'timeout', 'error', 'malformed', 'unsupported'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A trouble that is made on demand, for tests and for "what happens when" lessons. */
export interface Fault {
  /** `s3:GetBucketPolicy`, or `s3:*` for every operation of a service. */
  operation: string;
  kind: FaultKind;
  /** Strikes so many times, then is gone; without it, until cleared. */
  times?: number;
  /** Whose calls it strikes; default any. */
  who?: 'learner' | 'reader' | 'any';
}

/** Faults by account. They are not kept over a restart. */
export class Faults {
  readonly #byAccount = new Map<string, Fault[]>();

  /** @throws SandboxError SANDBOX_BAD_REQUEST naming the member that is wrong */
  add(account: string, value: unknown): Fault {
    const fault = parseFault(value);
    this.#byAccount.set(account, [...this.list(account), fault]);
    return { ...fault };
  }

  list(account: string): Fault[] {
    return (this.#byAccount.get(account) ?? []).map((fault) => ({ ...fault }));
  }

  clear(account: string): void {
    this.#byAccount.delete(account);
  }

  /** The fault that strikes this call, counted down; the exact operation comes before `service:*`, the newest first. */
  strike(account: string, who: PrincipalKind, { service, operation }: OperationName): FaultKind | null {
    const faults = this.#byAccount.get(account);
    if (!faults) return null;
    const strikes = (name: string) => (fault: Fault) =>
      fault.operation === name && (fault.who === undefined || fault.who === 'any' || fault.who === who);
    const fault =
      faults.findLast(strikes(`${service}:${operation}`)) ?? faults.findLast(strikes(`${service}:*`));
    if (!fault) return null;
    if (fault.times !== undefined) {
      fault.times -= 1;
      if (fault.times === 0) faults.splice(faults.indexOf(fault), 1);
    }
    return fault.kind;
  }
}

function parseFault(value: unknown): Fault {
  const bad = (what: string): SandboxError => new SandboxError('SANDBOX_BAD_REQUEST', `A fault's ${what}.`);
  if (typeof value !== 'object' || value === null) throw bad('description must be an object');
  const { operation, kind, times, who } = value as Record<string, unknown>;
  if (typeof operation !== 'string' || !/^[a-z][a-z0-9-]*:([A-Za-z][A-Za-z0-9]*|\*)$/.test(operation)) {
    throw bad('"operation" must look like s3:GetBucketPolicy or s3:*');
  }
  const known = FAULT_KINDS.find((one) => one === kind);
  if (known === undefined) throw bad(`"kind" must be one of ${FAULT_KINDS.join(', ')}`);
  if (times !== undefined && !(typeof times === 'number' && Number.isInteger(times) && times > 0)) {
    throw bad('"times" must be a whole number above 0');
  }
  if (who !== undefined && who !== 'learner' && who !== 'reader' && who !== 'any') {
    throw bad('"who" must be learner, reader or any');
  }
  return {
    operation,
    kind: known,
    ...(times === undefined ? {} : { times }),
    ...(who === undefined ? {} : { who }),
  };
}

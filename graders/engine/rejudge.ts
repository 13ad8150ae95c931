import type { GradeReport } from '../contract/index.ts';
import type { Observation } from '../kit/index.ts';
import { canonicalJson, digestOf } from './canonical.ts';
import { GraderError } from './errors.ts';
import { judgeAll, reportOf } from './grade.ts';
import { loadPlan } from './plan.ts';
import type { Ask } from './slots.ts';
import type { RejudgeInput } from './types.ts';

/**
 * Judges an earlier attempt again from its stored evidence, offline. With the same lab and checks the report is the same to
 * the byte; with a corrected check it shows what changes. A read that the evidence does not hold is `blocked`.
 *
 * @throws GraderError EVIDENCE_UNREADABLE when the evidence is of another lab or format, or was altered.
 */
export async function rejudge({
  evidence,
  lab,
  checks,
  version,
  onError,
}: RejudgeInput): Promise<GradeReport> {
  if (evidence.format !== 1 || evidence.lab !== lab.id) {
    throw new GraderError(
      'EVIDENCE_UNREADABLE',
      `This evidence is of lab ${evidence.lab}, format ${String(evidence.format)}; expected ${lab.id}, format 1.`,
    );
  }
  const altered = evidence.reads.filter((one) => digestOf(one.observation) !== one.digest);
  if (altered.length > 0) {
    throw new GraderError(
      'EVIDENCE_UNREADABLE',
      'Stored reads do not match their digests:',
      altered.map((one) => `${one.read} ${canonicalJson(one.args)}`),
    );
  }
  const plan = await loadPlan({ lab, variables: evidence.variables, checks, tasks: evidence.tasks });
  const stored = new Map(
    evidence.reads.map((one) => [`${one.read} ${canonicalJson(one.args)}`, one.observation]),
  );
  const ask: Ask = (read, args) => {
    const missing: Observation<unknown> = {
      state: 'blocked',
      reason: 'unsupported-by-target',
      operation: read.id,
      detail: 'the stored evidence does not hold this read; grade again on the account itself',
      action: null,
    };
    return Promise.resolve(stored.get(`${read.id} ${canonicalJson(args)}`) ?? missing);
  };
  const hooks = { onError, taskGaps: evidence.taskGaps };
  const results = await judgeAll(plan, evidence.run, evidence.identity, ask, hooks);
  return reportOf(plan, results, evidence, version ?? evidence.version);
}

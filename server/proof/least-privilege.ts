import { checks } from '../../graders/checks/index.ts';
import type { PolicyDocument, Variables } from '../../graders/contract/index.ts';
import {
  allows,
  labPolicy,
  labSessions,
  type SessionPolicy,
  type StoredEvidence,
} from '../../graders/engine/index.ts';
import type { AnyRead, ReadSlot } from '../../graders/kit/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { LabForGrading } from '../catalog/lab-manifest.ts';
import type { JournalEntry } from '../sandbox/index.ts';
import type { LabProblem } from './problem.ts';

interface Permitted {
  policy: PolicyDocument;
  sessions: SessionPolicy[];
}

/**
 * What the graders of a lab called in the runs of its proof, held against what its reads declare and what its policy allows:
 * calls ⊆ declared reads ⊆ policy, and no declared read that no run made. (That a verdict needs each of them is shown by denying
 * it in turn.) The calls are those that the sandbox saw, not those that the engine says it made.
 */
export class LeastPrivilege {
  readonly #lab: LabForGrading;
  readonly #asked = new Set<string>();
  readonly #problems = new Map<string, LabProblem>();
  readonly #permitted = new Map<string, Promise<Permitted>>();
  #declared: Promise<Map<string, AnyRead[]>> | undefined;

  constructor(lab: LabForGrading) {
    this.#lab = lab;
  }

  /** Takes one run into account: its evidence, and what the sandbox saw of its graders. */
  async note(run: { evidence: StoredEvidence; journal: readonly JournalEntry[] }): Promise<void> {
    const { evidence, journal } = run;
    const declared = await this.#reads();
    for (const { service, operation } of journal.filter(({ who }) => who === 'reader')) {
      const call = `${service}:${operation}`;
      if (call !== callerIdentity.id && !declared.has(call))
        this.#add(
          call,
          'was called and no read of this lab declares it',
          'Declare the read, or drop the call.',
        );
    }
    const { account, region } = evidence.run;
    const permitted = await this.#permit(evidence.variables, account, region);
    for (const { read: id, args } of evidence.reads) {
      const reads = declared.get(id);
      if (!reads) continue;
      this.#asked.add(id);
      const refused = reads.map((read) => refusal(read, args, { account, region }, permitted));
      const [first] = refused;
      if (first !== undefined && !refused.includes(undefined))
        this.#add(
          id,
          `was asked ${first}`,
          'Let `resources` of the read, or `known` of its `after`, say so.',
        );
    }
  }

  /** @returns what is wrong after all runs */
  async problems(): Promise<LabProblem[]> {
    for (const id of (await this.#reads()).keys())
      if (!this.#asked.has(id))
        this.#add(
          id,
          'is declared and no run of the proof made it',
          'Drop the read, or add an answer that needs it.',
        );
    return [...this.#problems.values()];
  }

  #add(call: string, message: string, remedy: string): void {
    const where = `labs/${this.#lab.manifest.id}`;
    this.#problems.set(`${call} ${message}`, { where, message: `${call} ${message}`, remedy });
  }

  #permit(variables: Variables, account: string, region: string): Promise<Permitted> {
    const input = { lab: this.#lab.manifest, checks, variables, account, region };
    const key = JSON.stringify([variables, account, region]);
    const known =
      this.#permitted.get(key) ??
      Promise.all([labPolicy(input), labSessions(input)]).then(([policy, sessions]) => ({
        policy,
        sessions,
      }));
    this.#permitted.set(key, known);
    return known;
  }

  /** The AWS reads of the lab by their ids; several may share one. */
  #reads(): Promise<Map<string, AnyRead[]>> {
    this.#declared ??= declaredReads(this.#lab);
    return this.#declared;
  }
}

/** Why a policy, or the session that the read's client gets, does not allow a read; undefined where both do. */
function refusal(
  read: AnyRead,
  args: unknown,
  run: { account: string; region: string },
  { policy, sessions }: Permitted,
): string | undefined {
  const client = read.id.slice(0, read.id.indexOf(':'));
  const session = sessions.find(({ services }) => services.includes(client));
  for (const action of read.actions) {
    for (const resource of read.resources(args as never, run, action)) {
      if (!allows(policy, action, resource))
        return `for ${action} on ${resource}, which its policy does not allow`;
      if (!session || !allows(JSON.parse(session.document) as PolicyDocument, action, resource))
        return `for ${action} on ${resource}, which the session of ${client} does not allow`;
    }
  }
  return undefined;
}

async function declaredReads(lab: LabForGrading): Promise<Map<string, AnyRead[]>> {
  const found = new Map<string, AnyRead[]>();
  for (const { use } of lab.manifest.tasks.flatMap((task) => task.checks)) {
    const check = (await checks[use]?.())?.default;
    for (const slot of Object.values((check?.reads ?? {}) as Record<string, ReadSlot>)) {
      const read = 'each' in slot ? slot.each : slot;
      if (read.source !== 'aws') continue;
      const others = found.get(read.id) ?? [];
      if (!others.includes(read)) found.set(read.id, [...others, read]);
    }
  }
  return found;
}

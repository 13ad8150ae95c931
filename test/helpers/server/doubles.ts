import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import type { Evidence, GradeReport, TaskResult } from '../../../graders/contract/index.ts';
import type { Observation } from '../../../graders/kit/index.ts';
import { CodedError } from '../../../server/errors.ts';
import type { Grader, SandboxHost, ScriptRunner } from '../../../server/grading/index.ts';
import type { EngineState, GradeJob, SandboxPort } from '../../../server/grading/ports.ts';
import type { JournalEntry, JournalListener, SandboxAccount } from '../../../server/sandbox/index.ts';

/** A sandbox without an engine: accounts with keys, a journal that tests write, and states that tests set. */
export class SandboxDouble implements SandboxHost {
  engine: EngineState = { status: 'ready', message: '' };
  closed = false;
  readonly accounts = new Map<string, { keys: SandboxAccount; state: 'alive' | 'reset' | 'lost' }>();
  readonly journals = new Map<string, JournalEntry[]>();
  readonly #changes = new Set<() => void>();
  readonly #listeners = new Set<JournalListener>();
  #next = 100000000000;

  state(): EngineState {
    return this.engine;
  }

  sandbox(): SandboxPort {
    if (this.engine.status !== 'ready') {
      throw new CodedError('ENGINE_UNAVAILABLE', { problem: this.engine.message });
    }
    return {
      endpoint: 'http://127.0.0.1:4566',
      createAccount: () => Promise.resolve(this.#create(null)),
      resetAccount: (account) => {
        const old = this.#get(account);
        if (old.state === 'reset') return Promise.reject(notFound(account));
        old.state = 'reset';
        return Promise.resolve(this.#create(old.keys));
      },
      credentials: (account) => this.#get(account).keys,
      isAlive: (account) => this.accounts.get(account)?.state === 'alive',
      knows: (account) => this.accounts.has(account),
      journal: (account, { after = 0, limit = 200 } = {}) =>
        (this.journals.get(account) ?? []).filter(({ seq }) => seq > after).slice(0, limit),
      // Nobody answers behind it: who needs an account brings a real sandbox.
      openDoor: async (_account, path) => {
        const server = createServer((socket) => socket.destroy());
        await new Promise<void>((resolve) => server.listen(path, resolve));
        return { close: () => new Promise((resolve) => server.close(() => resolve())) };
      },
      onJournal: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  onChange(listener: () => void): () => void {
    this.#changes.add(listener);
    return () => this.#changes.delete(listener);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  clear(): void {
    this.engine = { status: 'ready', message: '' };
    this.accounts.clear();
    this.journals.clear();
  }

  change(engine: EngineState): void {
    this.engine = engine;
    for (const listener of this.#changes) listener();
  }

  lose(account: string): void {
    this.#get(account).state = 'lost';
    for (const listener of this.#changes) listener();
  }

  /** A call as the gateway would have noted it. */
  call(account: string, operation: string, more: Partial<JournalEntry> = {}): void {
    const journal = this.journals.get(account) ?? [];
    this.journals.set(account, journal);
    const entry: JournalEntry = {
      seq: (journal.at(-1)?.seq ?? 0) + 1,
      at: new Date().toISOString(),
      who: 'learner',
      principal: `arn:aws:iam::${account}:user/learner`,
      decision: null,
      service: 's3',
      operation,
      region: 'us-east-1',
      parameters: {},
      status: 200,
      errorCode: null,
      source: 'engine',
      durationMs: 1,
      requestId: 'r',
      ...more,
    };
    journal.push(entry);
    for (const listener of this.#listeners) listener(account, entry);
  }

  #get(account: string): { keys: SandboxAccount; state: 'alive' | 'reset' | 'lost' } {
    const found = this.accounts.get(account);
    if (!found) throw notFound(account);
    return found;
  }

  #create(keys: SandboxAccount | null): SandboxAccount {
    this.#next += 1;
    const account = String(this.#next);
    const made: SandboxAccount = keys
      ? { ...keys, account }
      : {
          account,
          accessKeyId: `AKIALEARNER${account.slice(-9)}`,
          secretAccessKey: `learner-secret-of-${account}`,
          readerAccessKeyId: `AKIAREADERXX${account.slice(-8)}`,
          readerSecretAccessKey: `reader-secret-of-${account}`,
        };
    this.accounts.set(account, { keys: made, state: 'alive' });
    return made;
  }
}

function notFound(account: string): Error {
  return Object.assign(new Error(`There is no account ${account}.`), { code: 'SANDBOX_ACCOUNT_NOT_FOUND' });
}

/** Setup that notes what it was asked; `fail` makes the next runs break. */
export class ScriptsDouble implements ScriptRunner {
  readonly runs: { lab: string; account: string; accessKeyId: string }[] = [];
  failures = 0;
  delayMs = 0;
  /** Setup waits for this, where a test holds it. */
  gate: Promise<void> | undefined;

  clear(): void {
    Object.assign(this, { failures: 0, delayMs: 0, gate: undefined });
    this.runs.length = 0;
  }

  async setup(job: Parameters<ScriptRunner['setup']>[0]): ReturnType<ScriptRunner['setup']> {
    const { account, credentials } = job.target;
    this.runs.push({ lab: job.lab.manifest.id, account, accessKeyId: credentials.accessKeyId });
    await this.gate;
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('setup.yaml:3 s3:CreateBucket failed.');
    }
    return { artifacts: new Map() };
  }
}

export type Outcome = 'pass' | 'fail' | 'blocked' | 'skipped' | 'partial';

/** A grader that answers what tests set: outcomes by task, delays, failures. */
export class GraderDouble implements Grader {
  readonly jobs: GradeJob[] = [];
  outcomes: Record<string, Outcome> = {};
  reasons: Record<string, string> = {};
  /** What the check of a task points at. */
  evidence: Record<string, Evidence[]> = {};
  /** What was read, for all tasks together. */
  reads: { read: string; args: unknown; observation: Observation<unknown> }[] | undefined;
  /** What AWS does not show yet, told before the first task. */
  waits: { read: string; secondsLeft: number }[] = [];
  failures = 0;
  taskMs = 0;
  /** Called before each task is judged; a test may hold it. */
  beforeTask: ((task: string) => Promise<void>) | undefined;

  clear(): void {
    Object.assign(this, {
      outcomes: {},
      reasons: {},
      evidence: {},
      reads: undefined,
      waits: [],
      failures: 0,
      taskMs: 0,
      beforeTask: undefined,
      corrected: {},
    });
    this.jobs.length = 0;
  }

  /** What judging again finds, by task; else what is in the evidence. */
  corrected: Record<string, Partial<TaskResult>> = {};

  rejudge({ evidence }: { evidence: unknown }): Promise<GradeReport> {
    const report = structuredClone((evidence as { report: GradeReport }).report);
    for (const task of report.tasks) Object.assign(task, this.corrected[task.id]);
    return Promise.resolve(report);
  }

  /** The double's labs have nothing to draw. */
  picture(): Promise<null> {
    return Promise.resolve(null);
  }

  async grade(job: GradeJob): ReturnType<Grader['grade']> {
    this.jobs.push(job);
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('The engine broke.');
    }
    for (const wait of this.waits) job.onWait(wait);
    const tasks: TaskResult[] = [];
    for (const task of job.lab.tasks.filter(({ id }) => job.tasks === null || job.tasks.includes(id))) {
      job.onEvent({ type: 'task-started', task: task.id });
      await this.beforeTask?.(task.id);
      if (this.taskMs > 0) await new Promise((resolve) => setTimeout(resolve, this.taskMs));
      job.signal.throwIfAborted();
      const status = this.outcomes[task.id] ?? 'pass';
      const share = status === 'pass' ? 1 : status === 'partial' ? 0.5 : 0;
      const result: TaskResult = {
        id: task.id,
        title: task.title,
        status,
        points: task.points * share,
        maxPoints: task.points,
        reason: this.reasons[task.id] ?? (status === 'pass' ? 'on' : 'off'),
        message: `${task.id}: ${status}`,
        checks: (this.evidence[task.id] ?? []).map((one) => ({
          use: task.checks[0]?.use ?? '',
          status: status === 'pass' ? 'pass' : 'fail',
          reason: this.reasons[task.id] ?? 'off',
          message: '',
          evidence: [one],
          data: {},
        })),
      };
      tasks.push(result);
      job.onEvent({ type: 'task-result', result });
    }
    const judged = tasks.filter(({ status }) => status !== 'blocked');
    const report: GradeReport = {
      lab: job.lab.id,
      version: job.version,
      target: {
        kind: job.target.kind,
        endpoint: job.target.endpoint,
        account: job.target.account,
        region: 'us-east-1',
      },
      startedAt: new Date().toISOString(),
      durationMs: 1,
      awsCalls: 1,
      score: tasks.reduce((sum, { points }) => sum + points, 0),
      checkable: judged.reduce((sum, { maxPoints }) => sum + maxPoints, 0),
      maxScore: 100,
      tasks,
    };
    const observation = { state: 'present', value: { Status: 'Enabled', note: 'x'.repeat(500) } };
    const digest = createHash('sha256').update(JSON.stringify(observation)).digest('hex');
    return {
      report,
      evidence: {
        format: 1,
        // For `rejudge`: the real one judges the reads.
        report,
        reads: (this.reads ?? [{ read: 's3:GetBucketVersioning', args: { bucket: 'b' }, observation }]).map(
          (one) => ({ ...one, digest }),
        ),
      },
    };
  }
}

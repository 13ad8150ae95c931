/** Every call that was made in a learner's own account: written as it was answered, shown to its owner alone. */
import type { FastifyBaseLogger } from 'fastify';
import type { CallRecord } from '../../graders/engine/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { AccountCall, AccountCallsQuery, AccountCallsReply } from '../contract/index.ts';
import { freeText, record } from '../exports/index.ts';
import {
  accountCallsOf,
  insertAccountCalls,
  type AccountCallRow,
  type Db,
  type NewAccountCall,
} from '../store/index.ts';

const PAGE = 100;
/** Rows of one insert, and of one page of the file. */
const AT_ONCE = 200;
const LONGEST_RESOURCE = 300;

export interface AccountCallsOptions {
  db: Db;
  catalog: Catalog;
  log: FastifyBaseLogger;
  version: string;
}

/** On whose behalf calls are made. */
export interface CallContext {
  learner: string;
  account: string;
  lab: string;
  run: string;
  sessionName: string;
}

export class AccountCalls {
  readonly #options: AccountCallsOptions;
  #waiting: NewAccountCall[] = [];
  #writing: Promise<void> | undefined;

  constructor(options: AccountCallsOptions) {
    this.#options = options;
  }

  /** A listener for `Target.onCall`. What it is told is written at once; several that come together are one insert. */
  listener(context: CallContext): (call: CallRecord) => void {
    const { catalog, version } = this.#options;
    const { learner, account, lab, run, sessionName } = context;
    const graderVersion = `${version}+${catalog.labs.get(lab)?.digest ?? 'unknown'}`;
    return (call) => {
      this.#waiting.push({
        learner,
        account,
        lab,
        run,
        session_name: sessionName,
        version: graderVersion,
        at: Date.parse(call.at),
        operation: call.operation,
        region: call.region,
        resource: resourceOf(call),
        status: call.status,
        error: call.error,
        request_id: call.requestId,
        duration_ms: call.durationMs,
      });
      this.#writing ??= this.#write().finally(() => (this.#writing = undefined));
    };
  }

  /** Resolves when everything heard so far is stored. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    // Calls that were answered in one turn of the event loop go together.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const calls = this.#waiting.splice(0, AT_ONCE);
      try {
        await insertAccountCalls(this.#options.db, calls);
      } catch (error) {
        // The run is not to blame, and its owner's list would silently lack them: the log says which.
        const lost = calls.map(({ at, operation, run }) => ({ at, operation, run }));
        this.#options.log.error({ err: error, calls: lost }, 'Calls in an account could not be listed.');
      }
    }
  }

  /** A page of the learner's calls, newest first. */
  async page(learner: string, { run, before, limit = PAGE }: AccountCallsQuery): Promise<AccountCallsReply> {
    await this.settled();
    const place = before === undefined ? undefined : placeOf(before);
    const rows = await accountCallsOf(this.#options.db, learner, { run, before: place, limit: limit + 1 });
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { calls: shown.map(replyOf), next: rows.length > limit && last ? `${last.at}-${last.id}` : null };
  }

  /** All of them as lines of a CSV file, newest first, page by page. */
  async *csv(learner: string, run: string | undefined): AsyncGenerator<string> {
    yield record(COLUMNS.map(([name]) => name));
    for (let before: string | undefined; ;) {
      const { calls, next } = await this.page(learner, {
        limit: AT_ONCE,
        ...(run === undefined ? {} : { run }),
        ...(before === undefined ? {} : { before }),
      });
      for (const call of calls) yield record(COLUMNS.map(([, cell]) => freeText(cell(call))));
      if (next === null) return;
      before = next;
    }
  }
}

const COLUMNS: readonly [name: string, cell: (call: AccountCall) => string][] = [
  ['time', ({ at }) => at],
  ['account', ({ account }) => account],
  ['region', ({ region }) => region ?? ''],
  ['operation', ({ operation }) => operation],
  ['resource', ({ resource }) => resource],
  ['result', ({ result }) => result],
  ['status', ({ status }) => String(status)],
  ['error', ({ error }) => error ?? ''],
  ['milliseconds', ({ durationMs }) => String(durationMs)],
  ['request_id', ({ requestId }) => requestId ?? ''],
  ['lab', ({ lab }) => lab],
  ['run', ({ run }) => run],
  ['role_session_name', ({ sessionName }) => sessionName],
  ['grader_version', ({ version }) => version],
];

function placeOf(text: string): { at: number; id: string } {
  const dash = text.indexOf('-');
  return { at: Number(text.slice(0, dash)), id: text.slice(dash + 1) };
}

function replyOf(row: AccountCallRow): AccountCall {
  const { account, lab, run, operation, region, resource, status, error, version } = row;
  return {
    at: new Date(row.at).toISOString(),
    account,
    lab,
    run,
    operation,
    region,
    resource,
    result: resultOf(row),
    status,
    error,
    requestId: row.request_id,
    durationMs: row.duration_ms,
    sessionName: row.session_name,
    version,
  };
}

function resultOf({ status, error }: Pick<AccountCallRow, 'status' | 'error'>): AccountCall['result'] {
  if (status === 0) return 'no-answer';
  if (status < 400) return 'answered';
  const code = error ?? '';
  if (status === 429 || /Throttl|SlowDown|TooManyRequests|RequestLimitExceeded/.test(code))
    return 'throttled';
  if (status === 401 || status === 403 || /AccessDenied|Unauthorized|NotAuthorized/.test(code))
    return 'denied';
  return status === 404 || /^NoSuch|NotFound|DoesNotExist/.test(code) ? 'absent' : 'failed';
}

/** What pages through an answer, and whose account it is asked of, says nothing about what was asked. */
const NOT_THE_SUBJECT = /token|marker|^max|pagesize|expectedbucketowner|^accountid$/i;

/** The arguments that name something, as `Name=value`; for S3 the bucket and key as everybody writes them. */
function resourceOf({ input }: CallRecord): string {
  const args = Object.entries((input ?? {}) as Record<string, unknown>);
  const { Bucket: bucket, Key: key, ...rest } = Object.fromEntries(args);
  const place = [bucket, key].filter((part) => typeof part === 'string').join('/');
  const others = Object.entries(rest).flatMap(([name, value]) => {
    if (NOT_THE_SUBJECT.test(name)) return [];
    const values = [value].flat().filter((one) => typeof one === 'string' && one !== '');
    return values.length === 0 ? [] : [`${name}=${values.join('+')}`];
  });
  const text = [place, ...others].filter((part) => part !== '').join(', ');
  return text.length > LONGEST_RESOURCE ? `${text.slice(0, LONGEST_RESOURCE - 1)}…` : text;
}

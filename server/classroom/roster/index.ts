import type {
  Role,
  RosterApplyBody,
  RosterApplyReply,
  RosterPreviewBody,
  RosterPreviewReply,
  RosterProblem,
  RosterReply,
} from '../../contract/index.ts';
import { CodedError } from '../../errors.ts';
import {
  changeUser,
  enrolmentsOf,
  insertInvitations,
  insertUsers,
  inTransaction,
  saveEnrolments,
  usersWithPassword,
  writeAudits,
  type Db,
  type Executor,
} from '../../store/index.ts';
import { INVITE_MS } from '../people.ts';
import { digestOf, newToken } from '../secrets.ts';
import { endTokensBeyond } from '../tokens.ts';
import { decodeCsv } from './decode.ts';
import { planImport, type Plan } from './plan.ts';
import { checkRows } from './rows.ts';
import { readTable } from './table.ts';

const MAX_TOLD = 200;

/** What a file says, before anybody looks at the roster. */
interface Read {
  encoding: string;
  separator: string;
  ignored: string[];
  /** Null: nothing of the file can be used. */
  checked: ReturnType<typeof checkRows> | null;
  problems: RosterProblem[];
}

/** What whoever imports may do beside enrolling students who have a login already. */
interface RosterRights {
  giveRoles: boolean;
  makeUsers: boolean;
}

/** Who is in a cohort: listed, and brought in line with a CSV file. */
export class Roster {
  readonly #db: Db;
  readonly #now: () => number;

  constructor({ db, now }: { db: Db; now(): number }) {
    this.#db = db;
    this.#now = now;
  }

  async list(cohort: string): Promise<RosterReply> {
    const joined = await usersWithPassword(this.#db, cohort);
    const people = await enrolmentsOf(this.#db, cohort);
    return {
      people: people.map((one) => ({
        learner: one.learner,
        login: one.login,
        name: one.name,
        email: one.email,
        studentNumber: one.student_number,
        group: one.group_name,
        role: one.role as Role,
        active: one.status === 'active',
        joined: joined.has(one.learner),
      })),
    };
  }

  /** What an import would change; writes nothing. A file that cannot be used is a reply with problems, not an error. */
  async preview(
    cohort: string,
    { giveRoles }: RosterRights,
    body: RosterPreviewBody,
  ): Promise<RosterPreviewReply> {
    const read = readFile(body.csv);
    const plan = await this.#plan(this.#db, cohort, giveRoles, read, body.skipBad);
    const problems = [...read.problems, ...(plan?.problems ?? [])];
    const { encoding, separator, ignored } = read;
    return {
      encoding,
      separator,
      ignoredColumns: ignored,
      counts: plan?.counts ?? { added: 0, changed: 0, dropped: 0, unchanged: 0 },
      changes: plan?.steps.map(({ change }) => change) ?? [],
      problems: problems.slice(0, MAX_TOLD),
      problemCount: problems.length,
      notes: plan?.notes ?? [],
      digest: plan?.digest ?? '',
    };
  }

  /**
   * Brings the roster in line with a file, all of it or nothing.
   *
   * @returns one-time links for people who were made, which nobody can see again
   * @param may what whoever asks may do beside enrolling students who have a login
   * @throws CodedError ROSTER_HAS_PROBLEMS (unless bad rows may be left out), ROSTER_CHANGED, LAST_OWNER, API_TOKEN_MAKES_NO_USERS
   */
  async apply(
    actor: string,
    cohort: string,
    { giveRoles, makeUsers }: RosterRights,
    body: RosterApplyBody,
  ): Promise<RosterApplyReply> {
    const read = readFile(body.csv);
    return await inTransaction(this.#db, async (tx) => {
      const plan = await this.#plan(tx, cohort, giveRoles, read, body.skipBad);
      const problems = [...read.problems, ...(plan?.problems ?? [])];
      if (!plan || (problems.length > 0 && !body.skipBad)) throw refusal(problems);
      if (body.digest !== undefined && body.digest !== plan.digest) throw new CodedError('ROSTER_CHANGED');
      const made = plan.steps.filter(({ isNew }) => isNew).length;
      if (!makeUsers && made > 0) throw new CodedError('API_TOKEN_MAKES_NO_USERS', { count: made });
      const skipped = (read.checked?.bad ?? 0) + plan.problems.length;
      const invitations = await this.#write(tx, actor, cohort, plan, skipped);
      return { counts: plan.counts, skipped, invitations };
    });
  }

  async #plan(
    db: Executor,
    cohort: string,
    mayGiveRoles: boolean,
    read: Read,
    skipBad: boolean,
  ): Promise<Plan | null> {
    const { checked } = read;
    if (!checked) return null;
    // Whoever a bad row is about has not left; where it does not say about whom, nobody may leave.
    const spared = !skipBad || !checked.unknownPerson ? checked.badLogins : null;
    return await planImport(db, cohort, checked.rows, { spared, mayGiveRoles });
  }

  async #write(
    tx: Executor,
    actor: string,
    cohort: string,
    { steps, counts }: Plan,
    skipped: number,
  ): Promise<RosterApplyReply['invitations']> {
    if (steps.length === 0) return [];
    const now = this.#now();
    const made = steps.filter(({ isNew }) => isNew);
    await insertUsers(
      tx,
      made.map(({ learner, change }) => ({ id: learner, login: change.login, name: change.name })),
      now,
    );
    for (const { learner, rename } of steps) {
      if (rename !== null) await changeUser(tx, learner, { name: rename });
    }
    await saveEnrolments(
      tx,
      steps.map(({ learner, enrolment }) => ({ cohort, learner, ...enrolment, created_at: now })),
    );
    const staff = await enrolmentsOf(tx, cohort);
    if (!staff.some((one) => one.role === 'owner' && one.status === 'active'))
      throw new CodedError('LAST_OWNER');
    await endTokensBeyond(tx, actor, { cohort }, now);
    const links = made.map(({ learner, change, enrolment }) => ({
      learner,
      change,
      enrolment,
      token: newToken(),
    }));
    const expiresAt = now + INVITE_MS;
    await insertInvitations(
      tx,
      links.map(({ learner, token }) => ({ id: digestOf(token), user: learner })),
      { createdBy: actor, expiresAt },
      now,
    );
    await writeAudits(
      tx,
      { actor, cohort },
      [
        { action: 'roster.imported', subject: null, detail: { ...counts, skipped } },
        ...steps.map(({ learner, change }) => ({
          action: `roster.${change.kind}`,
          subject: learner,
          detail: Object.fromEntries(
            change.fields.map(({ field, before, after }) => [field, { before, after }]),
          ),
        })),
      ],
      now,
    );
    return links.map(({ change, enrolment, token }) => ({
      login: change.login,
      name: change.name,
      email: enrolment.email,
      link: { path: `/welcome#${token}`, expiresAt: new Date(expiresAt).toISOString() },
    }));
  }
}

function readFile(base64: string): Read {
  const nothing = { encoding: '', separator: '', ignored: [], checked: null };
  const decoded = decodeCsv(Buffer.from(base64, 'base64'));
  if ('code' in decoded) return { ...nothing, problems: [decoded] };
  const { encoding, text } = decoded;
  const table = readTable(text);
  if (Array.isArray(table)) return { ...nothing, encoding, problems: table };
  const checked = checkRows(table);
  return {
    encoding,
    separator: table.separator,
    ignored: table.ignored,
    checked,
    problems: checked.problems,
  };
}

function refusal(problems: readonly RosterProblem[]): CodedError {
  const details = problems
    .slice(0, MAX_TOLD)
    .map(({ row, column, code, message, cure }) =>
      [row === null ? '' : `row ${row}`, column ?? '', code, `${message} ${cure}`]
        .filter((part) => part !== '')
        .join(': '),
    );
  const count = `${problems.length} ${problems.length === 1 ? 'thing' : 'things'}`;
  return new CodedError('ROSTER_HAS_PROBLEMS', { count }, { details });
}

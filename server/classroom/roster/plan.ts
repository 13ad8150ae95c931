import { createHash } from 'node:crypto';
import type { Role, RosterChange, RosterPreviewReply, RosterProblem } from '../../contract/index.ts';
import {
  enrolledElsewhere,
  enrolmentsOf,
  newId,
  usersByLogins,
  type Enrolled,
  type Executor,
  type KnownUser,
} from '../../store/index.ts';
import type { RosterRow } from './rows.ts';

/** One person after the import. */
interface Step {
  change: RosterChange;
  learner: string;
  /** Set for somebody who is made by this import. */
  isNew: boolean;
  rename: string | null;
  enrolment: Pick<Enrolled, 'role' | 'student_number' | 'group_name' | 'email' | 'status'>;
}
export interface Plan {
  steps: Step[];
  counts: RosterPreviewReply['counts'];
  notes: string[];
  /** Rows that ask for what the caller may not do. */
  problems: RosterProblem[];
  /** The same file on the same roster gives the same digest. */
  digest: string;
}

/**
 * What an import would change. The file is the list of the cohort's students: who is not in it leaves. Staff that is not in
 * it stays, and a column that is not in it leaves what is there.
 *
 * @param spared logins that must not leave although they have no usable row; null: nobody may leave
 * @param mayGiveRoles false for an instructor: only owners make others more than students
 */
export async function planImport(
  db: Executor,
  cohort: string,
  rows: readonly RosterRow[],
  { spared, mayGiveRoles }: { spared: ReadonlySet<string> | null; mayGiveRoles: boolean },
): Promise<Plan> {
  const enrolled = await enrolmentsOf(db, cohort);
  const byLearner = new Map(enrolled.map((one) => [one.learner, one]));
  const users = await usersByLogins(
    db,
    rows.map(({ login }) => login),
  );
  const elsewhere = await enrolledElsewhere(
    db,
    cohort,
    [...users.values()].map(({ id }) => id),
  );
  const problems: RosterProblem[] = [];
  const steps: Step[] = [];
  const listed = new Set<string>();
  const keptNames: string[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const user = users.get(row.login);
    const known = user && byLearner.get(user.id);
    if (user) listed.add(user.id);
    const active = known?.status === 'active' ? known : undefined;
    const role = row.role ?? (active?.role as Role | undefined) ?? 'student';
    if (role !== (active?.role ?? 'student') && !mayGiveRoles) {
      problems.push({
        row: row.row,
        column: 'role',
        code: 'role-needs-owner',
        message: `"${row.login}" would become ${role}${active ? ` (now ${active.role})` : ''}.`,
        cure: 'Only an owner of the cohort gives roles. Leave the cell empty, or ask an owner.',
      });
      continue;
    }
    // A name belongs to the person: one cohort does not change it for another, nor for staff.
    const mayRename = user && user.admin === 0 && !elsewhere.has(user.id) && role === 'student';
    const rename = user && user.name !== row.name ? row.name : null;
    if (rename !== null && !mayRename) keptNames.push(row.login);
    const step = stepFor(row, { user, known, active, role, rename: mayRename ? rename : null });
    if (step) steps.push(step);
    else unchanged += 1;
  }
  const leaving = enrolled.filter(
    (one) =>
      one.status === 'active' && one.role === 'student' && one.login !== null && !listed.has(one.learner),
  );
  const staying = leaving.filter(({ login }) => spared === null || spared.has(login ?? ''));
  for (const one of leaving) if (!staying.includes(one)) steps.push(dropped(one));
  const count = (kind: RosterChange['kind']): number =>
    steps.filter(({ change }) => change.kind === kind).length;
  const notes = [
    ...(keptNames.length === 0
      ? []
      : [`The name stays for people of other cohorts and staff: ${some(keptNames)}.`]),
    ...(staying.length === 0
      ? []
      : [
          `These do not leave, because their rows may be among the bad ones: ${some(staying.map(({ login }) => login ?? ''))}.`,
        ]),
  ];
  return {
    steps,
    counts: { added: count('added'), changed: count('changed'), dropped: count('dropped'), unchanged },
    notes,
    problems,
    digest: digestOfSteps(steps),
  };
}

function stepFor(
  row: RosterRow,
  now: {
    user: KnownUser | undefined;
    known: Enrolled | undefined;
    active: Enrolled | undefined;
    role: Role;
    rename: string | null;
  },
): Step | null {
  const { user, known, active, role, rename } = now;
  const enrolment = {
    role,
    student_number: row.studentNumber === undefined ? (known?.student_number ?? null) : row.studentNumber,
    group_name: row.group === undefined ? (known?.group_name ?? null) : row.group,
    email: row.email === undefined ? (known?.email ?? null) : row.email,
    status: 'active',
  };
  const pairs = [
    ['name', rename === null ? row.name : (user?.name ?? ''), row.name],
    ['student_number', known?.student_number ?? '', enrolment.student_number ?? ''],
    ['group', known?.group_name ?? '', enrolment.group_name ?? ''],
    ['email', known?.email ?? '', enrolment.email ?? ''],
    ['role', active?.role ?? role, role],
  ] as const;
  const fields = pairs
    .filter(([, before, after]) => before !== after)
    .map(([field, before, after]) => ({ field, before, after }));
  if (active && fields.length === 0) return null;
  return {
    change: { kind: active ? 'changed' : 'added', login: row.login, name: row.name, row: row.row, fields },
    learner: user?.id ?? newId(),
    isNew: user === undefined,
    rename,
    enrolment,
  };
}

function dropped(one: Enrolled): Step {
  const { role, student_number, group_name, email } = one;
  return {
    change: { kind: 'dropped', login: one.login ?? '', name: one.name, row: null, fields: [] },
    learner: one.learner,
    isNew: false,
    rename: null,
    enrolment: { role, student_number, group_name, email, status: 'dropped' },
  };
}

function digestOfSteps(steps: readonly Step[]): string {
  const what = steps.map(({ change, isNew, learner, rename, enrolment }) => [
    change,
    isNew ? null : learner,
    rename,
    enrolment,
  ]);
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

function some(list: readonly string[]): string {
  const shown = list.slice(0, 10).join(', ');
  return list.length > 10 ? `${shown} and ${list.length - 10} more` : shown;
}

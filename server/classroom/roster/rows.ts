import { Role, type RosterProblem } from '../../contract/index.ts';
import { CodedError } from '../../errors.ts';
import { checkLogin } from '../people.ts';
import type { Column, Line, Table } from './table.ts';

/** One usable row. Null: the cell was empty; undefined: the file has no such column. */
export interface RosterRow {
  row: number;
  login: string;
  name: string;
  email: string | null | undefined;
  studentNumber: string | null | undefined;
  group: string | null | undefined;
  role: Role | null;
}

const LIMITS = { name: 200, email: 254, student_number: 40, group: 100 } as const;
const ROLES: readonly string[] = Role.enum;
/** Control characters, and marks that turn the direction of text and make one name look like another. */
const FORBIDDEN = /[^\P{Cc}\t\n\v\f\r]|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/u;

/**
 * Looks at every cell. Text stays what it is (leading zeros, formulas, any script); white space around it goes, and line
 * breaks within become a space.
 *
 * @returns rows without a problem, all problems, and the logins of bad rows as far as they can be read
 */
export function checkRows({ lines, columns }: Table): {
  rows: RosterRow[];
  problems: RosterProblem[];
  badLogins: Set<string>;
  /** Rows with a problem. */
  bad: number;
  /** Some bad row does not say whose it is. */
  unknownPerson: boolean;
} {
  const problems: RosterProblem[] = [];
  const seen = { login: new Map<string, number>(), student_number: new Map<string, number>() };
  const badLogins = new Set<string>();
  const rows: RosterRow[] = [];
  let bad = 0;
  let unknownPerson = false;
  for (const line of lines) {
    const before = problems.length;
    const row = checkRow(line, columns, (column, code, message, cure) =>
      problems.push({ row: line.row, column, code, message, cure }),
    );
    const again = (column: 'login' | 'student_number', value: string | null | undefined): void => {
      if (value === null || value === undefined || value === '') return;
      const first = seen[column].get(value);
      if (first === undefined) seen[column].set(value, line.row);
      else {
        problems.push({
          row: line.row,
          column,
          code: 'duplicate',
          message: `"${value}" stands in row ${first} already.`,
          cure: 'Leave one of the two rows in the file.',
        });
      }
    };
    again('login', row.login);
    again('student_number', row.studentNumber);
    if (problems.length === before) rows.push(row);
    else {
      bad += 1;
      if (row.login === '') unknownPerson = true;
      else badLogins.add(row.login);
    }
  }
  return { rows, problems, badLogins, bad, unknownPerson };
}

type Tell = (column: Column | null, code: string, message: string, cure: string) => void;

function checkRow({ row, cells, extra }: Line, columns: ReadonlySet<Column>, tell: Tell): RosterRow {
  if (extra > 0) {
    tell(
      null,
      'too-many-cells',
      `The row has ${extra} more than the header.`,
      'A cell that contains the separator stands in quotes.',
    );
  }
  const text = (column: keyof typeof LIMITS | 'login' | 'role'): string => {
    const raw = cells[column] ?? '';
    if (FORBIDDEN.test(raw)) {
      tell(
        column,
        'characters',
        'The cell has control characters, which no name has.',
        'Type the cell again instead of pasting it.',
      );
    }
    const plain = raw.normalize('NFC').replace(/\s+/gu, ' ').trim();
    const limit = column === 'login' || column === 'role' ? 200 : LIMITS[column];
    if (plain.length > limit)
      tell(column, 'too-long', `The cell has more than ${limit} characters.`, 'Shorten it.');
    return plain;
  };
  const optional = (column: 'email' | 'student_number' | 'group'): string | null | undefined => {
    if (!columns.has(column)) return undefined;
    const value = text(column);
    return value === '' ? null : value;
  };
  const name = text('name');
  if (name === '') tell('name', 'empty', 'The name is missing.', 'Everybody in a roster has a name.');
  const email = optional('email');
  if (typeof email === 'string' && !/^[^\s@,;<>]+@[^\s@,;<>]+$/u.test(email)) {
    tell('email', 'email', `"${email}" is no mail address.`, 'Correct it, or leave the cell empty.');
  }
  const studentNumber = optional('student_number');
  if (typeof studentNumber === 'string' && /^\d(?:[.,]\d+)?E\+?\d+$/i.test(studentNumber)) {
    tell(
      'student_number',
      'rounded-number',
      `"${studentNumber}" is a number that a spreadsheet has rounded.`,
      'Format the column as text before saving, and take the numbers from the source again.',
    );
  }
  const role = text('role').toLowerCase();
  if (role !== '' && !ROLES.includes(role)) {
    tell(
      'role',
      'role-unknown',
      `There is no role "${role.slice(0, 40)}".`,
      `Roles: ${ROLES.join(', ')}; an empty cell is a student.`,
    );
  }
  return {
    row,
    login: loginOf(text('login'), tell),
    name,
    email,
    studentNumber,
    group: optional('group'),
    role: ROLES.includes(role) ? (role as Role) : null,
  };
}

function loginOf(text: string, tell: Tell): string {
  try {
    return checkLogin(text);
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'LOGIN_REFUSED') throw error;
    tell('login', text === '' ? 'empty' : 'login', error.message, error.cure ?? '');
    return '';
  }
}

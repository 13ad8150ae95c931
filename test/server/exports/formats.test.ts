import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssignmentStanding, GradebookFormat, GradebookReply } from '../../../server/contract/index.ts';
import { gradebookCsv } from '../../../server/exports/index.ts';

type Student = GradebookReply['students'][number];

function standing(assignment: string, change: Partial<AssignmentStanding> = {}): AssignmentStanding {
  return {
    learner: 'l',
    assignment,
    tasks: [],
    maxPoints: 10,
    score: 10,
    scoreBeforeLate: 10,
    latePercent: 100,
    attemptsUsed: 1,
    status: 'submitted',
    lastAt: '2026-11-27T21:00:00.000Z',
    due: '2026-11-27T22:00:00.000Z',
    close: null,
    ...change,
  };
}
function student(change: Partial<Student> = {}): Student {
  return {
    learner: 'l',
    name: 'Zoë Łoś',
    login: 'zoe',
    studentNumber: '00712',
    email: 'zoe@example.edu',
    group: null,
    scores: [standing('a')],
    ...change,
  };
}
function book(students: Student[], titles: string[] = ['Lab']): GradebookReply {
  const ids = 'abcdefgh';
  return {
    cohort: 'spring-class',
    title: 'Spring class',
    at: '2026-11-27T22:00:00.000Z',
    assignments: titles.map((title, place) => ({ id: ids[place] ?? '', title, maxPoints: 10 })),
    students,
  };
}
const csv = (from: GradebookReply, format: GradebookFormat): string =>
  [...gradebookCsv(from, format)].join('');
/** As an LMS reads it: comma, CRLF, quotes, the same number of cells in every row. */
const read = (from: GradebookReply, format: GradebookFormat): string[][] =>
  parse(csv(from, format), { record_delimiter: '\r\n' });

describe('columns', () => {
  const scores = [
    standing('a', { score: 7.5, scoreBeforeLate: 10, latePercent: 75, status: 'late' }),
    standing('b', { score: null, scoreBeforeLate: null, status: 'missing', lastAt: null }),
    standing('c', { score: 4, status: 'excused' }),
    standing('d', { score: 0, scoreBeforeLate: 0 }),
  ];
  const given = book([student({ scores })], ['One', 'Two', 'Three', 'Four']);

  test('plain: leading zeros and Unicode stay; no score is empty, zero is 0, excused is a word', () => {
    expect(read(given, 'plain')).toEqual([
      ['Name', 'Login', 'Student number', 'Email', 'Group'].concat(
        ['One', 'Two', 'Three', 'Four'].map((title) => `${title} (of 10)`),
      ),
      ['Zoë Łoś', 'zoe', '00712', 'zoe@example.edu', '', '7.5', '', 'excused', '0'],
    ]);
  });

  test('Canvas: five columns of the student, points possible below the header, EX for excused', () => {
    expect(read(given, 'canvas')).toEqual([
      ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'One', 'Two', 'Three', 'Four'],
      ['    Points Possible', '', '', '', '', '10', '10', '10', '10'],
      ['Zoë Łoś', '', '00712', 'zoe', '', '7.5', '', 'EX', '0'],
    ]);
  });

  test('Moodle: one identity, the name, a column per grade item, "-" for no grade', () => {
    expect(read(given, 'moodle')).toEqual([
      ['ID number', 'Full name', 'One', 'Two', 'Three', 'Four'],
      ['00712', 'Zoë Łoś', '7.5', '-', '-', '0'],
    ]);
  });

  test('nbgrader: one line per assignment and student; the penalty is what the time took away', () => {
    const [header, late, missing, excused, zero] = read(given, 'nbgrader');
    expect(header?.join()).toBe(
      'assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score',
    );
    expect(late).toEqual(
      ['One', '2026-11-27 22:00:00', '2026-11-27 21:00:00', '00712', 'Zoë Łoś', ''].concat([
        'zoe@example.edu',
        '10',
        '2.5',
        '7.5',
        '10',
      ]),
    );
    expect([missing, excused, zero].map((row) => row?.slice(7))).toEqual([
      ['', '', '', '10'],
      ['', '', '', '10'],
      ['0', '0', '0', '10'],
    ]);
  });
});

describe('what an importer would get wrong', () => {
  test('Moodle books a row without identity on the person before: the column is one that all have', () => {
    const nobody = student({ name: 'No number', studentNumber: null, login: 'nn', email: null });
    expect(read(book([student(), nobody]), 'moodle').map(([id]) => id)).toEqual(['Username', 'zoe', 'nn']);
    const unknown = student({ name: 'Nothing', studentNumber: null, login: null, email: null });
    expect(read(book([student(), unknown]), 'moodle').map(([id]) => id)).toEqual(['Username', 'zoe']);
  });

  test('Canvas: no title is read as an id, passed over as computed or taken for another', () => {
    const [header] = read(book([student()], ['Lab (12)', 'Final Score', 'Same', 'Same']), 'canvas');
    expect(header?.slice(5)).toEqual(['Lab [12]', 'Final\u00A0Score', 'Same', 'Same [2]']);
  });

  test('Canvas: a student called Points Possible is a student', () => {
    const rows = read(book([student({ name: 'Points Possible' })]), 'canvas');
    expect(rows.filter(([name]) => name?.includes('Points Possible'))).toHaveLength(1);
    expect(rows).toHaveLength(3);
  });
});

describe('formulas', () => {
  test.each(['=1+1', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n', '\0=1'])(
    'a name %j is shown, never run',
    (name) => {
      expect(read(book([student({ name })]), 'plain')[1]?.[0]).toBe(`'${name}`.replace(/([\t\r])=/, "$1'="));
    },
  );

  test('a number with a sign is a number; an identity with a sign and digits stays, a formula does not', () => {
    const scores = [standing('a', { score: -2.5 })];
    const row = (studentNumber: string): string[] | undefined =>
      read(book([student({ studentNumber, scores })]), 'canvas')[2];
    expect([row('-0042')?.[2], row('-0042')?.[5]]).toEqual(['-0042', '-2.5']);
    expect(row('+1+cmd|x')?.[2]).toBe("'+1+cmd|x");
  });
});

test('whatever names and titles are, every row has its cells, and no cell begins a formula', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(fc.constantFrom('=', '+', '-', '@', '"', ',', ';', '\t', '\r', '\n', ' ', "'", 'é', '0'), {
        maxLength: 8,
      })
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(
      fc.constantFrom<GradebookFormat>('plain', 'canvas', 'moodle', 'nbgrader'),
      hostile,
      hostile,
      hostile,
      (format, name, group, title) => {
        const rows = read(book([student({ name, group }), student()], [title, 'Other']), format);
        const expected = { plain: 3, canvas: 4, moodle: 3, nbgrader: 5 }[format];
        expect(rows).toHaveLength(expected);
        for (const cell of rows.flat()) {
          for (const piece of cell.split(/[;\t\r\n]/)) expect(piece).not.toMatch(/^\s*[=+@]|^\s*-(?!$)/);
        }
      },
    ),
    { numRuns: 300 },
  );
});

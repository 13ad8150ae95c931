import type { AssignmentStanding, GradebookFormat } from '../contract/index.ts';
import { freeText, identity, points, record } from './csv.ts';
import type { Gradebook } from './gradebook.ts';

type Student = Gradebook['students'][number];
const NBGRADER_COLUMNS =
  'assignment duedate timestamp student_id last_name first_name email raw_score late_submission_penalty score max_score'.split(
    ' ',
  );
const NO_BREAK = '\u00A0';

/** The writers by format: each yields the file's records, one string per line, so that a large class can be streamed. */
const WRITERS: Record<GradebookFormat, (book: Gradebook) => Iterable<string[]>> = {
  plain,
  canvas,
  moodle,
  nbgrader,
};

/** A gradebook as CSV, record by record, in UTF-8 without a byte order mark. */
export function* gradebookCsv(book: Gradebook, format: GradebookFormat): Generator<string> {
  for (const cells of WRITERS[format](book)) yield record(cells);
}

/** For people and spreadsheets: an empty cell is no score; "excused" is a word, which sums and averages pass over. */
function* plain(book: Gradebook): Generator<string[]> {
  const titles = distinct(
    book.assignments.map(({ title, maxPoints }) =>
      maxPoints === null ? title : `${title} (of ${points(maxPoints)})`,
    ),
  );
  yield ['Name', 'Login', 'Student number', 'Email', 'Group', ...titles.map(freeText)];
  for (const student of book.students) {
    const { name, login, studentNumber, email, group } = student;
    yield [
      freeText(name),
      identity(login),
      identity(studentNumber),
      identity(email),
      freeText(group ?? ''),
      ...scores(book, student, { excused: 'excused', absent: '' }),
    ];
  }
}

/**
 * Canvas: Student, ID, SIS User ID, SIS Login ID, Section, then a column per assignment, under them the row of points
 * possible. Canvas takes "EX" for excused and leaves a grade alone where the cell is empty.
 *
 * ID stays empty: Groundschool does not know Canvas's own, and Canvas then looks by SIS User ID and SIS Login ID. A title
 * that ends in a number in parentheses would be read as a Canvas id, so these become brackets; one that holds the name of
 * a computed column would be passed over, as would a student called "Points Possible": a no-break space keeps them.
 *
 * Source: the importer, https://github.com/instructure/canvas-lms/blob/master/lib/gradebook_importer.rb
 */
function* canvas(book: Gradebook): Generator<string[]> {
  const titles = distinct(
    book.assignments.map(({ title }) =>
      title
        .replace(/\s*\((\d+)\)\s*$/, ' [$1]')
        .replace(/(Current|Final|Override) (Score|Points|Grade|Status)/g, `$1${NO_BREAK}$2`),
    ),
  );
  yield ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', ...titles.map(freeText)];
  const possible = book.assignments.map(({ maxPoints }) => points(maxPoints));
  yield ['    Points Possible', '', '', '', '', ...possible];
  for (const student of book.students) {
    const { name, login, studentNumber, group } = student;
    yield [
      freeText(name.replaceAll('Points Possible', `Points${NO_BREAK}Possible`)),
      '',
      identity(studentNumber),
      identity(login),
      freeText(group ?? ''),
      ...scores(book, student, { excused: 'EX', absent: '' }),
    ];
  }
}

/**
 * Moodle: one column to know people by, the name for whoever looks, and a column per grade item. "-" is no grade, as in
 * Moodle's own export. Its import knows no "excused" (that is set in the gradebook), so these have no grade either.
 *
 * The identity is the student number or else the email where every student has one, otherwise the login. Who has none is
 * left out: Moodle's import gives a row without identity to the person of the row before.
 *
 * Sources: https://docs.moodle.org/en/Grade_import and the importer,
 * https://github.com/moodle/moodle/blob/MOODLE_401_STABLE/grade/import/csv/classes/load_data.php
 */
function* moodle(book: Gradebook): Generator<string[]> {
  const everybody = (value: (student: Student) => string | null): boolean =>
    book.students.every((student) => (value(student) ?? '').trim() !== '');
  const candidates = [
    { header: 'ID number', value: (student: Student) => student.studentNumber },
    { header: 'Email address', value: (student: Student) => student.email },
  ];
  const { header, value } = candidates.find((one) => everybody(one.value)) ?? {
    header: 'Username',
    value: (student: Student) => student.login,
  };
  const titles = distinct(book.assignments.map(({ title }) => title));
  yield [header, 'Full name', ...titles.map(freeText)];
  for (const student of book.students) {
    const id = identity(value(student));
    if (id.trim() === '') continue;
    yield [id, freeText(student.name), ...scores(book, student, { excused: '-', absent: '-' })];
  }
}

/**
 * nbgrader's own export: one line per assignment and student; times in UTC without a zone, as it writes them, and
 * `score = raw_score − late_submission_penalty`. Unlike nbgrader, who handed in nothing has empty scores and not 0.0, and
 * so has who is excused. Groundschool keeps one name per person and does not guess where it splits: it is the last name.
 *
 * Source: the exporter, https://github.com/jupyter/nbgrader/blob/main/nbgrader/plugins/export.py
 */
function* nbgrader(book: Gradebook): Generator<string[]> {
  yield NBGRADER_COLUMNS;
  const titles = distinct(book.assignments.map(({ title }) => title));
  for (const [place, assignment] of book.assignments.entries()) {
    for (const student of book.students) {
      const standing = standingOf(student, assignment.id);
      const { raw, penalty, score } = withPenalty(standing);
      yield [
        freeText(titles[place] ?? ''),
        pythonTime(standing?.due ?? null),
        pythonTime(standing?.lastAt ?? null),
        identity(student.studentNumber ?? student.login),
        freeText(student.name),
        '',
        identity(student.email),
        points(raw),
        points(penalty),
        points(score),
        points(assignment.maxPoints),
      ];
    }
  }
}

function scores(
  book: Gradebook,
  student: Student,
  { excused, absent }: { excused: string; absent: string },
): string[] {
  const byAssignment = new Map(student.scores.map((one) => [one.assignment, one]));
  return book.assignments.map(({ id }) => {
    const standing = byAssignment.get(id);
    return standing?.status === 'excused' ? excused : points(standing?.score ?? null, absent);
  });
}

function standingOf(student: Student, assignment: string): AssignmentStanding | undefined {
  return student.scores.find((one) => one.assignment === assignment);
}

/** The late percent comes off what was reached; points that a person gave count as they are and are in both scores. */
function withPenalty(
  standing: AssignmentStanding | undefined,
): Record<'raw' | 'penalty' | 'score', number | null> {
  if (!standing || standing.score === null || standing.status === 'excused')
    return { raw: null, penalty: null, score: null };
  const { score, scoreBeforeLate, latePercent } = standing;
  // In whole cents, so that the three numbers add up as they are written.
  const penalty = Math.round((scoreBeforeLate ?? 0) * (100 - latePercent)) / 100;
  return { raw: Math.round((score + penalty) * 100) / 100, penalty, score };
}

function pythonTime(instant: string | null): string {
  return instant === null ? '' : instant.slice(0, 19).replace('T', ' ');
}

/** Canvas finds a column by its header: two of the same name would both be read from the first. */
function distinct(titles: readonly string[]): string[] {
  const taken = new Set<string>();
  return titles.map((title) => {
    let name = title;
    for (let copy = 2; taken.has(name); copy++) name = `${title} [${copy}]`;
    taken.add(name);
    return name;
  });
}

import { CsvError } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import type { RosterProblem } from '../../contract/index.ts';
import { fileProblem } from './decode.ts';

export const MAX_ROWS = 20_000;
const MAX_RECORD = 20_000;

/** Columns of a roster, with the names that other programs give them. */
const COLUMNS = {
  login: ['login', 'username', 'user_name', 'sis_login_id'],
  name: ['name', 'full_name', 'display_name'],
  email: ['email', 'e_mail', 'mail', 'email_address'],
  student_number: ['student_number', 'student_no', 'student_id', 'id_number', 'sis_user_id'],
  group: ['group', 'group_name', 'section'],
  role: ['role'],
} as const;
export type Column = keyof typeof COLUMNS;
export const columnNames = Object.keys(COLUMNS) as Column[];

export interface Line {
  /** Line of the file where the row begins, counted from 1. */
  row: number;
  cells: Partial<Record<Column, string>>;
  /** Cells beyond the header that hold something. */
  extra: number;
}
export interface Table {
  lines: Line[];
  ignored: string[];
  separator: string;
  columns: ReadonlySet<Column>;
}

const SEPARATORS = [',', ';', '\t'] as const;

/** Reads a CSV text: RFC 4180, with commas, semicolons or tabs, whichever gives the header its columns. */
export function readTable(text: string): Table | RosterProblem[] {
  // Excel's own first line, which names the separator.
  const named = /^sep=([,;\t])\r?\n/i.exec(text);
  // One kind of line end, also within cells: lines are counted, and mixed files are read alike.
  const body = (named ? text.slice(named[0].length) : text).replace(/\r\n?/g, '\n');
  const first = named ? 2 : 1;
  const found = named?.[1] ?? separatorOf(body);
  let rows: { record: string[]; info: { lines: number } }[];
  try {
    rows = parse(body, {
      delimiter: found,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_RECORD,
      to: MAX_ROWS + 2,
      info: true,
    }) as unknown as typeof rows;
  } catch (error) {
    if (error instanceof CsvError) return [unreadable(error, first)];
    throw error;
  }
  const [header, ...records] = rows;
  if (!header)
    return [fileProblem('file-empty', 'The file has no rows.', 'Its first row names the columns.')];
  if (records.length > MAX_ROWS) {
    return [
      fileProblem('too-many-rows', `The file has more than ${MAX_ROWS} rows.`, 'Split it into cohorts.'),
    ];
  }
  const row = (at: { record: string[]; info: { lines: number } }): number =>
    at.info.lines + first - 1 - at.record.join('').split('\n').length + 1;
  return withHeader({ record: header.record, row: row(header) }, found, (columns) =>
    records
      .map((record) => ({ row: row(record), cells: record.record }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
      .map(({ row: at, cells }) => ({
        row: at,
        cells: Object.fromEntries([...columns].map(([index, column]) => [column, cells[index] ?? ''])),
        extra: cells.slice(header.record.length).filter((cell) => cell.trim() !== '').length,
      })),
  );
}

function withHeader(
  header: { record: string[]; row: number },
  separator: string,
  read: (columns: Map<number, Column>) => Line[],
): Table | RosterProblem[] {
  const problems: RosterProblem[] = [];
  const columns = new Map<number, Column>();
  const ignored: string[] = [];
  header.record.forEach((cell, index) => {
    const column = columnOf(cell);
    if (column === undefined) {
      if (cell.trim() !== '') ignored.push(cell.trim().slice(0, 60));
    } else if ([...columns.values()].includes(column)) {
      problems.push({
        row: header.row,
        column,
        code: 'header-duplicate',
        message: `The column ${column} is there twice (the second is called "${cell.trim()}").`,
        cure: 'Take one of them out: which of the two counts is not to be guessed.',
      });
    } else columns.set(index, column);
  });
  for (const needed of ['login', 'name'] as const) {
    if ([...columns.values()].includes(needed)) continue;
    problems.push({
      row: header.row,
      column: needed,
      code: 'header-missing',
      message: `The first row names no column "${needed}".`,
      cure: `The first row of the file names the columns: ${columnNames.join(', ')}. Login and name must be there.`,
    });
  }
  if (problems.length > 0) return problems;
  return { lines: read(columns), ignored, separator, columns: new Set(columns.values()) };
}

function columnOf(cell: string): Column | undefined {
  const plain = cell
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return columnNames.find((column) => (COLUMNS[column] as readonly string[]).includes(plain));
}

function separatorOf(text: string): string {
  const line = /^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '';
  const known = (separator: string): number =>
    line.split(separator).filter((cell) => columnOf(cell.replace(/^\s*"|"\s*$/g, '')) !== undefined).length;
  return SEPARATORS.toSorted((a, b) => known(b) - known(a))[0] ?? ',';
}

const UNREADABLE: Partial<Record<CsvError['code'], [message: string, cure: string]>> = {
  CSV_QUOTE_NOT_CLOSED: [
    'A quote that is opened before the end of this row is never closed',
    'A quote inside a cell is written twice: "".',
  ],
  CSV_INVALID_CLOSING_QUOTE: [
    'Something follows a closing quote',
    'A quote inside a cell is written twice: "".',
  ],
  INVALID_OPENING_QUOTE: [
    'A quote stands in the middle of a cell',
    'Put the whole cell in quotes and write the one inside twice: "".',
  ],
  CSV_MAX_RECORD_SIZE: [
    `A row has more than ${MAX_RECORD} characters`,
    'A quote is probably open; look for a lonely " there.',
  ],
};

function unreadable(error: CsvError, first: number): RosterProblem {
  const [message, cure] = UNREADABLE[error.code] ?? [
    'The row cannot be read as CSV',
    'Save the file again as CSV.',
  ];
  const lines = typeof error['lines'] === 'number' ? error['lines'] : 1;
  return { row: lines + first - 1, column: null, code: 'csv-unreadable', message: `${message}.`, cure };
}

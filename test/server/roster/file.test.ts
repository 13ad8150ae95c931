import * as fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';
import { describe, expect, test } from 'vitest';
import { decodeCsv } from '../../../server/classroom/roster/decode.ts';
import { checkRows } from '../../../server/classroom/roster/rows.ts';
import { readTable } from '../../../server/classroom/roster/table.ts';

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const codes = (text: string): string[] => {
  const table = readTable(text);
  if (Array.isArray(table)) return table.map(({ code, row, column }) => `${row}:${column}:${code}`);
  return checkRows(table).problems.map(({ code, row, column }) => `${row}:${column}:${code}`);
};
const rows = (text: string) => {
  const table = readTable(text);
  if (Array.isArray(table)) throw new Error(JSON.stringify(table));
  const { rows: good, problems } = checkRows(table);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return good;
};
const H = 'login,name,email,student_number,group,role\n';

describe('bytes', () => {
  const text = 'login,name\nada,Ada Lovelace\nzoë,Zoë Ångström 李\n';
  const wide = Buffer.from(text, 'utf16le');
  test.each([
    ['UTF-8', utf8(text), 'utf-8'],
    ['UTF-8 with its mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8(text)]), 'utf-8'],
    ['UTF-16 LE with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]), 'utf-16le'],
    ['UTF-16 BE with its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), wide]).swap16(), 'utf-16be'],
    ['UTF-16 LE without a mark', wide, 'utf-16le'],
    ['UTF-16 BE without a mark', Buffer.from(wide).swap16(), 'utf-16be'],
  ])('%s', (_name, bytes, encoding) => {
    expect(decodeCsv(bytes)).toEqual({ text, encoding });
  });

  test.each([
    ['Latin-1 bytes', Buffer.from('login,name\nzoe,Zo\xeb\n', 'latin1'), 'encoding-unknown'],
    ['UTF-8 cut in the middle of a letter', utf8('login,name\na,ë').subarray(0, -1), 'encoding-unknown'],
    ['overlong UTF-8', Buffer.from([0x6c, 0xc0, 0xaf]), 'encoding-unknown'],
    ['half a surrogate in UTF-16', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00]), 'encoding-unknown'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x6c, 0, 0, 0]), 'encoding-unknown'],
    ['an .xlsx file', Buffer.from('PK\x03\x04rest', 'latin1'), 'not-csv'],
    ['an .xls file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'not-csv'],
    ['nothing', Buffer.alloc(0), 'file-empty'],
    ['more than 5 MB', Buffer.alloc(5 * 1024 * 1024 + 1, 0x61), 'file-too-large'],
  ])('%s is refused', (_name, bytes, code) => {
    expect(decodeCsv(bytes)).toMatchObject({ code, row: null });
  });

  test('the line with the wrong bytes is named', () => {
    const found = decodeCsv(Buffer.from('login,name\nada,Ada\nzoe,Zo\xeb\n', 'latin1'));
    expect(found).toMatchObject({ message: expect.stringContaining('Line 3') as string });
  });
});

describe('tables', () => {
  test.each([
    ['commas', 'login,name\nada,Ada\n'],
    ['semicolons', 'login;name\nada;Ada\n'],
    ['tabs', 'login\tname\nada\tAda\n'],
    ['Excel’s word for the separator', 'sep=;\r\nlogin;name\r\nada;Ada\r\n'],
    ['carriage returns', 'login,name\rada,Ada\r'],
    ['mixed line ends', 'login,name\r\nada,Ada\n'],
    ['no last line end', 'login,name\nada,Ada'],
    ['empty lines', 'login,name\n\n\nada,Ada\n\n'],
    ['lines of separators only', 'login,name\n,\nada,Ada\n , \n'],
    ['a header in capitals with spaces', ' Login , NAME \nada,Ada\n'],
    ['columns under other names', 'Username,Full Name\nada,Ada\n'],
    ['columns in another order with some that are not used', 'shoe size,name,login\n44,Ada,ada\n'],
    ['quotes everywhere', '"login","name"\n"ada","Ada"\n'],
    ['white space around', 'login,name\n  ada\u00a0,\t Ada \n'],
    ['a capital login', 'login,name\nADA,Ada\n'],
    ['a login in full-width letters', 'login,name\nａｄａ,Ada\n'],
    ['a semicolon in a quoted header cell of a comma file', 'login,name,"a;b;c;d"\nada,Ada,x\n'],
  ])('%s', (_name, text) => {
    expect(rows(text)).toMatchObject([{ login: 'ada', name: 'Ada' }]);
  });

  test.each([
    ['no header', 'ada,Ada Lovelace\nben,Ben\n', ['1:login:header-missing', '1:name:header-missing']],
    ['no login', 'name,email\nAda,a@b.c\n', ['1:login:header-missing']],
    ['a column twice', 'login,name,Login\nada,Ada,bob\n', ['1:login:header-duplicate']],
    ['a column twice under two names', 'login,name,username\nada,Ada,bob\n', ['1:login:header-duplicate']],
    ['nothing but white space', '\n\n', ['null:null:file-empty']],
    ['a quote that never closes', 'login,name\nada,"Ada\nben,Ben\n', ['3:null:csv-unreadable']],
    ['something after a closing quote', 'login,name\nada,"Ada"x\n', ['2:null:csv-unreadable']],
    ['a quote in the middle', 'login,name\nada,Ada "the" L\n', ['2:null:csv-unreadable']],
    ['a cell without an end', `login,name\nada,"${'x'.repeat(30_000)}"\n`, ['2:null:csv-unreadable']],
  ])('%s is refused', (_name, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test('at most 20,000 rows', () => {
    const many = (count: number): string =>
      `login,name\n${Array.from({ length: count }, (_, index) => `user${index},N${index}`).join('\n')}`;
    expect(rows(many(20_000))).toHaveLength(20_000);
    expect(codes(many(20_001))).toEqual(['null:null:too-many-rows']);
  });

  test('a row is named by the line where it begins, whatever cells and empty lines come before', () => {
    const text = 'login,name\r\nada,"Ada\r\nLovelace"\r\n\r\n"b b",Ben\r\ncy,\r\n';
    expect(codes(text)).toEqual(['5:login:login', '6:name:empty']);
  });
});

describe('cells', () => {
  test('a line break in quotes becomes a space; leading zeros, formulas and any script stay', () => {
    expect(
      rows(
        `${H}ada,"Ada\n Lovelace",ada@example.org,007,Group 1,\nli,"=HYPERLINK(""http://x"")",,0,=1+1,student\nömer,Ömer İnönü,,,-2,\nلينا,لينا,,,,\n`,
      ),
    ).toEqual([
      {
        row: 2,
        login: 'ada',
        name: 'Ada Lovelace',
        email: 'ada@example.org',
        studentNumber: '007',
        group: 'Group 1',
        role: null,
      },
      {
        row: 4,
        login: 'li',
        name: '=HYPERLINK("http://x")',
        email: null,
        studentNumber: '0',
        group: '=1+1',
        role: 'student',
      },
      {
        row: 5,
        login: 'ömer',
        name: 'Ömer İnönü',
        email: null,
        studentNumber: null,
        group: '-2',
        role: null,
      },
      { row: 6, login: 'لينا', name: 'لينا', email: null, studentNumber: null, group: null, role: null },
    ]);
  });

  test('a column that is not there is told from an empty cell', () => {
    expect(rows('login,name,group\nada,Ada,\n')).toEqual([
      {
        row: 2,
        login: 'ada',
        name: 'Ada',
        email: undefined,
        studentNumber: undefined,
        group: null,
        role: null,
      },
    ]);
  });

  test.each([
    ['no login', ',Ada,,,,', ['2:login:empty']],
    ['no name', 'ada,,,,,', ['2:name:empty']],
    ['a login with a space', 'ada l,Ada,,,,', ['2:login:login']],
    ['a login of one letter', 'a,Ada,,,,', ['2:login:login']],
    ['a login like a path', '../etc,Ada,,,,', ['2:login:login']],
    ['a login like a formula', '=cmd,Ada,,,,', ['2:login:login']],
    ['a login with a zero-width letter', 'a\u200bda,Ada,,,,', ['2:login:login']],
    ['a NUL', 'ada,A\u0000da,,,,', ['2:name:characters']],
    ['text that turns its direction', 'ada,A\u202eda,,,,', ['2:name:characters']],
    ['a replacement character of an older mistake', 'ada,Zo\ufffd,,,,', ['2:name:characters']],
    ['an escape sequence for a terminal', 'ada,\u001b[31mAda,,,,', ['2:name:characters']],
    ['a name of 201 letters', `ada,${'x'.repeat(201)},,,,`, ['2:name:too-long']],
    ['a mail address without a place', 'ada,Ada,ada,,,', ['2:email:email']],
    ['two mail addresses', 'ada,Ada,"a@b.c, d@e.f",,,', ['2:email:email']],
    ['a number that a spreadsheet rounded', 'ada,Ada,,1.23457E+11,,', ['2:student_number:rounded-number']],
    ['a role that is none', 'ada,Ada,,,,king', ['2:role:role-unknown']],
    ['a role of every object', 'ada,Ada,,,,constructor', ['2:role:role-unknown']],
    ['a cell too many', 'ada,Ada,,,,,x', ['2:null:too-many-cells']],
    ['all at once', ',,x,,,y', ['2:name:empty', '2:email:email', '2:role:role-unknown', '2:login:empty']],
  ])('%s is refused', (_name, line, expected) => {
    expect(codes(`${H}${line}\n`)).toEqual(expected);
  });

  test('empty cells too many and too few cells are no problem', () => {
    expect(rows(`${H}ada,Ada,,,,,,,\nben,Ben\n`)).toHaveLength(2);
  });

  test('one login or number twice, however it is written', () => {
    expect(codes(`${H}ada,Ada,,007,,\nADA,Other,,008,,\nben,Ben,,007,,\n`)).toEqual([
      '3:login:duplicate',
      '4:student_number:duplicate',
    ]);
    // Composed and decomposed are the same letter.
    expect(codes(`${H}zo\u00eb,Z,,,,\nzoe\u0308,Z,,,,\n`)).toEqual(['3:login:duplicate']);
    expect(codes(`${H}ada,Ada,,7,,\nben,Ben,,007,,\n`)).toEqual([]);
  });
});

test('whatever a spreadsheet writes comes back', () => {
  const cell = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => `n${text.normalize('NFC')}`.replace(/\s+/gu, ' ').trim())
    .filter((text) => !/\p{Cc}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]/u.test(text));
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(',', ';', '\t'),
      (names, delimiter) => {
        const table = [['login', 'name'], ...names.map((name, index) => [`user${index}`, name])];
        const text = stringify(table, { delimiter, quoted_match: /["\r\n]/ });
        expect(rows(text).map(({ name }) => name)).toEqual(names);
      },
    ),
  );
});

test('no bytes make it throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const decoded = decodeCsv(bytes);
      if ('code' in decoded) return;
      const table = readTable(`login,name\n${decoded.text}`);
      if (!Array.isArray(table)) expect(checkRows(table).rows.length).toBeLessThanOrEqual(400);
    }),
    { numRuns: 500 },
  );
});

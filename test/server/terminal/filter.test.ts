import { describe, expect, test } from 'vitest';
import { OutputFilter } from '../../../server/terminal/filter.ts';
import { Scrollback } from '../../../server/terminal/scrollback.ts';

const ESC = '\u001b';
const BEL = '\u0007';
const ST = `${ESC}\\`;

/** Whole, and byte by byte: sequences are cut anywhere between two reads. */
function filtered(text: string, options?: { replay: boolean }): string {
  const bytes = Buffer.from(text, 'utf8');
  const whole = new OutputFilter(options).push(bytes).toString('utf8');
  const one = new OutputFilter(options);
  const parts = Buffer.concat([...bytes].map((byte) => Buffer.from(one.push(Buffer.from([byte]))))).toString(
    'utf8',
  );
  expect(parts).toBe(whole);
  return whole;
}

describe('what makes the picture passes as it is', () => {
  test.each([
    'plain text\r\n\tmore\b \b',
    `${ESC}[1;31mred${ESC}[0m ${ESC}[?2004h${ESC}[2J${ESC}[10;20H${ESC}[K`,
    `${ESC}(B${ESC}7${ESC}8${ESC}=${ESC}>${ESC}M`,
    'ünïcødé © £ 日本語 🙂 \u00a0',
    `${ESC}[6n${ESC}[c${ESC}[>c`,
    `${ESC}]0;a title${BEL}x${ESC}]2;ein Titel mit ü${BEL}`,
    `${ESC}]8;;https://docs.aws.amazon.com/${BEL}link${ESC}]8;;${BEL}`,
    `${ESC}]4;1;#ff0000${BEL}${ESC}]104${BEL}`,
    `${ESC}[?1049h${ESC}[?25l${ESC}[2 q`,
  ])('%j', (text) => {
    expect(filtered(text)).toBe(text);
  });
  test('an end in C1 or ST becomes BEL', () => {
    expect(filtered(`${ESC}]0;t${ST}x`)).toBe(`${ESC}]0;t${BEL}x`);
    expect(filtered(`${ESC}]0;t\u009cx`)).toBe(`${ESC}]0;t${BEL}x`);
  });
});

describe('what reaches beyond the picture, or is answered by typing, is left out', () => {
  test.each([
    ['clipboard, written', `${ESC}]52;c;cm0gLXJmIC8=${BEL}`],
    ['clipboard, written, ended by ST', `${ESC}]52;c;cm0gLXJmIC8=${ST}`],
    ['clipboard, read', `${ESC}]52;c;?${BEL}`],
    ['clipboard, begun in C1', `\u009d52;c;cm0=${BEL}`],
    ['clipboard, ended in C1', `${ESC}]52;c;cm0=\u009c`],
    ['question for a colour', `${ESC}]11;?${BEL}`],
    ['question for a palette', `${ESC}]4;1;?${BEL}`],
    ['font', `${ESC}]50;?${BEL}`],
    ['notification', `${ESC}]9;hello${BEL}${ESC}]777;notify;a;b${BEL}`],
    ['file', `${ESC}]1337;File=name=YQ==:AAAA${BEL}`],
    ['DECRQSS', `${ESC}P$qm${ST}`],
    ['DECRQSS in C1', '\u0090$qm\u009c'],
    ['XTGETTCAP', `${ESC}P+q544e${ST}`],
    ['sixel', `${ESC}Pq#0;2;0;0;0#0~~@@vv${ST}`],
    ['APC', `${ESC}_Gf=100;AAAA${ST}`],
    ['PM', `${ESC}^secret${ST}`],
    ['SOS', `${ESC}Xsecret${ST}`],
    ['title report', `${ESC}[21t`],
    ['window size and position', `${ESC}[13t${ESC}[18t${ESC}[8;50;50t`],
    ['window report in C1', '\u009b21t'],
    ['parameters', `${ESC}[1x`],
    ['mode', `${ESC}[?2026$p`],
    ['checksum', `${ESC}[1;1;1;1;1;1*y`],
    ['version', `${ESC}[>0q`],
    ['who are you', `${ESC}Z`],
    ['answerback', '\u0005'],
  ])('%s', (_name, sequence) => {
    expect(filtered(`before${sequence}after`)).toBe('beforeafter');
  });
});

describe('tricks that would hide a sequence from the filter', () => {
  const CLIPBOARD = `]52;c;cm0=${BEL}`;
  test.each([
    ['a control character after ESC', `${ESC}\n${CLIPBOARD}`],
    ['half a letter before ESC', `\u0000${ESC}${CLIPBOARD}`],
    ['two ESC', `${ESC}${ESC}${CLIPBOARD}`],
    ['ESC inside CSI', `${ESC}[1${ESC}${CLIPBOARD}`],
    ['C1 inside CSI', `${ESC}[1\u009d52;c;cm0=${BEL}`],
    ['C1 inside a title', `${ESC}]0;x\u009d52;c;cm0=${BEL}`],
    ['ESC inside a title', `${ESC}]0;x${ESC}${CLIPBOARD}`],
    ['a control character inside the number', `${ESC}]5\n2;c;cm0=${BEL}`],
    ['DEL after ESC', `${ESC}\u007f${CLIPBOARD}`],
    ['a string in a string', `${ESC}P${ESC}${CLIPBOARD}`],
    ['CAN inside CSI', `${ESC}[1\u0018${ESC}${CLIPBOARD}`],
    ['a final after a control character', `${ESC}[2\n1t`],
  ])('%s', (_name, sequence) => {
    const shown = filtered(sequence);
    expect(shown).not.toContain('52');
    expect(shown).not.toContain('cm0=');
    expect(shown).not.toContain('t');
    expect(shown).not.toContain(ESC);
    expect(shown).not.toContain('\u009d');
  });
  test('half a letter before ESC, as bytes', () => {
    const bytes = Buffer.concat([Buffer.from([0xc2]), Buffer.from(`${ESC}${CLIPBOARD}x`)]);
    expect([...new OutputFilter().push(bytes)]).toEqual([0xc2, 0x78]);
    const twice = Buffer.concat([
      Buffer.from([0xc2, 0xc2]),
      Buffer.from(`\u009d52;c;cm0=${BEL}`).subarray(1),
    ]);
    expect([...new OutputFilter().push(twice)]).toEqual([0xc2]);
  });
  test('a string without an end swallows no memory', () => {
    const filter = new OutputFilter();
    filter.push(Buffer.from(`${ESC}]0;`));
    for (let i = 0; i < 100; i += 1) expect(filter.push(Buffer.alloc(10_000, 'x'))).toHaveLength(0);
    expect(filter.push(Buffer.from(`${BEL}after`)).toString()).toBe('after');
  });
});

describe('scrollback', () => {
  test('keeps the last bytes and begins with a whole line', () => {
    const scrollback = new Scrollback(100);
    for (let i = 0; i < 1_000; i += 1) scrollback.push(Buffer.from(`line ${i}\r\n`));
    const replay = scrollback.replay().toString();
    expect(replay.length).toBeLessThanOrEqual(100);
    expect(replay).toMatch(/^line \d+\r\n/);
    expect(replay.endsWith('line 999\r\n')).toBe(true);
  });
  test('keeps all of a short output, and a piece longer than itself', () => {
    const scrollback = new Scrollback(100);
    scrollback.push(Buffer.from('no newline yet'));
    expect(scrollback.replay().toString()).toBe('no newline yet');
    scrollback.push(Buffer.alloc(1_000, 'x'));
    scrollback.push(Buffer.from('\nend'));
    expect(scrollback.replay().toString()).toBe('end');
  });
  test('asks no terminal again what it has answered', () => {
    const scrollback = new Scrollback(100);
    scrollback.push(Buffer.from(`${ESC}[6n${ESC}[c${ESC}[>c${ESC}[31mred`));
    expect(scrollback.replay().toString()).toBe(`${ESC}[31mred`);
  });
});

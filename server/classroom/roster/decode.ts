import type { RosterProblem } from '../../contract/index.ts';

export const MAX_BYTES = 5 * 1024 * 1024;

/** A problem of the file as a whole. */
export function fileProblem(code: string, message: string, cure: string): RosterProblem {
  return { row: null, column: null, code, message, cure };
}

const SAVE_AS =
  'In Excel choose "CSV UTF-8" when saving; in LibreOffice choose the character set Unicode (UTF-8).';

/**
 * The text of a CSV file. UTF-8 with or without its mark, and UTF-16 with it or plainly so. Anything else is refused and
 * not guessed: a wrong guess spoils names without anybody noticing.
 */
export function decodeCsv(bytes: Uint8Array): { text: string; encoding: string } | RosterProblem {
  if (bytes.length > MAX_BYTES) {
    return fileProblem(
      'file-too-large',
      `The file has ${bytes.length} bytes; at most ${MAX_BYTES} are read.`,
      'Split it, or leave out columns that are not needed.',
    );
  }
  if (bytes.length === 0)
    return fileProblem('file-empty', 'The file is empty.', 'Save it again with a header row.');
  const starts = (...mark: number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  if (starts(0xff, 0xfe, 0, 0) || starts(0, 0, 0xfe, 0xff)) {
    return fileProblem('encoding-unknown', 'The file is UTF-32, which is not read.', SAVE_AS);
  }
  if (starts(0x50, 0x4b, 3, 4) || starts(0xd0, 0xcf, 0x11, 0xe0)) {
    return fileProblem(
      'not-csv',
      'This is a workbook and no CSV file.',
      'Open it and save the sheet as CSV.',
    );
  }
  const sixteen = starts(0xff, 0xfe) ? 'utf-16le' : starts(0xfe, 0xff) ? 'utf-16be' : plainUtf16(bytes);
  const encoding = sixteen ?? 'utf-8';
  try {
    // The decoder takes the mark away.
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding };
  } catch {
    const line = encoding === 'utf-8' ? ` Line ${firstBadLine(bytes)} has bytes that UTF-8 does not.` : '';
    return fileProblem('encoding-unknown', `The file is not ${encoding.toUpperCase()} text.${line}`, SAVE_AS);
  }
}

/** Text of mostly Latin letters in UTF-16 has a zero in every second byte. */
function plainUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes.length % 2 !== 0) return null;
  const sample = bytes.subarray(0, 4_096);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const most = (sample.length / 2) * 0.6;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : null;
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  let from = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    if (at < bytes.length && bytes[at] !== 0x0a) continue;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(from, at));
    } catch {
      return line;
    }
    line += 1;
    from = at + 1;
  }
  return line;
}

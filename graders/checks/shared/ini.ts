/**
 * The AWS configuration file format, read strictly: what the AWS CLI would not take is an error with its line.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */

export interface IniSection {
  /** Text between the brackets with single spaces, for example `profile bm` or `sso-session team`. */
  name: string;
  /** 1-based. */
  line: number;
  /** Keys in lower case, as the CLI reads them. */
  keys: Map<string, string>;
}

export type IniResult = { ok: true; sections: IniSection[] } | { ok: false; problem: string };

/**
 * Parses the text as the CLI's own parser does: `[name]`, `key = value` or `key: value`, whole lines of comment with `#` or
 * `;`, deeper indented lines as nested values of the key above. A `#` after a value belongs to the value. A section or a key
 * that stands twice is an error.
 */
export function parseIni(text: string): IniResult {
  const sections: IniSection[] = [];
  let section: IniSection | undefined;
  let parent: string | undefined;
  let level = 0;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const problem = (message: string): IniResult => ({ ok: false, problem: `line ${line} ${message}` });
    const plain = raw.trim();
    if (plain === '' || plain.startsWith('#') || plain.startsWith(';')) continue;
    const indent = raw.length - raw.trimStart().length;
    const pair = /^([^=:]*?)\s*[=:]\s*(.*)$/.exec(plain);
    const key = pair?.[1]?.toLowerCase() ?? '';
    if (section && parent !== undefined && indent > level) {
      // A nested value belongs to the key above it; only its own name matters here.
      if (key !== '') section.keys.set(`${parent}.${key}`, pair?.[2] ?? '');
      continue;
    }
    level = indent;
    const header = /^\[(.+)\]/.exec(plain);
    if (header) {
      const name = sectionName(header[1] ?? '');
      const first = sections.find((other) => other.name === name);
      if (first) return problem(`opens [${name}] again, which line ${first.line} has opened`);
      section = { name, line, keys: new Map() };
      sections.push(section);
      parent = undefined;
      continue;
    }
    if (!section) return problem('stands before the first [section]');
    if (key === '') return problem('is neither a [section] nor key = value');
    if (section.keys.has(key)) return problem(`sets ${key} a second time in [${section.name}]`);
    section.keys.set(key, pair?.[2] ?? '');
    parent = key;
  }
  return { ok: true, sections };
}

/** `profile "bm"` is profile bm; runs of spaces count as one. */
function sectionName(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? '')
    .trim();
}

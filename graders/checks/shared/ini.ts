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
 * Parses the text. Sections with `[name]`, `key = value` or `key: value`, comments with `#` or `;` at the start of a line or
 * after a space, indented lines as nested values of the key above. A section or a key that stands twice is an error.
 */
export function parseIni(text: string): IniResult {
  const sections: IniSection[] = [];
  let section: IniSection | undefined;
  let nesting: string | undefined;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, raw] of lines.entries()) {
    const line = index + 1;
    const problem = (message: string): IniResult => ({ ok: false, problem: `line ${line} ${message}` });
    const plain = raw.trim();
    if (plain === '' || plain.startsWith('#') || plain.startsWith(';')) continue;
    const header = /^\[\s*(.*?)\s*\]\s*(?:[#;].*)?$/.exec(raw);
    if (header) {
      const name = sectionName(header[1] ?? '');
      if (name === '') return problem('has no name between its brackets');
      const first = sections.find((other) => other.name === name);
      if (first) return problem(`opens [${name}] again, which line ${first.line} has opened`);
      section = { name, line, keys: new Map() };
      sections.push(section);
      nesting = undefined;
      continue;
    }
    const indented = /^\s/.test(raw);
    if (indented && nesting === undefined) return problem('is indented, and no key stands above it');
    const pair = /^([^=:\s][^=:]*?)\s*[=:]\s*(.*)$/.exec(plain);
    if (!indented && !pair) return problem('is neither a [section] nor key = value');
    if (!section) return problem('stands before the first [section]');
    // A nested value belongs to the key above it; only its own name matters here.
    const key = pair?.[1]?.toLowerCase();
    if (key === undefined) continue;
    const full = indented ? `${nesting ?? ''}.${key}` : key;
    if (section.keys.has(full)) return problem(`sets ${full} a second time in [${section.name}]`);
    section.keys.set(full, withoutComment(pair?.[2] ?? ''));
    if (!indented) nesting = key;
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

const withoutComment = (value: string): string => value.replace(/\s+[#;].*$/, '').trim();

import { escapeHtml } from './highlight.ts';

// Private-use characters: no highlighter splits them, no sanitiser touches them, no author types them.
const OPEN = '\uE000';
const CLOSE = '\uE001';
const PLACEHOLDER = /\uE000([\uE100-\uF8FF]+)\uE001/g;

/** Moves every character of a variable's name (plain ASCII) by as many code points. */
function shift(text: string, by: number): string {
  return Array.from(text, (character) => String.fromCharCode(character.charCodeAt(0) + by)).join('');
}

/**
 * Puts placeholders where a text names variables, before it is rendered. Without `variables` the text has none.
 *
 * @param unknown called with the name and its place for a variable that there is not
 */
export function protectVariables(
  source: string,
  variables: ReadonlySet<string> | undefined,
  unknown: (name: string, line: number, column: number) => void,
): string {
  const clean = source.replace(/[\uE000-\uF8FF]/g, '');
  if (!variables) return clean;
  return clean.replace(/\{\{\s*([^{}\n]*?)\s*\}\}/g, (whole, name: string, offset: number) => {
    if (!variables.has(name)) {
      const before = clean.slice(0, offset).split('\n');
      unknown(name, before.length - 1, before.at(-1)?.length ?? 0);
      return whole;
    }
    const code = shift(name, 0xe100);
    return `${OPEN}${code}${CLOSE}`;
  });
}

/** Puts a learner's values, escaped, where the text named its variables. */
export function fillVariables(
  html: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string {
  return html.replace(PLACEHOLDER, (_, code: string) => {
    const name = shift(code, -0xe100);
    return escapeHtml(String(values[name] ?? `{{${name}}}`));
  });
}

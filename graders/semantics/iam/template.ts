/**
 * Policy strings with variables: `${aws:username}`, `${aws:PrincipalTag/team, 'company-wide'}`, `${*}`, `${?}`, `${$}`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import type { Context } from './context.ts';
import type { LanguageVersion } from './types.ts';
import { compileGlob, type Glob, literalGlob } from './wildcard.ts';

type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'escaped'; readonly text: string }
  | { readonly kind: 'variable'; readonly lookup: string; readonly fallback?: string };

export interface Template {
  /** As written in the policy. */
  readonly source: string;
  readonly parts: readonly Part[];
  /** Ready-made forms when no variable is involved. */
  readonly fixedText?: string;
  readonly fixedGlob?: Glob;
}

// A key never contains a quote, comma or brace; a default is quoted and may contain anything but a quote.
const VARIABLE = /\$\{(?:([*?$])|([^${},']+?)\s*(?:,\s*'([^']*)')?)\}/g;

/**
 * Compiles a policy string. Under 2008-10-17 variables are plain text
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html).
 */
export function compileTemplate(source: string, version: LanguageVersion): Template {
  if (version === '2008-10-17' || !source.includes('${'))
    return { source, parts: [], fixedText: source, fixedGlob: compileGlob(source) };
  const parts: Part[] = [];
  let end = 0;
  for (const found of source.matchAll(VARIABLE)) {
    if (found.index > end) parts.push({ kind: 'text', text: source.slice(end, found.index) });
    const [whole, escaped, key = '', fallback] = found;
    if (escaped !== undefined) parts.push({ kind: 'escaped', text: escaped });
    else
      parts.push({
        kind: 'variable',
        lookup: key.trim().toLowerCase(),
        ...(fallback === undefined ? {} : { fallback }),
      });
    end = found.index + whole.length;
  }
  if (end < source.length) parts.push({ kind: 'text', text: source.slice(end) });
  if (parts.some((part) => part.kind === 'variable')) return { source, parts };
  const fixedText = parts.map((part) => (part.kind === 'variable' ? '' : part.text)).join('');
  return { source, parts, fixedText, fixedGlob: globOf(parts, NO_CONTEXT) ?? [] };
}

/** Compiles an action pattern: no variables, and a glob for lower-case text, as action names ignore case. */
export function compileAction(source: string): Template {
  return { source, parts: [], fixedText: source, fixedGlob: compileGlob(source.toLowerCase()) };
}

const NO_CONTEXT: Context = new Map();

/** Whether the string names a policy variable (an escape such as `${*}` is none). */
export function hasVariable(template: Template): boolean {
  return template.fixedText === undefined;
}

/**
 * The text with variables filled in, wildcards taken literally; undefined when a variable has no value and no default:
 * such a string equals nothing (section "Policy variables with no value").
 */
export function renderText(template: Template, context: Context): string | undefined {
  if (template.fixedText !== undefined) return template.fixedText;
  let text = '';
  for (const part of template.parts) {
    const value = part.kind === 'variable' ? variableValue(part, context) : part.text;
    if (value === undefined) return undefined;
    text += value;
  }
  return text;
}

/** As `renderText`, with the pattern's own `*` and `?` live; wildcard characters inside a variable's value stay literal. */
export function renderGlob(template: Template, context: Context): Glob | undefined {
  return template.fixedGlob ?? globOf(template.parts, context);
}

function globOf(parts: readonly Part[], context: Context): number[] | undefined {
  const glob: number[] = [];
  for (const part of parts) {
    if (part.kind === 'text') glob.push(...compileGlob(part.text));
    else {
      const value = part.kind === 'escaped' ? part.text : variableValue(part, context);
      if (value === undefined) return undefined;
      glob.push(...literalGlob(value));
    }
  }
  return glob;
}

/** A multivalued key cannot serve as a variable (reference_policies_condition-single-vs-multi-valued-context-keys). */
function variableValue(part: Part & { kind: 'variable' }, context: Context): string | undefined {
  const entry = context.get(part.lookup);
  return entry && !entry.multivalued ? entry.values[0] : part.fallback;
}

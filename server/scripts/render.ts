import type { Variables } from '../../graders/contract/index.ts';
import { fillTemplate, templateNames } from '../../graders/kit/index.ts';
import { ScriptError } from './errors.ts';
import type { Step } from './schema.ts';
import { asTexts, type Shapes } from './shapes.ts';
import { entriesWhere, readList } from './values.ts';

/** Where a rendered script leaves what it hands in, ready for `grade --artifacts-from`. */
export const ANSWERS = 'answers';

export interface RenderOptions {
  /** The lab's variables for one learner; `region` among them. */
  variables: Variables;
  /** The lab's folder on this machine: lists are read from it. */
  labFolder: string;
  /** Path of the lab folder as the reader's shell sees it; default labFolder. */
  shownFolder?: string;
}

/** Stands above the one step that is no API call. */
export const ROOT_NOTE =
  '# No API does this. In an account at AWS: sign in as root, Security credentials, assign an MFA device, delete the key.';

/** The command that does the console's work in the sandbox. */
export function rootCommand({ assignMfa, deleteKeys }: Extract<Step, { kind: 'root-user' }>): string[] {
  const flags = [...(assignMfa ? ['--assign-mfa'] : []), ...(deleteKeys ? ['--delete-keys'] : [])];
  return ['npx', 'groundschool', 'sandbox', 'root', ...flags];
}

/** A piece of a text: literal, or the place of a value that is known only when the script runs. */
export type Piece = string | { path: string[] };

const PLACE = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/;

/** Fills the templates whose names are known, and leaves the others; a whole template takes its value's type. */
export function fillKnown<T>(value: T, scope: Readonly<Record<string, unknown>>): T {
  return fill(value, scope) as T;
}

function fill(value: unknown, scope: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') {
    const names = templateNames(value);
    if (names.every((name) => isKnown(name, scope))) return fillTemplate(value, scope);
    return value
      .split(new RegExp(`(${PLACE.source.replace('(', '(?:')})`))
      .map((part) => {
        const name = PLACE.exec(part)?.[1];
        return name === undefined || !isKnown(name, scope) ? part : asText(fillTemplate(part, scope));
      })
      .join('');
  }
  if (Array.isArray(value)) return value.map((entry) => fill(entry, scope));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [asText(fill(key, scope)), fill(entry, scope)]),
  );
}

const isKnown = (name: string, scope: Readonly<Record<string, unknown>>): boolean =>
  Object.hasOwn(scope, name.split('.')[0] ?? '');
const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** A text in its literal pieces and its places. */
export function piecesOf(text: string): Piece[] {
  return text
    .split(new RegExp(`(${PLACE.source.replace('(', '(?:')})`))
    .filter((part) => part !== '')
    .map((part) => {
      const name = PLACE.exec(part)?.[1];
      return name === undefined ? part : { path: name.split('.') };
    });
}

/** Paths below `name` that these steps read, each once: for `vpc` [['Vpc', 'VpcId']]. */
export function pathsUsed(steps: readonly Step[], name: string): string[][] {
  const found = new Map<string, string[]>();
  for (const step of steps) {
    for (const used of templateNames({ ...step, forEach: undefined })) {
      const [root, ...path] = used.split('.');
      if (root === name) found.set(path.join('.'), path);
    }
    if (step.as === name) break;
  }
  return [...found.values()];
}

/** The entries of a step's list when they are known before the script runs. */
export function knownItems(step: Step, { labFolder, variables }: RenderOptions): unknown[] | undefined {
  if (!step.forEach || 'of' in step.forEach) return undefined;
  if ('file' in step.forEach) return readList(labFolder, step.forEach.file);
  const { list, where } = fillKnown(step.forEach, variables);
  return where === undefined ? step.forEach.list : entriesWhere(list, where);
}

/**
 * The input of a call as clients other than the JavaScript SDK need it. That SDK adds the bucket's region by itself
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html), the CLI and boto3 do not.
 */
export function completeInput(
  step: Extract<Step, { kind: 'call' }>,
  { variables }: RenderOptions,
  shapes: Shapes,
): Record<string, unknown> {
  const region = String(variables['region'] ?? 'us-east-1');
  const input = instantsAsTexts(
    asTexts(shapes.get(`${step.service}:${step.operation}`), fillKnown(step.input, variables)),
  ) as Record<string, unknown>;
  const isElsewhere = step.service === 's3' && step.operation === 'CreateBucket' && region !== 'us-east-1';
  return isElsewhere && input['CreateBucketConfiguration'] === undefined
    ? { ...input, CreateBucketConfiguration: { LocationConstraint: region } }
    : input;
}

/** The CLI and boto3 take instants as texts. */
function instantsAsTexts(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(instantsAsTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, instantsAsTexts(entry)]));
}

/** The special value that stands alone in a mapping: ['$zeros', 100]. */
export function specialOf(value: unknown): [name: string, content: unknown] | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [first, ...more] = Object.entries(value);
  return first?.[0].startsWith('$') && more.length === 0 ? first : undefined;
}

/** @throws ScriptError: this step has no form in the language asked for */
export function cannotRender(step: Step, message: string): never {
  throw new ScriptError([{ file: step.file, line: step.line, message }]);
}

import { basename } from 'node:path';
import { isMap, isSeq, LineCounter, parseDocument, type Node, type YAMLMap } from 'yaml';
import { Check, Errors } from 'typebox/value';
import { ComposedScript, type AccountScript, type Step } from './schema.ts';

/** A problem in a content file, ready to print as `file:line message`. */
export interface ScriptProblem {
  file: string;
  line: number;
  message: string;
}
export class ScriptError extends Error {
  readonly problems: ScriptProblem[];
  constructor(problems: ScriptProblem[]) {
    super(problems.map((problem) => `${problem.file}:${problem.line} ${problem.message}`).join('\n'));
    this.name = 'ScriptError';
    this.problems = problems;
  }
}

const EXTRA_KEYS = ['step', 'as', 'forEach', 'mayFail'];

class Parser {
  readonly problems: ScriptProblem[] = [];
  readonly file: string;
  readonly lines: LineCounter;
  constructor(file: string, lines: LineCounter) {
    this.file = file;
    this.lines = lines;
  }

  lineOf(node: unknown): number {
    const start = (node as Node | null)?.range?.[0];
    return start === undefined ? 1 : this.lines.linePos(start).line;
  }

  complain(node: unknown, message: string): void {
    this.problems.push({ file: this.file, line: this.lineOf(node), message });
  }

  step(node: unknown): Step | undefined {
    if (!isMap(node)) {
      this.complain(node, 'A step is a mapping such as `s3:CreateBucket: { Bucket: "{{bucket}}" }`.');
      return undefined;
    }
    const map = node as YAMLMap<{ value: string }, Node | null>;
    const entries = map.items.map((item) => [String(item.key.value), item.value] as const);
    const actions = entries.filter(([key]) => !EXTRA_KEYS.includes(key));
    const [action] = actions;
    if (actions.length !== 1 || !action) {
      this.complain(
        node,
        `A step has exactly one action besides ${EXTRA_KEYS.join(', ')}; here: ${actions.map(([key]) => key).join(', ') || 'none'}.`,
      );
      return undefined;
    }
    const [key, valueNode] = action;
    const value: unknown = valueNode ? (valueNode.toJSON() as unknown) : {};
    const extras: Record<string, unknown> = Object.fromEntries(
      entries.filter(([name]) => EXTRA_KEYS.includes(name)).map(([name, extra]) => [name, extra?.toJSON()]),
    );
    const common = { ...extras, line: this.lineOf(node) };
    if (key === 'presign' || key === 'artifact') {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) {
        this.complain(node, `\`${key}\` needs a mapping.`);
        return undefined;
      }
      const fields = value as Record<string, unknown>;
      if (key === 'presign') {
        const { Method = 'GET', ExpiresIn = 3600, ...input } = fields;
        return {
          kind: 'presign',
          method: Method === 'PUT' ? 'PUT' : 'GET',
          input,
          expiresIn: ExpiresIn as number,
          ...common,
        };
      }
      const { task, name, text, file } = fields;
      if (
        typeof task !== 'string' ||
        typeof name !== 'string' ||
        (typeof text === 'string') === (typeof file === 'string')
      ) {
        this.complain(node, '`artifact` needs task, name and exactly one of text and file.');
        return undefined;
      }
      const content = typeof text === 'string' ? { text } : { file: String(file) };
      return { kind: 'artifact', task, name, content, ...common };
    }
    const call = /^([a-z0-9-]+):([A-Z][A-Za-z0-9]+)$/.exec(key);
    if (!call?.[1] || !call[2]) {
      this.complain(
        node,
        `\`${key}\` is no action: write service:Operation as the SDK names it, or presign, or artifact.`,
      );
      return undefined;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.complain(node, `The input of ${key} is a mapping of its members.`);
      return undefined;
    }
    return {
      kind: 'call',
      service: call[1],
      operation: call[2],
      input: value as Record<string, unknown>,
      ...common,
    };
  }

  steps(node: unknown): Step[] {
    if (node === undefined || node === null) return [];
    if (!isSeq(node)) {
      this.complain(node, 'Expected a list of steps.');
      return [];
    }
    return node.items.map((item) => this.step(item)).filter((step) => step !== undefined);
  }
}

/**
 * Parses an account script: a list of steps, or a mapping that says how it differs from `base` (default solution).
 *
 * @throws ScriptError with every problem of the file, each with its line
 */
export function parseScript(file: string, text: string): AccountScript {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const parser = new Parser(file, lines);
  for (const error of document.errors) {
    parser.problems.push({
      file,
      line: error.linePos?.[0].line ?? 1,
      message: error.message.split('\n')[0] ?? '',
    });
  }
  const name = basename(file).replace(/\.ya?ml$/, '');
  const script: AccountScript = {
    name,
    file,
    title: name,
    base: null,
    without: [],
    replace: [],
    add: [],
    withoutArtifacts: [],
    expect: {},
    afterSetup: true,
  };
  const root: unknown = document.contents;
  if (parser.problems.length === 0 && isMap(root)) {
    const value: unknown = document.toJSON();
    if (!Check(ComposedScript, value)) {
      for (const error of Errors(ComposedScript, value)) {
        parser.complain(root, `${error.instancePath || '/'} ${error.message}`);
      }
    } else {
      const at = (path: (string | number)[]): unknown => document.getIn(path, true);
      script.title = value.title;
      script.base = value.base ?? 'solution';
      script.without = (value.without ?? []).map((step, index) => ({
        step,
        line: parser.lineOf(at(['without', index])),
      }));
      script.replace = Object.keys(value.replace ?? {}).map((step) => ({
        step,
        with: parser.steps(at(['replace', step])),
        line: parser.lineOf(at(['replace', step])),
      }));
      script.add = parser.steps(at(['add']));
      script.withoutArtifacts = value.withoutArtifacts ?? [];
      script.expect = value.expect ?? {};
      script.afterSetup = value.afterSetup ?? true;
    }
  } else if (parser.problems.length === 0) {
    script.add = parser.steps(root);
  }
  const seen = new Map<string, number>();
  for (const step of script.add) {
    if (step.step === undefined) continue;
    if (seen.has(step.step)) {
      parser.problems.push({
        file,
        line: step.line,
        message: `Step name \`${step.step}\` is used twice (first in line ${seen.get(step.step)}).`,
      });
    }
    seen.set(step.step, step.line);
  }
  if (parser.problems.length > 0) throw new ScriptError(parser.problems);
  return script;
}

/**
 * The steps a script runs: its base's steps without the dropped, with the replaced, then its own.
 *
 * @param scripts every script of the lab by name
 * @throws ScriptError when it names a step or base that does not exist
 */
export function composeSteps(script: AccountScript, scripts: ReadonlyMap<string, AccountScript>): Step[] {
  if (script.base === null) return script.add;
  const base = scripts.get(script.base);
  const complain = (line: number, message: string): never => {
    throw new ScriptError([{ file: script.file, line, message }]);
  };
  if (!base || base === script)
    return complain(1, `Base script \`${script.base}\` does not exist in this lab.`);
  let steps = composeSteps(base, scripts);
  const known = steps.map((step) => step.step).filter((step) => step !== undefined);
  for (const { step, line } of [...script.without, ...script.replace]) {
    if (!known.includes(step))
      complain(line, `\`${script.base}\` has no step named \`${step}\`. Named steps: ${known.join(', ')}.`);
  }
  const dropped = new Set(script.without.map(({ step }) => step));
  const replaced = new Map(script.replace.map((entry) => [entry.step, entry.with]));
  steps = steps.filter((step) => step.step === undefined || !dropped.has(step.step));
  steps = steps.flatMap((step) => (step.step !== undefined && replaced.get(step.step)) || [step]);
  const artifacts = new Set(script.withoutArtifacts);
  steps = steps.filter((step) => step.kind !== 'artifact' || !artifacts.has(`${step.task}/${step.name}`));
  return [...steps, ...script.add];
}

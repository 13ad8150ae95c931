import { basename } from 'node:path';
import { isMap, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { Check, Errors } from 'typebox/value';
import { ScriptError } from './errors.ts';
import { StepParser } from './parse-step.ts';
import { ComposedScript, type AccountScript, type Step } from './schema.ts';

/**
 * Parses an account script: a list of steps, or a mapping that says how it differs from `base` (default solution).
 *
 * @throws ScriptError with every problem of the file, each with its line
 */
export function parseScript(file: string, text: string): AccountScript {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const parser = new StepParser(file, lines);
  for (const error of [...document.errors, ...document.warnings]) {
    parser.problems.push({
      file,
      line: error.linePos?.[0].line ?? 1,
      // The library draws the place below its message.
      message: (error.message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '.'),
    });
  }
  // A script is read step by step, by people and by the renderers: what a step does has to stand in it.
  visit(document, {
    Alias: (_key, node) =>
      parser.complain(node, `\`*${node.source}\` refers to another place; write it out.`),
  });
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
  if (parser.problems.length === 0) {
    if (isMap(document.contents)) readComposed(document, parser, script);
    else script.add = parser.steps(document.contents);
  }
  complainOfTwins([...script.replace.flatMap((entry) => entry.with), ...script.add], (step, message) =>
    parser.problems.push({ file, line: step.line, message }),
  );
  if (parser.problems.length > 0) throw new ScriptError(parser.problems.toSorted((a, b) => a.line - b.line));
  return script;
}

function readComposed(document: Document.Parsed, parser: StepParser, script: AccountScript): void {
  const value: unknown = document.toJSON();
  const at = (path: readonly (string | number)[]): unknown => document.getIn(path, true);
  if (!Check(ComposedScript, value)) {
    for (const error of Errors(ComposedScript, value)) {
      parser.complain(
        nearest(document, error.instancePath),
        `${error.instancePath || 'A composed script'} ${describe(error)}.`,
      );
    }
    return;
  }
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

/** What a schema wants, with the fields it means. */
function describe(error: { keyword: string; message: string; params: object }): string {
  const { additionalProperties, requiredProperties } = error.params as {
    additionalProperties?: string[];
    requiredProperties?: string[];
  };
  if (additionalProperties)
    return `has ${additionalProperties.join(', ')}, which is none of ${Object.keys(ComposedScript.properties).join(', ')}`;
  if (requiredProperties) return `needs ${requiredProperties.join(', ')}`;
  return error.message;
}

/** The node that a JSON pointer names, or the nearest one around it. */
function nearest(document: Document.Parsed, pointer: string): unknown {
  const path = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  for (; path.length > 0; path.pop()) {
    const node: unknown = document.getIn(path, true);
    if (node) return node;
  }
  return document.contents;
}

function complainOfTwins(steps: readonly Step[], complain: (step: Step, message: string) => void): void {
  const seen = new Map<string, Step>();
  for (const step of steps) {
    if (step.step === undefined) continue;
    const first = seen.get(step.step);
    if (first) complain(step, `Step name \`${step.step}\` is used twice (first in line ${first.line}).`);
    else seen.set(step.step, step);
  }
}

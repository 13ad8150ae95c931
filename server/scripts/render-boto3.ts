import { botoClient, xformName } from './names.ts';
import {
  ANSWERS,
  completeInput,
  fillKnown,
  knownItems,
  piecesOf,
  ROOT_NOTE,
  rootCommand,
  specialOf,
  type RenderOptions,
} from './render.ts';
import type { CallStep, Step } from './schema.ts';
import { shapesOf, type Shapes } from './shapes.ts';

const WIDTH = 100;
/** Names that a result may not take: keywords, and what the script itself uses. */
const TAKEN = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield acct boto3 bytes config item json open path print str subprocess'.split(
    ' ',
  ),
);

/**
 * Renders steps as a Python script with boto3: the same calls with the same inputs, for reading and for running. What is
 * handed in is left in answers/<task id>/.
 */
export async function renderBoto3(steps: readonly Step[], options: RenderOptions): Promise<string> {
  const renderer = new Boto3Renderer(steps, options, await shapesOf(steps));
  return `${renderer.render().join('\n')}\n`;
}

class Boto3Renderer {
  readonly #steps: readonly Step[];
  readonly #options: RenderOptions;
  readonly #folder: string;
  readonly #clients: readonly string[];

  readonly #shapes: Shapes;

  constructor(steps: readonly Step[], options: RenderOptions, shapes: Shapes) {
    this.#shapes = shapes;
    this.#steps = steps;
    this.#options = options;
    this.#folder = options.shownFolder ?? options.labFolder;
    this.#clients = [
      ...new Set(
        steps.flatMap((step) =>
          step.kind === 'call' ? [step.service] : step.kind === 'presign' ? ['s3'] : [],
        ),
      ),
    ];
  }

  render(): string[] {
    const body = this.#steps.flatMap((step) => this.#step(step));
    const text = body.join('\n');
    const region = JSON.stringify(String(this.#options.variables['region'] ?? 'us-east-1'));
    const signs = this.#steps.some(({ kind }) => kind === 'presign');
    const head = [
      ...(/\bjson\./.test(text) ? ['import json'] : []),
      ...(/^\s*subprocess\.run\(/m.test(text) ? ['import subprocess'] : []),
      ...(/\bPath\(/.test(text) ? ['from pathlib import Path'] : []),
      '',
      'import boto3',
      ...(signs ? ['from botocore.config import Config'] : []),
      '',
    ].filter((line, index) => index > 0 || line !== '');
    for (const service of this.#clients) {
      const config = service === 's3' && signs ? ', config=Config(signature_version="s3v4")' : '';
      head.push(
        `${clientName(service)} = boto3.client(${JSON.stringify(botoClient(service))}, region_name=${region}${config})`,
      );
    }
    if (/\bacct\b/.test(text))
      head.push(`acct = boto3.client("sts", region_name=${region}).get_caller_identity()["Account"]`);
    return [...head, '', ...body];
  }

  #step(step: Step): string[] {
    const lines = this.#once(step);
    if (!step.forEach) return lines;
    const list =
      'of' in step.forEach
        ? this.#listOf(step.forEach.of, step.forEach.lowest)
        : 'file' in step.forEach
          ? `json.loads(${this.#path(step.forEach.file)}.read_text())`
          : this.#python(knownItems(step, this.#options), 0);
    return [`for item in ${list}:`, ...lines.map((line) => `    ${line}`)];
  }

  /** AWS leaves an empty list out of its answer. */
  #listOf(of: string, lowest?: string): string {
    const [root = '', ...path] = of.split('.');
    const inner = path.slice(0, -1).map((part) => `.get(${JSON.stringify(part)}, {})`);
    const list = `${this.#name(root)}${inner.join('')}.get(${JSON.stringify(path.at(-1))}, [])`;
    return lowest === undefined
      ? list
      : `sorted(${list}, key=lambda one: float(one[${JSON.stringify(lowest)}]))[:1]`;
  }

  #once(step: Step): string[] {
    const assign = step.as === undefined ? '' : `${this.#name(step.as)} = `;
    if (step.kind === 'artifact') return this.#artifact(step);
    if (step.kind === 'part') {
      const [of, from] = [step.of, step.from].map((text) =>
        this.#python(fillKnown<unknown>(text, this.#options.variables), Number.NaN),
      );
      return [`${assign}${of}[${of}.index(${from}) :]`];
    }
    if (step.kind === 'root-user')
      return [ROOT_NOTE, `subprocess.run(${this.#python(rootCommand(step), 0)}, check=True)`];
    if (step.kind === 'presign') {
      const method = step.method === 'GET' ? 'get_object' : 'put_object';
      const input = fillKnown(step.input, this.#options.variables);
      const seconds = fillKnown<unknown>(step.expiresIn, this.#options.variables);
      return this.#call(`${assign}s3.generate_presigned_url`, [
        ['', method],
        ['Params', input],
        ['ExpiresIn', seconds],
      ]);
    }
    const lines = this.#call(
      `${assign}${clientName(step.service)}.${xformName(step.operation, '_')}`,
      Object.entries(completeInput(step, this.#options, this.#shapes)),
    );
    return step.mayFail ? this.#guarded(step, step.mayFail, lines) : lines;
  }

  #guarded(step: CallStep, codes: readonly string[], lines: readonly string[]): string[] {
    return [
      'try:',
      ...lines.map((line) => `    ${line}`),
      `except ${clientName(step.service)}.exceptions.ClientError as error:`,
      `    if error.response["Error"]["Code"] not in ${this.#python(codes, 0)}:`,
      '        raise',
    ];
  }

  #artifact(step: Extract<Step, { kind: 'artifact' }>): string[] {
    const target = `Path(${JSON.stringify(`${ANSWERS}/${step.task}/${step.name}`)})`;
    const content =
      'file' in step.content
        ? `${this.#path(step.content.file)}.read_bytes()`
        : this.#bytes(fillKnown<unknown>(step.content.text, this.#options.variables));
    return [`${target}.parent.mkdir(parents=True, exist_ok=True)`, `${target}.write_bytes(${content})`];
  }

  #path(path: string): string {
    const filled = fillKnown<unknown>(path, this.#options.variables);
    return `Path(${this.#python(`${this.#folder}/${String(filled)}`, 0)})`;
  }

  /** A call on one line, or with an argument a line. */
  #call(callee: string, args: readonly (readonly [string, unknown])[]): string[] {
    const write = ([key, value]: readonly [string, unknown], indent: number): string =>
      `${key === '' ? '' : `${key}=`}${this.#python(value, indent)}`;
    const line = `${callee}(${args.map((arg) => write(arg, Number.NaN)).join(', ')})`;
    if (line.length <= WIDTH) return [line];
    return [`${callee}(`, ...args.flatMap((arg) => `    ${write(arg, 4)},`.split('\n')), ')'];
  }

  /** A value as a Python expression, broken into lines where it is long. @param indent columns before it; NaN: one line */
  #python(value: unknown, indent: number): string {
    if (value === null || value === undefined) return 'None';
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return this.#text(value);
    const special = specialOf(value);
    if (special) return this.#special(special, indent);
    const isList = Array.isArray(value);
    const entries: [string, unknown][] = isList
      ? value.map((entry: unknown) => ['', entry])
      : Object.entries(value).map(([key, entry]) => [`${this.#text(key)}: `, entry]);
    const [open, close] = isList ? ['[', ']'] : ['{', '}'];
    const line = `${open}${entries.map(([key, entry]) => `${key}${this.#python(entry, Number.NaN)}`).join(', ')}${close}`;
    if (Number.isNaN(indent) || line.length + indent <= WIDTH - 20) return line;
    const deeper = indent + 4;
    const pad = ' '.repeat(deeper);
    const inner = entries.map(([key, entry]) => `${pad}${key}${this.#python(entry, deeper)},`).join('\n');
    return `${open}\n${inner}\n${' '.repeat(indent)}${close}`;
  }

  #special([kind, content]: [string, unknown], indent: number): string {
    if (kind === '$json') return `json.dumps(${this.#python(content, indent)})`;
    if (kind === '$zeros') return `bytes(${this.#python(content, indent)})`;
    if (kind === '$file') return `${this.#path(String(content))}.read_bytes()`;
    return this.#bytes(content);
  }

  #bytes(content: unknown): string {
    const text = this.#text(String(content));
    return piecesOf(String(content)).length > 1 ? `(${text}).encode()` : `${text}.encode()`;
  }

  #text(text: string): string {
    const pieces = piecesOf(text);
    const index = ([root = '', ...path]: string[]): string =>
      this.#name(root) +
      path.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `[${JSON.stringify(part)}]`)).join('');
    const [only] = pieces;
    if (only === undefined) return '""';
    if (pieces.length === 1) return typeof only === 'string' ? JSON.stringify(only) : index(only.path);
    return pieces
      .map((piece) => (typeof piece === 'string' ? JSON.stringify(piece) : `str(${index(piece.path)})`))
      .join(' + ');
  }

  /** The Python name of a result. */
  #name(as: string): string {
    if (as === 'item' || as === 'acct') return as;
    const name = xformName(as, '_');
    return TAKEN.has(name) || this.#clients.some((client) => clientName(client) === name) ? `${name}_` : name;
  }
}

const clientName = (service: string): string => service.replaceAll('-', '_');

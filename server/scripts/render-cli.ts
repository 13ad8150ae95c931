import { cliArgument, cliCommand, xformName } from './names.ts';
import {
  ANSWERS,
  cannotRender,
  completeInput,
  fillKnown,
  knownItems,
  pathsUsed,
  piecesOf,
  ROOT_NOTE,
  rootCommand,
  specialOf,
  type RenderOptions,
} from './render.ts';
import type { CallStep, Step, StepExtras } from './schema.ts';
import { shapesOf, type Shapes } from './shapes.ts';

const WIDTH = 110;
/** Lists up to this length are written out, longer ones become a loop. */
const WRITTEN_OUT = 3;

/**
 * Renders steps as a bash script of AWS CLI commands: the same calls with the same inputs, for reading and for running
 * (it needs bash and the AWS CLI, nothing else). The lab's names are filled in; results of earlier steps become shell
 * variables; what is handed in is left in answers/<task id>/.
 *
 * @throws ScriptError for a step that the AWS CLI cannot do, such as a presigned PUT
 */
export async function renderCli(steps: readonly Step[], options: RenderOptions): Promise<string> {
  const body = new CliRenderer(steps, options, await shapesOf(steps)).render();
  const all = body.join('\n');
  const head = ['set -euo pipefail', `export AWS_DEFAULT_REGION=${quote(regionOf(options))}`];
  const temporary = ['body', 'errors'].filter((name) => all.includes(`"$${name}"`));
  for (const name of temporary) head.push(`${name}=$(mktemp)`);
  if (temporary.length > 0) head.push(`trap 'rm -f ${temporary.map((name) => `"$${name}"`).join(' ')}' EXIT`);
  if (all.includes('"$acct"')) head.push('acct=$(aws sts get-caller-identity --query Account --output text)');
  if (steps.some(({ kind }) => kind === 'presign'))
    head.push('aws configure set default.s3.signature_version s3v4');
  return `${[...head, '', ...body].join('\n')}\n`;
}

const regionOf = ({ variables }: RenderOptions): string => String(variables['region'] ?? 'us-east-1');

/** A text as one bash word. */
function quote(text: string): string {
  return /^[A-Za-z0-9_./:@=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `Vpc.VpcId` and `Subnets.0.Id` as JMESPath. */
function jmesPath(path: readonly string[]): string {
  return path
    .map((part, index) => {
      if (/^\d+$/.test(part)) return `[${part}]`;
      const name = /^[A-Za-z_]\w*$/.test(part) ? part : JSON.stringify(part);
      return index === 0 ? name : `.${name}`;
    })
    .join('');
}

/** Shell variable of a place: `vpc` with Vpc.VpcId → vpc_vpc_id. */
const variableOf = (path: readonly string[]): string =>
  path.map((part) => xformName(part, '_').replaceAll('-', '_')).join('_');

/** A text with places as one bash word: text in single quotes, places as variables in double ones. */
function word(text: string, place = (path: readonly string[]): string => `"$${variableOf(path)}"`): string {
  const pieces = piecesOf(text);
  if (pieces.length === 0) return "''";
  return pieces.map((piece) => (typeof piece === 'string' ? quote(piece) : place(piece.path))).join('');
}

/** A JSON text with places as one bash word. An ETag is the one value of AWS that has quotation marks in it. */
const jsonWord = (text: string): string =>
  word(text, (path) => {
    const variable = variableOf(path);
    return path.at(-1) === 'ETag' ? `"\${${variable}//\\"/\\\\\\"}"` : `"$${variable}"`;
  });

class CliRenderer {
  readonly #steps: readonly Step[];
  readonly #options: RenderOptions;
  readonly #folder: string;
  readonly #shapes: Shapes;
  constructor(steps: readonly Step[], options: RenderOptions, shapes: Shapes) {
    this.#shapes = shapes;
    this.#steps = steps;
    this.#options = options;
    this.#folder = options.shownFolder ?? options.labFolder;
  }

  render(): string[] {
    return this.#steps.flatMap((step, index) => {
      const later = this.#steps.slice(index + 1);
      if (!step.forEach) return this.#step(step, later);
      const items = knownItems(step, this.#options);
      return items ? this.#known(step, items, later) : this.#loop(step, later);
    });
  }

  #step(step: Step, later: readonly Step[]): string[] {
    if (step.kind === 'call') return this.#call(step, later);
    if (step.kind === 'presign') return this.#presign(step);
    if (step.kind === 'part') return this.#part(step);
    if (step.kind === 'root-user') return [ROOT_NOTE, rootCommand(step).join(' ')];
    const target = `${ANSWERS}/${step.task}/${step.name}`;
    const make = `mkdir -p ${quote(`${ANSWERS}/${step.task}`)}`;
    if ('file' in step.content)
      return [make, `cp ${word(`${this.#folder}/${this.#filled(step.content.file)}`)} ${quote(target)}`];
    return [make, `printf %s ${word(this.#filled(step.content.text))} > ${quote(target)}`];
  }

  #filled(text: string): string {
    return String(fillKnown<unknown>(text, this.#options.variables));
  }

  /** A loop over rows that are known now, or the step once for each when they are few or no plain texts. */
  #known(step: Step, items: readonly unknown[], later: readonly Step[]): string[] {
    const paths = pathsUsed([step], 'item');
    const rows = items.map((item) =>
      paths.map((path) =>
        path.reduce<unknown>((value, part) => (value as Record<string, unknown>)[part], item),
      ),
    );
    const isPlain = (value: unknown): boolean => typeof value === 'string' && !/[|\n\\]/.test(value);
    if (items.length <= WRITTEN_OUT || paths.length === 0 || !rows.flat().every(isPlain)) {
      return items.flatMap((item) =>
        this.#step(fillKnown({ ...step, forEach: undefined }, { item }) as Step, later),
      );
    }
    const names = paths.map((path) => variableOf(['item', ...path])).join(' ');
    return [
      `while IFS='|' read -r ${names}; do`,
      ...this.#quietly(step, later),
      `done <<'ROWS'`,
      ...rows.map((row) => row.join('|')),
      'ROWS',
    ];
  }

  /** A loop over a list of an earlier result; that step has left the fields used here in a variable, a row per entry. */
  #loop(step: Step, later: readonly Step[]): string[] {
    const rows = variableOf((step.forEach as { of: string }).of.split('.'));
    const names = pathsUsed([step], 'item').map((path) => variableOf(['item', ...path]));
    return [
      `if [ -n "$${rows}" ]; then`,
      `  while IFS=$'\\t' read -r ${names.join(' ') || '_'}; do`,
      ...this.#quietly(step, later).map((line) => `  ${line}`),
      `  done <<<"$${rows}"`,
      'fi',
    ];
  }

  #quietly(step: Step, later: readonly Step[]): string[] {
    const lines = this.#step(step, later);
    const last = lines.pop() ?? '';
    return [...lines, step.kind === 'call' ? `${last} > /dev/null` : last].map((line) => `  ${line}`);
  }

  #presign(step: Extract<Step, { kind: 'presign' }>): string[] {
    const { Bucket, Key, ...more } = fillKnown(step.input, this.#options.variables) as Record<string, string>;
    if (step.method !== 'GET' || Object.keys(more).length > 0)
      return cannotRender(
        step,
        'The AWS CLI presigns plain downloads only. Show this script as boto3 (--as boto3), or sign a GET of Bucket and Key.',
      );
    const seconds = word(String(fillKnown<unknown>(step.expiresIn, this.#options.variables)));
    const command = `aws s3 presign ${word(`s3://${Bucket}/${Key}`)} --expires-in ${seconds}`;
    return [step.as === undefined ? command : `${variableOf([step.as])}=$(${command})`];
  }

  #part(step: Extract<Step, { kind: 'part' }>): string[] {
    const from = this.#filled(step.from);
    const name = variableOf([step.as ?? 'part']);
    // What stands before the beginning is cut off, then the beginning is put back.
    return [`${name}=${word(this.#filled(step.of))}`, `${name}=${quote(from)}"\${${name}#*${quote(from)}}"`];
  }

  #call(step: CallStep & StepExtras & Step, later: readonly Step[]): string[] {
    const before: string[] = [];
    const args = this.#arguments(step, before);
    const command = `aws ${cliCommand(step.service)} ${xformName(step.operation, '-')}`;
    const run = (more: string[] = []): string => {
      const all = [command, ...args, ...more];
      const line = all.join(' ');
      const errors = step.mayFail === undefined ? '' : ' 2> "$errors"';
      return `${line.length <= WIDTH ? line : all.join(' \\\n    ')}${errors}`;
    };
    const guard = (line: string): string =>
      step.mayFail === undefined
        ? line
        : `${line} || { cat "$errors" >&2; grep -qE '\\((${step.mayFail.join('|')})\\)' "$errors"; }`;
    const captures = this.#captures(step, later);
    if (captures.length === 0) return [...before, guard(run())];
    if (captures.length > 1 && !/^(Get|List|Describe|Head)/.test(step.operation))
      return cannotRender(
        step,
        `The AWS CLI shows one selection of an answer, and later steps need a list and single values of ${step.as}.`,
      );
    return [
      ...before,
      ...captures.flatMap(({ variable, query, names }) => [
        guard(`${variable}=$(${run([`--query ${quote(query)}`, '--output text'])})`),
        ...(names ? [`IFS=$'\\t' read -r ${names.join(' ')} <<<"$${variable}"`] : []),
      ]),
    ];
  }

  /** What later steps need of a call's answer, as selections by `--query`. */
  #captures(step: Step, later: readonly Step[]): { variable: string; query: string; names?: string[] }[] {
    const { as } = step;
    if (as === undefined) return [];
    const captures: { variable: string; query: string; names?: string[] }[] = [];
    const paths = pathsUsed(later, as);
    if (paths.some((path) => path.length === 0))
      cannotRender(step, `{{${as}}} is a whole answer; the AWS CLI needs the name of a member.`);
    const [first] = paths;
    if (first && paths.length === 1) {
      captures.push({ variable: variableOf([as, ...first]), query: jmesPath(first) });
    } else if (first) {
      const names = paths.map((path) => variableOf([as, ...path]));
      captures.push({ variable: variableOf([as]), query: `[${paths.map(jmesPath).join(', ')}]`, names });
    }
    const lists = new Map<string, Step[]>();
    for (const user of later) {
      if (user.forEach && 'of' in user.forEach && user.forEach.of.split('.')[0] === as)
        lists.set(user.forEach.of, [...(lists.get(user.forEach.of) ?? []), user]);
      if (user.as === as) break;
    }
    for (const [of, users] of lists) {
      const fields = users.flatMap((user) => pathsUsed([user], 'item'));
      const columns = fields.map((path) => (path.length === 0 ? '@' : jmesPath(path))).join(', ') || '@';
      const path = of.split('.');
      const [lowest] = users.flatMap(({ forEach }) => (forEach && 'lowest' in forEach ? forEach.lowest : []));
      const list = `(${jmesPath(path.slice(1))} || \`[]\`)`;
      captures.push({
        variable: variableOf(path),
        query: `${lowest === undefined ? `${list}[]` : `sort_by(${list}, &to_number(${lowest}))[:1]`}.[${columns}]`,
      });
    }
    return captures;
  }

  #arguments(step: CallStep & Step, before: string[]): string[] {
    const { MinCount, MaxCount, ...input } = completeInput(step, this.#options, this.#shapes);
    const args = Object.entries(input).flatMap(([name, value]) => {
      if (value === null || value === undefined) return [];
      return [this.#argument(step, name, value, before)];
    });
    // https://docs.aws.amazon.com/cli/latest/reference/ec2/run-instances.html has one option for the two.
    if (MinCount !== undefined || MaxCount !== undefined)
      args.push(`--count ${word(`${String(MinCount ?? MaxCount)}:${String(MaxCount ?? MinCount)}`)}`);
    return args;
  }

  #argument(step: CallStep & Step, name: string, value: unknown, before: string[]): string {
    const argument = cliArgument(step.service, step.operation, name);
    const flag = `--${argument}`;
    if (typeof value === 'boolean') return value ? flag : `--no-${argument}`;
    if (typeof value === 'number') return `${flag} ${value}`;
    // argparse takes a value with a dash for an option.
    if (typeof value === 'string') return `${flag}${value.startsWith('-') ? '=' : ' '}${word(value)}`;
    const special = specialOf(value);
    if (!special) return `${flag} ${jsonWord(json(step, value))}`;
    const [kind, content] = special;
    if (kind === '$json') return `${flag} ${jsonWord(json(step, content))}`;
    // A body that the CLI streams is a path; any other binary argument says that it is one.
    const member = this.#shapes.get(`${step.service}:${step.operation}`)?.getMemberSchemas()[name];
    const prefix = member?.isStreaming() ? '' : 'fileb://';
    if (kind === '$file') return `${flag} ${word(`${prefix}${this.#folder}/${String(content)}`)}`;
    before.push(
      kind === '$zeros'
        ? `head -c ${word(String(content))} /dev/zero > "$body"`
        : `printf %s ${word(String(content))} > "$body"`,
    );
    return `${flag} ${prefix}"$body"`;
  }
}

/** A structure as JSON for an argument, on several lines when it is long. `$json` inside it is a text member. */
function json(step: Step, value: unknown): string {
  const plain = flatten(step, value);
  const line = JSON.stringify(plain);
  return line.length <= WIDTH ? line : JSON.stringify(plain, null, 2);
}

function flatten(step: Step, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => flatten(step, entry));
  if (typeof value !== 'object' || value === null) return value;
  const special = specialOf(value);
  if (!special)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, flatten(step, entry)]));
  if (special[0] === '$json') return JSON.stringify(flatten(step, special[1]));
  return cannotRender(
    step,
    `${special[0]} inside a structure has no form on a command line; show it as boto3.`,
  );
}

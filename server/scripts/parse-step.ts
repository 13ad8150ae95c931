import { isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml';
import { SCRIPT_SERVICES } from './clients.ts';
import type { ScriptProblem } from './errors.ts';
import { MAX_ZEROS, SPECIAL_KEYS, type ForEach, type Step, type StepExtras } from './schema.ts';

const EXTRA_KEYS = ['step', 'task', 'as', 'forEach', 'mayFail'];
/** Names that every script has anyway. */
const RESERVED = new Set(['acct', 'region', 'item']);
const NAME = /^[a-z][A-Za-z0-9]*$/;
const STEP_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

type Pairs = Map<string, Node | null>;
type Action = { key: string; value: Node | null; node: Node };

/** Reads steps and collects what is wrong with them, each with the line it stands in. */
export class StepParser {
  readonly problems: ScriptProblem[] = [];
  readonly file: string;
  readonly #lines: LineCounter;
  constructor(file: string, lines: LineCounter) {
    this.file = file;
    this.#lines = lines;
  }

  lineOf(node: unknown): number {
    const start = (node as Node | null | undefined)?.range?.[0];
    return start === undefined ? 1 : this.#lines.linePos(start).line;
  }

  complain(node: unknown, message: string): void {
    this.problems.push({ file: this.file, line: this.lineOf(node), message });
  }

  steps(node: unknown): Step[] {
    if (node === undefined || node === null || (isScalar(node) && node.value === null)) return [];
    if (!isSeq(node)) {
      this.complain(node, 'Expected a list of steps.');
      return [];
    }
    return node.items.map((item) => this.#step(item)).filter((step) => step !== undefined);
  }

  #step(node: unknown): Step | undefined {
    if (!isMap(node)) {
      this.complain(node, 'A step is a mapping such as `s3:CreateBucket: { Bucket: "{{bucket}}" }`.');
      return undefined;
    }
    const pairs: Pairs = new Map(
      (node as YAMLMap<{ value: unknown }, Node | null>).items.map((item) => [
        String(item.key.value),
        item.value,
      ]),
    );
    const extras = this.#extras(node, pairs);
    const actions = [...pairs].filter(([key]) => !EXTRA_KEYS.includes(key));
    const [action] = actions;
    if (actions.length !== 1 || !action) {
      const found = actions.map(([key]) => key).join(', ') || 'none';
      this.complain(node, `A step has exactly one action besides ${EXTRA_KEYS.join(', ')}; here: ${found}.`);
      return undefined;
    }
    const [key, value] = action;
    const parsed =
      key === 'presign'
        ? this.#presign({ key, value, node })
        : key === 'part'
          ? this.#part({ key, value, node })
          : key === 'artifact'
            ? this.#artifact({ key, value, node })
            : key === 'root-user'
              ? this.#rootUser({ key, value, node })
              : this.#call({ key, value, node });
    return parsed && { ...parsed, ...extras };
  }

  #extras(node: Node, pairs: Pairs): StepExtras {
    const extras: StepExtras = { file: this.file, line: this.lineOf(node) };
    const at = (key: string): unknown => pairs.get(key) ?? node;
    const plain = (key: string): unknown => pairs.get(key)?.toJSON() as unknown;
    if (pairs.has('step')) {
      const name = plain('step');
      if (typeof name === 'string' && STEP_NAME.test(name)) extras.step = name;
      else this.complain(at('step'), '`step` is a kebab-case name such as tls-policy.');
    }
    if (pairs.has('task')) {
      const named = plain('task');
      const tasks = (Array.isArray(named) ? named : [named]) as unknown[];
      const isList = tasks.length > 0 && tasks.every((id) => typeof id === 'string' && STEP_NAME.test(id));
      if (isList && !pairs.has('artifact')) extras.tasks = tasks as string[];
      else
        this.complain(
          at('task'),
          pairs.has('artifact')
            ? 'An `artifact` names its task already; leave `task` out.'
            : '`task` is a task’s id or a list of them, such as tiering or [tiering, version-hygiene].',
        );
    }
    if (pairs.has('as')) {
      const name = plain('as');
      if (typeof name !== 'string' || !NAME.test(name))
        this.complain(at('as'), '`as` is a name of letters and digits such as vpc or openUploads.');
      else if (RESERVED.has(name))
        this.complain(at('as'), `\`as: ${name}\` hides a name that every script has; choose another.`);
      else extras.as = name;
    }
    if (pairs.has('forEach')) {
      const forEach = asForEach(plain('forEach'));
      if (forEach) extras.forEach = forEach;
      else
        this.complain(
          at('forEach'),
          '`forEach` is one of { file: files/list.json }, { list: […], where: {…} } and { of: result.Member, lowest: Name }; where and lowest may be left out.',
        );
    }
    if (pairs.has('mayFail')) {
      const codes = plain('mayFail');
      if (Array.isArray(codes) && codes.length > 0 && codes.every((code) => typeof code === 'string'))
        extras.mayFail = codes;
      else this.complain(at('mayFail'), '`mayFail` is a list of error codes such as [NoSuchBucketPolicy].');
    }
    return extras;
  }

  #fields({ key, value, node }: Action): Record<string, unknown> | undefined {
    const plain: unknown = value === null ? {} : (value.toJSON() as unknown);
    if (typeof plain === 'object' && plain !== null && !Array.isArray(plain)) {
      this.#specials(value);
      return plain as Record<string, unknown>;
    }
    if (plain === null) return {};
    this.complain(value ?? node, `The input of ${key} is a mapping of its members.`);
    return undefined;
  }

  #presign(action: Action): Omit<Extract<Step, { kind: 'presign' }>, keyof StepExtras> | undefined {
    const fields = this.#fields(action);
    if (!fields) return undefined;
    const { Method = 'GET', ExpiresIn = 3600, ...input } = fields;
    const at = action.value ?? action.node;
    const before = this.problems.length;
    for (const name of ['Bucket', 'Key'])
      if (typeof input[name] !== 'string') this.complain(at, `\`presign\` needs ${name}.`);
    if (Method !== 'GET' && Method !== 'PUT')
      this.complain(at, `\`presign\` has Method GET or PUT, not ${JSON.stringify(Method)}.`);
    if (
      !(typeof ExpiresIn === 'number' && Number.isInteger(ExpiresIn) && ExpiresIn > 0) &&
      !(typeof ExpiresIn === 'string' && ExpiresIn.includes('{{'))
    )
      this.complain(at, `\`presign\` has ExpiresIn in whole seconds, not ${JSON.stringify(ExpiresIn)}.`);
    if (this.problems.length > before) return undefined;
    return {
      kind: 'presign',
      method: Method as 'GET' | 'PUT',
      input,
      expiresIn: ExpiresIn as number | string,
    };
  }

  #part(action: Action): Omit<Extract<Step, { kind: 'part' }>, keyof StepExtras> | undefined {
    const fields = this.#fields(action);
    if (!fields) return undefined;
    const { of, from, ...more } = fields;
    if (typeof of === 'string' && typeof from === 'string' && from !== '' && Object.keys(more).length === 0)
      return { kind: 'part', of, from };
    this.complain(action.value ?? action.node, '`part` has of and from, two texts, and nothing else.');
    return undefined;
  }

  #artifact(action: Action): Omit<Extract<Step, { kind: 'artifact' }>, keyof StepExtras> | undefined {
    const fields = this.#fields(action);
    if (!fields) return undefined;
    const { task, name, text, file, ...more } = fields;
    const at = action.value ?? action.node;
    if (
      typeof task !== 'string' ||
      typeof name !== 'string' ||
      (typeof text === 'string') === (typeof file === 'string') ||
      Object.keys(more).length > 0
    ) {
      this.complain(at, '`artifact` has task, name and exactly one of text and file, and nothing else.');
      return undefined;
    }
    if (/[/\\]/.test(name) || name.startsWith('.')) {
      this.complain(at, `\`artifact\` has a plain file name, not \`${name}\`.`);
      return undefined;
    }
    const content = typeof text === 'string' ? { text } : { file: String(file) };
    return { kind: 'artifact', task, name, content };
  }

  #rootUser(action: Action): Omit<Extract<Step, { kind: 'root-user' }>, keyof StepExtras> | undefined {
    const fields = this.#fields(action);
    if (!fields) return undefined;
    const { assignMfa = false, deleteKeys = false, ...more } = fields;
    const isFlag = typeof assignMfa === 'boolean' && typeof deleteKeys === 'boolean';
    if (isFlag && (assignMfa || deleteKeys) && Object.keys(more).length === 0)
      return { kind: 'root-user', assignMfa, deleteKeys };
    this.complain(
      action.value ?? action.node,
      '`root-user` has assignMfa: true, deleteKeys: true, or both, and nothing else.',
    );
    return undefined;
  }

  #call(action: Action): Omit<Extract<Step, { kind: 'call' }>, keyof StepExtras> | undefined {
    const { key, node } = action;
    const [, service, operation] = /^([a-z0-9-]+):([A-Z][A-Za-z0-9]+)$/.exec(key) ?? [];
    if (service === undefined || operation === undefined) {
      this.complain(
        node,
        `\`${key}\` is no action: write service:Operation as the SDK names it, or presign, part, artifact or root-user.`,
      );
      return undefined;
    }
    if (!SCRIPT_SERVICES.includes(service)) {
      this.complain(
        node,
        `Scripts do not know the service \`${service}\`; known: ${SCRIPT_SERVICES.join(', ')}.`,
      );
      return undefined;
    }
    const input = this.#fields(action);
    return input && { kind: 'call', service, operation, input };
  }

  /** Mappings whose one key begins with a dollar sign. */
  #specials(node: unknown): void {
    if (isSeq(node)) for (const item of node.items) this.#specials(item);
    if (!isMap(node)) return;
    const items = (node as YAMLMap<{ value: unknown }, Node | null>).items;
    for (const { key, value } of items) {
      const name = String(key.value);
      if (name.startsWith('$')) {
        if (!(SPECIAL_KEYS as readonly string[]).includes(name))
          this.complain(key, `\`${name}\` is no special value; known: ${SPECIAL_KEYS.join(', ')}.`);
        else if (items.length > 1) this.complain(key, `\`${name}\` stands alone in its mapping.`);
        else this.#special(name, value);
      }
      this.#specials(value);
    }
  }

  #special(name: string, value: Node | null): void {
    if (name === '$json') return;
    const plain: unknown = isScalar(value) ? value.value : undefined;
    const isTemplate = typeof plain === 'string' && plain.includes('{{');
    if (name === '$zeros') {
      const fits = typeof plain === 'number' && Number.isInteger(plain) && plain >= 0 && plain <= MAX_ZEROS;
      if (!fits && !isTemplate)
        this.complain(value, `\`$zeros\` is a number of bytes from 0 to ${MAX_ZEROS}.`);
    } else if (typeof plain !== 'string') this.complain(value, `\`${name}\` is a text.`);
  }
}

function asForEach(value: unknown): ForEach | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { file, list, of, where, lowest, ...more } = value as Record<string, unknown>;
  const kinds = [file, list, of].filter((content) => content !== undefined).length;
  if (kinds !== 1 || Object.keys(more).length > 0) return undefined;
  if (where !== undefined && (list === undefined || typeof where !== 'object' || where === null))
    return undefined;
  if (
    lowest !== undefined &&
    (of === undefined || typeof lowest !== 'string' || !/^[A-Za-z]\w*$/.test(lowest))
  )
    return undefined;
  if (Array.isArray(list))
    return where === undefined ? { list } : { list, where: where as Record<string, unknown> };
  if (typeof file === 'string') return { file };
  if (typeof of !== 'string' || !/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$/.test(of)) return undefined;
  return typeof lowest === 'string' ? { of, lowest } : { of };
}

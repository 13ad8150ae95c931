/** A request as the permission tables read it: its parameters, whatever its protocol. */
import { cbor } from '@smithy/core/cbor';
import { isFormRequest } from '../overlay/wire/protocol.ts';
import { bucketAndKey } from '../gateway/describe.ts';
import { queryPairs } from '../gateway/wire.ts';
import type { OperationName, WireRequest } from '../types.ts';

export class Call {
  readonly operation: OperationName;
  readonly request: WireRequest;
  readonly region: string;
  readonly account: string;
  /** `<service>:<Operation>` */
  readonly name: string;
  /** Parameters of the query string and of a form, in order; a name may be there twice. */
  readonly pairs: readonly [name: string, value: string][];
  /** False when the body is none of the forms that a table could read. */
  readonly readable: boolean;
  readonly #form: ReadonlyMap<string, string>;
  readonly #json: Record<string, unknown>;
  readonly #text: string;

  /** @param body null where it is content (S3), which no table looks at */
  constructor(
    operation: OperationName,
    request: WireRequest,
    body: Buffer | null,
    { region, account }: { region: string; account: string },
  ) {
    this.operation = operation;
    this.request = request;
    this.region = region;
    this.account = account;
    this.name = `${operation.service}:${operation.operation}`;
    this.#text = body?.toString('utf8') ?? '';
    const isForm = isFormRequest(request);
    this.pairs = [...queryPairs(request.query), ...(isForm ? queryPairs(this.#text) : [])];
    this.#form = new Map(this.pairs);
    const json = isForm || operation.service === 's3' ? {} : objectOf(request, body);
    this.readable = json !== null;
    this.#json = json ?? {};
  }

  /** A parameter of a form or query string, or a string member of a JSON body. */
  text(name: string): string | undefined {
    const value = this.#form.get(name) ?? this.#json[name];
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  }

  /** `Name.1`, `Name.2`, … of a form. */
  list(name: string): string[] {
    const found: string[] = [];
    for (const [key, value] of this.#form) {
      if (key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1))) found.push(value);
    }
    return found;
  }

  /** Every parameter whose name matches. */
  matching(pattern: RegExp): [name: string, value: string][] {
    return [...this.#form].filter(([name]) => pattern.test(name));
  }

  get json(): Readonly<Record<string, unknown>> {
    return this.#json;
  }

  /** The undecoded body, for what is neither form nor JSON. */
  get body(): string {
    return this.#text;
  }

  /** A header of S3's, in lower case. */
  header(name: string): string | undefined {
    return this.request.headers[name];
  }

  /** Bucket and key of an S3 call. */
  get object(): { bucket: string; key: string } {
    return bucketAndKey(this.request.path);
  }

  /** An ARN in this account and Region. */
  arn(service: string, resource: string): string {
    return `arn:aws:${service}:${this.region}:${this.account}:${resource}`;
  }

  /** `Tags.member.1.Key` or `Tag.1.Key` of forms, `[{Key, Value}]` or a record of JSON, as a record. */
  tags(prefix: string): Record<string, string> {
    const tags = new Map<string, string>();
    const pattern = new RegExp(`^${prefix}\\.(?:member\\.)?(\\d+)\\.(Key|Value)$`);
    const found = new Map<string, { Key?: string; Value?: string }>();
    for (const [name, value] of this.#form) {
      const [, index = '', part] = pattern.exec(name) ?? [];
      if (part !== 'Key' && part !== 'Value') continue;
      found.set(index, { ...found.get(index), [part]: value });
    }
    for (const { Key, Value = '' } of found.values()) if (Key !== undefined) tags.set(Key, Value);
    const given = this.#json[prefix];
    if (Array.isArray(given)) {
      for (const item of given as unknown[]) {
        const { Key, Value, key, value } = (item ?? {}) as Record<string, unknown>;
        const [name, text] = [Key ?? key, Value ?? value ?? ''];
        if (typeof name === 'string') tags.set(name, typeof text === 'string' ? text : '');
      }
    } else if (typeof given === 'object' && given !== null) {
      for (const [name, value] of Object.entries(given)) tags.set(name, String(value));
    }
    return Object.fromEntries(tags);
  }
}

/** The members of a JSON or CBOR body; empty without one, null when it is something else. */
function objectOf(request: WireRequest, body: Buffer | null): Record<string, unknown> | null {
  if (body === null || body.length === 0) return {};
  try {
    const isCbor = request.headers['smithy-protocol'] === 'rpc-v2-cbor';
    const value: unknown = isCbor ? cbor.deserialize(body) : JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // whatever it is: who may not be read may not be judged
  }
}

/** The AWS calls of a graded lab, as commands of the SDK, so that they can be sent again without any engine. */
import type { AnyCheck, AnyRead, ClientSpec, ReadContext, ReadSlot } from '../graders/kit/index.ts';

interface Command {
  input: object;
}
interface Client {
  send(command: Command, options?: object): Promise<unknown>;
  destroy(): void;
}
export interface Call {
  spec: ClientSpec<unknown>;
  command: Command;
}
type Checks = Readonly<Record<string, () => Promise<{ default: AnyCheck }>>>;

/** The same checks and the same read of the caller, which write down every command that goes out through them. */
export function recording(
  checks: Checks,
  identity: AnyRead,
): { checks: Checks; identity: AnyRead; calls: Call[] } {
  const calls: Call[] = [];
  const watched = new WeakSet<object>();
  const watch = (client: Client, spec: ClientSpec<unknown>): void => {
    if (watched.has(client)) return;
    watched.add(client);
    const send = client.send.bind(client);
    client.send = (command, options) => {
      calls.push({ spec, command });
      return send(command, options);
    };
  };
  const made = new Map<AnyRead, AnyRead>();
  const wrap = (read: AnyRead): AnyRead => {
    const known = made.get(read) ?? {
      ...read,
      call: (context: ReadContext, args: never) =>
        read.call(
          {
            ...context,
            client: (spec) => {
              const client = context.client(spec);
              watch(client as unknown as Client, spec);
              return client;
            },
          },
          args,
        ),
    };
    made.set(read, known);
    return known;
  };
  const wrapSlot = (slot: ReadSlot): ReadSlot => ('each' in slot ? { each: wrap(slot.each) } : wrap(slot));
  const wrapped = Object.entries(checks).map(([id, load]) => [
    id,
    async () => {
      const check = (await load()).default;
      const reads = Object.entries(check.reads as Record<string, ReadSlot>);
      return {
        default: {
          ...check,
          reads: Object.fromEntries(reads.map(([name, slot]) => [name, wrapSlot(slot)])),
        } as AnyCheck,
      };
    },
  ]);
  return { checks: Object.fromEntries(wrapped) as Checks, identity: wrap(identity), calls };
}

/** Service, operation and input of each call that was made more than once. */
export function repeated(calls: readonly Call[]): string[] {
  const names = calls.map(
    ({ spec, command }) => `${spec.service} ${command.constructor.name} ${JSON.stringify(command.input)}`,
  );
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** What a script without any engine would do: one client per service, every call at once. What is absent is an answer. */
export async function replay(calls: readonly Call[], config: Record<string, unknown>): Promise<void> {
  const clients = new Map<string, Client>();
  const clientOf = (spec: ClientSpec<unknown>): Client => {
    const known = clients.get(spec.service) ?? (spec.create({ ...config }) as Client);
    clients.set(spec.service, known);
    return known;
  };
  await Promise.all(
    calls.map(async ({ spec, command }) => {
      const again = new (command.constructor as new (input: object) => Command)({ ...command.input });
      try {
        const { Body } = (await clientOf(spec).send(again)) as { Body?: { transformToByteArray?: unknown } };
        if (typeof Body?.transformToByteArray === 'function')
          await (Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
      } catch (error) {
        const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
        if (status === undefined || status === 403 || status === 429 || status >= 500) throw error;
      }
    }),
  );
  for (const client of clients.values()) client.destroy();
}

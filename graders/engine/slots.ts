import {
  Blocked,
  type After,
  type AnyCheck,
  type AnyRead,
  type EachRead,
  type Observation,
  type ReadSlot,
  type RunFacts,
} from '../kit/index.ts';

/** Makes a read, or looks it up in stored evidence. Never rejects: what goes wrong is an observation. */
export type Ask = (read: AnyRead, args: unknown) => Promise<Observation<unknown>>;

/** What became of one entry of a check's `reads`. */
export type SlotResult =
  | { kind: 'one'; read: AnyRead; args: unknown; observation: Observation<unknown> }
  | {
      kind: 'each';
      read: AnyRead;
      entries: { args: unknown; observation: Observation<unknown> }[];
      /** Set when the list of arguments itself is unknown. */
      blocked?: Extract<Observation<unknown>, { state: 'blocked' }>;
    };

export const NOT_ASKED: Observation<never> = { state: 'absent', code: 'not-asked' };

export function isEach(slot: ReadSlot): slot is EachRead<never, unknown> {
  return 'each' in slot;
}
export function isAfter(bound: unknown): bound is After<unknown> {
  return typeof bound === 'object' && bound !== null && 'after' in bound && 'args' in bound;
}

/** Makes all reads of one check: those that depend on nothing at once, the others as soon as what they need is there. */
export async function resolveSlots(
  check: AnyCheck,
  params: unknown,
  run: RunFacts,
  taskId: string,
  ask: Ask,
): Promise<Record<string, SlotResult>> {
  const reads = check.reads as Record<string, ReadSlot>;
  const bound = check.bind(params, run, taskId) as Record<string, unknown>;
  const pending = new Map<string, Promise<SlotResult>>();

  const resolve = (name: string, path: readonly string[]): Promise<SlotResult> => {
    const known = pending.get(name);
    if (known) return known;
    const slot = reads[name];
    if (!slot || !Object.hasOwn(bound, name)) {
      throw new Error(`Check ${check.id}: read "${name}" is not both declared in reads and bound in bind.`);
    }
    if (path.includes(name))
      throw new Error(`Check ${check.id}: reads wait for each other: ${path.join(', ')}.`);
    const binding = bound[name];
    const made = isAfter(binding)
      ? resolve(binding.after, [...path, name]).then((earlier) => makeAfter(slot, binding, earlier, ask))
      : make(slot, binding, ask);
    pending.set(name, made);
    return made;
  };

  const names = Object.keys(reads);
  const results = await Promise.all(names.map((name) => resolve(name, [])));
  return Object.fromEntries(names.map((name, index) => [name, results[index] as SlotResult]));
}

async function make(slot: ReadSlot, args: unknown, ask: Ask): Promise<SlotResult> {
  if (!isEach(slot)) return { kind: 'one', read: slot, args, observation: await ask(slot, args) };
  const read = slot.each;
  const entries = await Promise.all(
    (args as unknown[]).map(async (one) => ({ args: one, observation: await ask(read, one) })),
  );
  return { kind: 'each', read, entries };
}

async function makeAfter(
  slot: ReadSlot,
  binding: After<unknown>,
  earlier: SlotResult,
  ask: Ask,
): Promise<SlotResult> {
  try {
    const args = binding.args(valueOf(earlier));
    if (args === null) {
      return isEach(slot)
        ? { kind: 'each', read: slot.each, entries: [] }
        : { kind: 'one', read: slot, args: null, observation: NOT_ASKED };
    }
    return await make(slot, args, ask);
  } catch (error) {
    if (!(error instanceof Blocked)) throw error;
    const { observation } = error;
    return isEach(slot)
      ? { kind: 'each', read: slot.each, entries: [], blocked: observation }
      : { kind: 'one', read: slot, args: null, observation };
  }
}

/** What calling the slot's view gives in a judge. @throws Blocked */
export function valueOf(slot: SlotResult): unknown {
  if (slot.kind === 'one') return presentValue(slot.observation);
  if (slot.blocked) throw new Blocked(slot.blocked);
  return slot.entries.map(({ args, observation }) => ({
    args,
    get value(): unknown {
      return presentValue(observation);
    },
  }));
}

function presentValue(observation: Observation<unknown>): unknown {
  if (observation.state === 'blocked') throw new Blocked(observation);
  return observation.state === 'present' ? observation.value : undefined;
}

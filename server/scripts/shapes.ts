import type { NormalizedSchema } from '@smithy/core/schema';
import { serviceModule } from './clients.ts';
import type { Step } from './schema.ts';

/** Shape of an operation's input, as the SDK's client exports it. */
export type Shape = NormalizedSchema;
/** Input shapes by `service:Operation`. */
export type Shapes = ReadonlyMap<string, Shape>;

/** The input shapes of all calls in these steps; an operation that the SDK does not have is left out. */
export async function shapesOf(steps: readonly Step[]): Promise<Shapes> {
  const shapes = new Map<string, Shape>();
  for (const step of steps) {
    if (step.kind !== 'call') continue;
    const shape = (await serviceModule(step.service))?.input(step.operation);
    if (shape) shapes.set(`${step.service}:${step.operation}`, shape);
  }
  return shapes;
}

/**
 * Makes texts instants where AWS wants instants, and numbers and truth values texts where AWS wants texts: `Value: '{{days}}'` of a tag is the text 30 although the
 * variable is a number. The SDK would send the number, and some services refuse it.
 */
export function asTexts(shape: Shape | undefined, value: unknown): unknown {
  if (!shape || value === null || value === undefined) return value;
  if (typeof value === 'number' || typeof value === 'boolean')
    return shape.isStringSchema() ? String(value) : value;
  // YAML and JSON know no instants; the SDK takes nothing else.
  if (typeof value === 'string' && shape.isTimestampSchema()) return new Date(value);
  if (typeof value !== 'object' || isSpecial(value)) return value;
  if (Array.isArray(value))
    return shape.isListSchema() ? value.map((entry) => asTexts(shape.getValueSchema(), entry)) : value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, asTexts(memberOf(shape, name), entry)]),
  );
}

/** Members that a structure does not have; the SDK would leave them out without a word. Each with what it could have been. */
export function unknownMembers(shape: Shape, value: unknown, path = ''): { path: string; known: string[] }[] {
  if (Array.isArray(value))
    return shape.isListSchema()
      ? value.flatMap((entry, index) => unknownMembers(shape.getValueSchema(), entry, `${path}[${index}]`))
      : [];
  if (typeof value !== 'object' || value === null || isSpecial(value)) return [];
  return Object.entries(value).flatMap(([name, entry]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const member = memberOf(shape, name);
    if (member) return unknownMembers(member, entry, at);
    return shape.isStructSchema() ? [{ path: at, known: Object.keys(shape.getMemberSchemas()) }] : [];
  });
}

function memberOf(shape: Shape, name: string): Shape | undefined {
  if (shape.isMapSchema()) return shape.getValueSchema();
  return shape.isStructSchema() ? shape.getMemberSchemas()[name] : undefined;
}

const isSpecial = (value: object): boolean =>
  value instanceof Uint8Array ||
  (Object.keys(value).length === 1 && (Object.keys(value)[0] ?? '').startsWith('$'));

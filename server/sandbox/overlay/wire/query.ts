/** Input of the query protocols (`Action=…&Filter.1.Name=…`), for IAM, STS and their kin and for EC2. */
import type { Shape } from '../model.ts';
import { MalformedInput, scalarFromText } from './values.ts';
import { join } from './xml-shapes.ts';

/** Parameters as a tree: `A.1.B=x` is A → 1 → B. Maps, so that no name can reach a prototype. */
interface Node {
  text: string | null;
  children: Map<string, Node>;
}

/** Decodes `a=b&c=d` (plus is a space). A broken percent sequence stays as it is. */
export function parseForm(text: string): [name: string, value: string][] {
  return text
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0
        ? [decodeForm(pair), '']
        : [decodeForm(pair.slice(0, at)), decodeForm(pair.slice(at + 1))];
    });
}

function decodeForm(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch (error) {
    if (error instanceof URIError) return spaced;
    throw error;
  }
}

/** Reads the parameters as a value of the input shape. `ec2` selects EC2's member names and flat lists. */
export function readQuery(
  shape: Shape,
  parameters: readonly [string, string][],
  ec2: boolean,
): Record<string, unknown> {
  const root: Node = { text: null, children: new Map() };
  for (const [name, value] of parameters) insert(root, name.split('.'), value);
  if (shape.isUnitSchema()) return {};
  return readStructure(shape, root, '', ec2);
}

const maxDepth = 32;

function insert(root: Node, names: readonly string[], value: string): void {
  if (names.length > maxDepth) throw new MalformedInput(names.slice(0, 4).join('.'), 'fewer levels');
  let node = root;
  for (const name of names) {
    let next = node.children.get(name);
    if (next === undefined) {
      next = { text: null, children: new Map() };
      node.children.set(name, next);
    }
    node = next;
  }
  node.text = value;
}

function readStructure(shape: Shape, node: Node, path: string, ec2: boolean): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const [name, member] of shape.structIterator()) {
    const child = node.children.get(parameterName(name, member, ec2));
    if (child !== undefined) value[name] = read(member, child, join(path, name), ec2);
  }
  return value;
}

function parameterName(name: string, member: Shape, ec2: boolean): string {
  const { xmlName, ec2QueryName } = member.getMemberTraits() as { xmlName?: string; ec2QueryName?: string };
  if (!ec2) return xmlName ?? name;
  if (ec2QueryName !== undefined) return ec2QueryName;
  const key = xmlName ?? name;
  return key.charAt(0).toUpperCase() + key.slice(1);
}

function read(shape: Shape, node: Node, path: string, ec2: boolean): unknown {
  if (shape.isStructSchema()) return readStructure(shape, node, path, ec2);
  if (shape.isListSchema()) return readList(shape, node, path, ec2);
  if (shape.isMapSchema()) return readMap(shape, node, path, ec2);
  if (node.text === null) throw new MalformedInput(path, 'a value');
  return scalarFromText(shape, node.text, path, 'date-time');
}

function readList(shape: Shape, node: Node, path: string, ec2: boolean): unknown[] {
  const item = shape.getValueSchema();
  const flat = ec2 || Boolean(shape.getMergedTraits().xmlFlattened);
  const holder = flat ? node : node.children.get(item.getMergedTraits().xmlName ?? 'member');
  return holder === undefined ? [] : numbered(holder, path).map((child) => read(item, child, path, ec2));
}

function readMap(shape: Shape, node: Node, path: string, ec2: boolean): Record<string, unknown> {
  const holder = shape.getMergedTraits().xmlFlattened ? node : node.children.get('entry');
  if (holder === undefined) return {};
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueShape = shape.getValueSchema();
  const valueName = valueShape.getMergedTraits().xmlName ?? 'value';
  return Object.fromEntries(
    numbered(holder, path).map((entry) => {
      const key = entry.children.get(keyName)?.text;
      const value = entry.children.get(valueName);
      if (key === undefined || key === null || value === undefined) {
        throw new MalformedInput(path, `${keyName} and ${valueName}`);
      }
      return [key, read(valueShape, value, join(path, key), ec2)];
    }),
  );
}

/** The children named 1, 2, … in their order; gaps are allowed, as AWS allows them. */
function numbered(node: Node, path: string): Node[] {
  const entries = [...node.children].map(([name, child]): [number, Node] => {
    if (!/^\d{1,9}$/.test(name)) throw new MalformedInput(join(path, name), 'a number');
    return [Number(name), child];
  });
  return entries.sort(([a], [b]) => a - b).map(([, child]) => child);
}

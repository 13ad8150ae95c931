/** Structures as XML: bodies of rest-xml both ways, answers of the query protocols. */
import type { Shape } from '../model.ts';
import {
  isScalar,
  MalformedInput,
  ownList,
  ownMap,
  ownStructure,
  scalarFromText,
  scalarToText,
} from './values.ts';
import { escapeXml, type XmlElement } from './xml.ts';

/**
 * Reads an element as a value of the shape. Throws MalformedInput for unknown or repeated elements and for text that is
 * no value: S3 validates against its published schema and so do we.
 */
export function readXml(shape: Shape, element: XmlElement, path: string): unknown {
  if (shape.isStructSchema()) return readStructure(shape, element, path);
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    const name = item.getMergedTraits().xmlName ?? 'member';
    return element.children.map((child) => {
      if (child.name !== name) throw new MalformedInput(join(path, child.name), `an element ${name}`);
      return readXml(item, child, join(path, name));
    });
  }
  if (shape.isMapSchema())
    return Object.fromEntries(element.children.map((entry) => readEntry(shape, entry, path)));
  if (element.children.length > 0) throw new MalformedInput(path, 'text, not elements');
  return scalarFromText(shape, element.text, path, 'date-time');
}

function readStructure(shape: Shape, element: XmlElement, path: string): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  const byElement = new Map<string, [string, Shape]>();
  for (const [name, member] of shape.structIterator()) {
    const traits = member.getMergedTraits();
    const xmlName = member.getMemberTraits().xmlName ?? name;
    if (traits.xmlAttribute) {
      const text = element.attributes[xmlName];
      if (text !== undefined) value[name] = scalarFromText(member, text, join(path, name), 'date-time');
    } else byElement.set(xmlName, [name, member]);
  }
  if (element.text.trim() !== '') throw new MalformedInput(path, 'elements, not text');
  for (const child of element.children) {
    const found = byElement.get(child.name);
    const where = join(path, child.name);
    if (found === undefined) throw new MalformedInput(where, `no element of this name in ${element.name}`);
    const [name, member] = found;
    if (member.getMergedTraits().xmlFlattened && (member.isListSchema() || member.isMapSchema())) {
      readFlattened(value, name, member, child, where);
    } else {
      if (Object.hasOwn(value, name)) throw new MalformedInput(where, 'the element once');
      value[name] = readXml(member, child, where);
    }
  }
  return value;
}

function readFlattened(
  value: Record<string, unknown>,
  name: string,
  member: Shape,
  child: XmlElement,
  path: string,
): void {
  if (member.isListSchema()) {
    const list = (value[name] ??= []) as unknown[];
    list.push(readXml(member.getValueSchema(), child, path));
  } else {
    const [key, item] = readEntry(member, child, path);
    value[name] = { ...(value[name] as object | undefined), ...Object.fromEntries([[key, item]]) };
  }
}

function readEntry(shape: Shape, entry: XmlElement, path: string): [string, unknown] {
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueName = shape.getValueSchema().getMergedTraits().xmlName ?? 'value';
  const key = entry.children.find((child) => child.name === keyName);
  const value = entry.children.find((child) => child.name === valueName);
  if (key === undefined || value === undefined) throw new MalformedInput(path, `${keyName} and ${valueName}`);
  return [key.text, readXml(shape.getValueSchema(), value, join(path, key.text))];
}

/** Writes `value` as an element named `name`. Throws TypeError when a handler's value does not fit the shape. */
export function writeXml(name: string, shape: Shape, value: unknown, path: string, xmlns = ''): string {
  const attributes = xmlns === '' ? [] : [`xmlns="${escapeXml(xmlns)}"`];
  if (!shape.isStructSchema()) return wrap(name, attributes, writeContent(shape, value, path));
  const traits = shape.getMergedTraits() as { xmlNamespace?: [prefix: string, uri: string] };
  if (traits.xmlNamespace !== undefined && xmlns === '') {
    const [prefix, uri] = traits.xmlNamespace;
    attributes.push(`${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${escapeXml(uri)}"`);
  }
  const record = ownStructure(shape, value, path);
  for (const [memberName, member] of shape.structIterator()) {
    const item = record[memberName];
    if (item === undefined || item === null || !member.getMergedTraits().xmlAttribute) continue;
    const text = scalarToText(member, item, join(path, memberName), 'date-time');
    attributes.push(`${member.getMemberTraits().xmlName ?? memberName}="${escapeXml(text)}"`);
  }
  return wrap(name, attributes, writeMembers(shape, record, path));
}

/** The members of a structure as elements, without an element around them. */
export function writeMembers(shape: Shape, value: unknown, path: string): string {
  if (shape.isUnitSchema()) return '';
  const record = ownStructure(shape, value, path);
  let xml = '';
  for (const [name, member] of shape.structIterator()) {
    const item = record[name];
    const traits = member.getMergedTraits();
    if (item === undefined || item === null || traits.xmlAttribute) continue;
    const elementName = member.getMemberTraits().xmlName ?? name;
    const where = join(path, name);
    if (traits.xmlFlattened && member.isListSchema()) {
      for (const entry of ownList(item, where))
        xml += writeXml(elementName, member.getValueSchema(), entry, where);
    } else if (traits.xmlFlattened && member.isMapSchema()) {
      for (const [key, entry] of ownMap(item, where))
        xml += writeEntry(elementName, member, key, entry, where);
    } else xml += writeXml(elementName, member, item, where);
  }
  return xml;
}

function writeContent(shape: Shape, value: unknown, path: string): string {
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    const name = item.getMergedTraits().xmlName ?? 'member';
    return ownList(value, path)
      .map((entry) => writeXml(name, item, entry, path))
      .join('');
  }
  if (shape.isMapSchema()) {
    return ownMap(value, path)
      .map(([key, entry]) => writeEntry('entry', shape, key, entry, path))
      .join('');
  }
  if (!isScalar(shape)) throw new TypeError(`${path}: XML has no documents`);
  return escapeXml(scalarToText(shape, value, path, 'date-time'));
}

function writeEntry(name: string, shape: Shape, key: string, value: unknown, path: string): string {
  const keyName = shape.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueShape = shape.getValueSchema();
  const valueName = valueShape.getMergedTraits().xmlName ?? 'value';
  return wrap(
    name,
    [],
    wrap(keyName, [], escapeXml(key)) + writeXml(valueName, valueShape, value, join(path, key)),
  );
}

function wrap(name: string, attributes: readonly string[], content: string): string {
  return `<${[name, ...attributes].join(' ')}>${content}</${name}>`;
}

export function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** A JSON schema as TypeBox writes it: the parts that are read here. */
export interface Schema {
  type?: string;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  patternProperties?: Record<string, Schema>;
  format?: string;
  contentEncoding?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  description?: string;
}

/** A schema as a TypeScript type, with what a type does not say as a comment behind it. */
export function typeText(schema: Schema, indent = ''): string {
  const { type, anyOf, properties, items, patternProperties } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (anyOf) return [...new Set(anyOf.map((one) => typeText(one, indent)))].join(' | ');
  if (properties) return objectText(schema, indent);
  if (items) return arrayText(typeText(items, indent));
  const [values] = Object.values(patternProperties ?? {});
  if (values) return `Record<string, ${typeText(values, indent)}>`;
  if (type === 'integer') return 'number';
  return type ?? 'unknown';
}

function arrayText(item: string): string {
  return / \| /.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
}

function objectText({ properties = {}, required = [] }: Schema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, schema]) => {
    const mark = required.includes(name) && schema.default === undefined ? '' : '?';
    const note = noteOf(schema);
    return `${inner}${/^\w+$/.test(name) ? name : `'${name}'`}${mark}: ${typeText(schema, inner)};${note === '' ? '' : ` // ${note}`}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

/** Bounds, format, default and description, in a line. */
export function noteOf(schema: Schema): string {
  const inner = schema.anyOf?.find(({ type }) => type !== 'null');
  const { type, format, contentEncoding, pattern, minimum, maximum, maxLength, minItems } = {
    ...inner,
    ...schema,
  };
  const notes = [
    schema.description,
    inner?.type === 'integer' || type === 'integer' ? 'whole' : undefined,
    format,
    contentEncoding,
    pattern === undefined ? undefined : `/${pattern}/`,
    minimum === undefined ? undefined : `from ${minimum}`,
    maximum === undefined ? undefined : `up to ${maximum}`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
    minItems === undefined ? undefined : `at least ${minItems}`,
    schema.default === undefined ? undefined : `default ${JSON.stringify(schema.default)}`,
  ];
  return notes.filter((note) => note !== undefined).join(', ');
}

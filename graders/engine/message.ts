/** Fills `{name}` in a message. A placeholder without a value stays as it is, so that a test can see it. */
export function fillMessage(template: string, data: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (match, name: string) =>
    Object.hasOwn(data, name) ? show(data[name]) : match,
  );
}

function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(show).join(', ');
  return JSON.stringify(value) ?? 'nothing';
}

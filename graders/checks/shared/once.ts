/**
 * What a judge looks at again and again, made when it is first asked for. Where making it throws, as when a read was withheld,
 * the next one who asks hears the same.
 */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

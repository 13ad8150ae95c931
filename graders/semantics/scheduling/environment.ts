import type { ConfigMap, Container } from 'kubernetes-types/core/v1';
import type { ManifestObject } from '../manifests/index.ts';

/**
 * The value that a variable has in a container, or undefined when it has none or one that the manifests do not show: `env` wins
 * over `envFrom`, the later over the earlier, and `$(NAME)` stands for a variable before it.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function environmentValue(
  { env = [], envFrom = [] }: Container,
  name: string,
  namespace: string,
  objects: readonly ManifestObject[],
): string | undefined {
  const mapped = (of: string | undefined): Readonly<Record<string, string>> => {
    const found = objects.find(
      (one) => one.kind === 'ConfigMap' && one.name === of && one.namespace === namespace,
    );
    return (found?.value as ConfigMap | undefined)?.data ?? {};
  };
  const known = new Map<string, string>();
  for (const { prefix = '', configMapRef } of envFrom) {
    for (const [key, value] of Object.entries(mapped(configMapRef?.name))) known.set(prefix + key, value);
  }
  for (const { name: key, value = '', valueFrom } of env) {
    const ref = valueFrom?.configMapKeyRef;
    const map = mapped(ref?.name);
    if (!valueFrom) known.set(key, expand(value, known));
    else if (ref && Object.hasOwn(map, ref.key)) known.set(key, map[ref.key] ?? '');
    else known.delete(key);
  }
  return known.get(name);
}

/** `$(NAME)` replaced where the name is known; `$$` is a dollar. */
function expand(text: string, known: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$|\(([^()]*)\))/g, (all, what: string, name: string | undefined) =>
    what === '$' ? '$' : (known.get(name ?? '') ?? all),
  );
}

import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** What we use of the generator's JSON Schema. */
interface Shape {
  type?: string | string[];
  $ref?: string;
  const?: string;
  items?: Shape;
  properties?: Record<string, Shape>;
  additionalProperties?: boolean | Shape;
  required?: string[];
  description?: string;
}

/** See graders/semantics/manifests/schema.ts for the notation. */
export interface KubernetesSchema {
  kinds: Record<string, string>;
  types: Record<string, Record<string, string>>;
}

const root = join(import.meta.dirname, '../..');
/** Written by the cluster, not by people; accepted as it is, because `kubectl get -o yaml` prints it. */
const OF_THE_CLUSTER: ReadonlySet<string> = new Set(['status', 'managedFields']);

/** Fields that came after kubernetes-types 1.30: https://kubernetes.io/releases/ (1.31 to 1.35). */
const LATER: Record<string, Record<string, string>> = {
  PodSpec: { resources: 'ResourceRequirements', hostnameOverride: 'string', workloadRef: 'any' },
  PodSecurityContext: { supplementalGroupsPolicy: 'string', seLinuxChangePolicy: 'string' },
  Container: { restartPolicyRules: '[]any' },
  Lifecycle: { stopSignal: 'string' },
  EnvVarSource: { fileKeyRef: 'any' },
  Volume: { image: 'any' },
  ResourceClaim: { request: 'string' },
  PodResourceClaim: { resourceClaimName: 'string', resourceClaimTemplateName: 'string' },
  ServiceSpec: { trafficDistribution: 'string' },
};

/** The compact schema of Kubernetes objects, from the types of the package kubernetes-types. */
export function kubernetesSchema(): KubernetesSchema {
  const { definitions = {} } = createGenerator({
    path: join(root, 'test/helpers/kubernetes-kinds.ts'),
    tsconfig: join(root, 'tsconfig.base.json'),
    type: '*',
    additionalProperties: false,
    skipTypeCheck: true,
  }).createSchema('*') as { definitions?: Record<string, Shape> };

  const notation = (shape: Shape): string => {
    if (shape.$ref !== undefined) {
      const name = decodeURIComponent(shape.$ref.slice('#/definitions/'.length));
      if (name === 'Quantity') return 'quantity';
      if (name.startsWith('FieldsV1')) return 'any';
      return definitions[name]?.type === 'string' ? 'string' : name;
    }
    if (Array.isArray(shape.type)) return 'int-or-string';
    if (shape.type === 'number') return 'integer';
    if (shape.type === 'array') return `[]${notation(shape.items ?? {})}`;
    if (shape.type === 'object') {
      return typeof shape.additionalProperties === 'object'
        ? `{}${notation(shape.additionalProperties)}`
        : 'any';
    }
    return shape.type ?? 'any';
  };

  const kinds: Record<string, string> = {};
  const types: Record<string, Record<string, string>> = {};
  const visit = (name: string): void => {
    const definition = definitions[name];
    if (Object.hasOwn(types, name) || !definition?.properties) return;
    const fields: Record<string, string> = {};
    types[name] = fields;
    for (const [field, shape] of Object.entries(definition.properties)) {
      const type = OF_THE_CLUSTER.has(field) ? 'any' : notation(shape);
      fields[field] = type + (definition.required?.includes(field) ? '!' : '');
      visit(type.replaceAll(/^(\[\]|\{\})+/g, ''));
    }
    for (const [field, type] of Object.entries(LATER[name] ?? {})) fields[field] ??= type;
  };
  for (const [name, { properties = {} }] of Object.entries(definitions)) {
    const { apiVersion, kind } = properties;
    if (apiVersion?.const === undefined || kind?.const === undefined) continue;
    kinds[`${apiVersion.const} ${kind.const}`] = name;
    visit(name);
  }
  const sorted = <T>(table: Record<string, T>): Record<string, T> =>
    Object.fromEntries(Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  return { kinds: sorted(kinds), types: sorted(types) };
}

// What a container's variables come to. https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
import { expect, test } from 'vitest';
import { environmentValue } from '../../../../graders/semantics/scheduling/index.ts';
import { deployment, manifests, workload } from './kit.ts';

const MAPS = `---
apiVersion: v1
kind: ConfigMap
metadata: { name: model, namespace: serving }
data: { MODEL: birdsong, EMPTY: "" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: newer, namespace: serving }
data: { MODEL: owls }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: model, namespace: default }
data: { MODEL: elsewhere }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: bare, namespace: serving }
---
apiVersion: v1
kind: Secret
metadata: { name: hidden, namespace: serving }
data: { MODEL: c2VjcmV0 }
`;
const from = (map: string, key = 'MODEL') => `valueFrom: { configMapKeyRef: { name: ${map}, key: ${key} } }`;

test.each<[what: string, box: string, name: string, value: string | undefined]>([
  ['no variable', 'tty: true', 'A', undefined],
  ['a value', 'env: [{ name: A, value: x }]', 'A', 'x'],
  ['another name', 'env: [{ name: A, value: x }]', 'B', undefined],
  ['a name without a value is empty', 'env: [{ name: A }]', 'A', ''],
  ['the later of two', 'env: [{ name: A, value: x }, { name: A, value: z }]', 'A', 'z'],
  ['a variable before it', 'env: [{ name: A, value: x }, { name: B, value: "$(A)/b/$(A)" }]', 'B', 'x/b/x'],
  [
    'a variable after it stays as it is written',
    'env: [{ name: B, value: "$(A)" }, { name: A, value: x }]',
    'B',
    '$(A)',
  ],
  ['a variable that nobody sets', 'env: [{ name: B, value: "a-$(NONE)" }]', 'B', 'a-$(NONE)'],
  ['two dollars are one', 'env: [{ name: A, value: x }, { name: B, value: "$$(A) $(A)" }]', 'B', '$(A) x'],
  ['empty brackets are no variable', 'env: [{ name: A, value: "$()" }]', 'A', '$()'],
  ['a key of a ConfigMap', `env: [{ name: A, ${from('model')} }]`, 'A', 'birdsong'],
  ['an empty key of a ConfigMap', `env: [{ name: A, ${from('model', 'EMPTY')} }]`, 'A', ''],
  ['a key that the ConfigMap lacks', `env: [{ name: A, ${from('model', 'NONE')} }]`, 'A', undefined],
  ['a key of every object', `env: [{ name: A, ${from('model', 'toString')} }]`, 'A', undefined],
  ['a ConfigMap that is not there', `env: [{ name: A, ${from('absent')} }]`, 'A', undefined],
  ['a ConfigMap without data', `env: [{ name: A, ${from('bare')} }]`, 'A', undefined],
  ['a Secret of that name is no ConfigMap', `env: [{ name: A, ${from('hidden')} }]`, 'A', undefined],
  [
    'a key of a Secret, which nobody sees',
    'env: [{ name: A, value: x }, { name: A, valueFrom: { secretKeyRef: { name: hidden, key: MODEL } } }]',
    'A',
    undefined,
  ],
  [
    'a field of the pod, which nobody knows yet',
    'env: [{ name: A, valueFrom: { fieldRef: { fieldPath: metadata.name } } }]',
    'A',
    undefined,
  ],
  ['all of a ConfigMap', 'envFrom: [{ configMapRef: { name: model } }]', 'MODEL', 'birdsong'],
  ['with a prefix', 'envFrom: [{ prefix: BIRD_, configMapRef: { name: model } }]', 'BIRD_MODEL', 'birdsong'],
  [
    'with a prefix only so',
    'envFrom: [{ prefix: BIRD_, configMapRef: { name: model } }]',
    'MODEL',
    undefined,
  ],
  ['all of a Secret', 'envFrom: [{ secretRef: { name: model } }]', 'MODEL', undefined],
  ['all of one without data', 'envFrom: [{ configMapRef: { name: bare } }]', 'MODEL', undefined],
  [
    'the later of two ConfigMaps',
    'envFrom: [{ configMapRef: { name: model } }, { configMapRef: { name: newer } }]',
    'MODEL',
    'owls',
  ],
  [
    'env wins over envFrom',
    'env: [{ name: MODEL, value: own }], envFrom: [{ configMapRef: { name: model } }]',
    'MODEL',
    'own',
  ],
  [
    'env may name a variable of envFrom',
    'env: [{ name: A, value: "s3://$(MODEL)" }], envFrom: [{ configMapRef: { name: model } }]',
    'A',
    's3://birdsong',
  ],
])('%s', (_what, box, name, value) => {
  const text = deployment({ box });
  const [container] = workload(text).pod.spec.containers;
  if (!container) throw new Error('no container');
  expect(environmentValue(container, name, 'serving', manifests(text + MAPS).objects)).toBe(value);
});

// Fields, types and places: what a learner is told, and where.
import { describe, expect, test } from 'vitest';
import {
  fieldsOf,
  knownKinds,
  MAX_BYTES,
  readManifests,
  typeOf,
} from '../../../../graders/semantics/manifests/index.ts';

const read = (...texts: string[]) =>
  readManifests(texts.map((text, index) => ({ name: `${index + 1}.yaml`, text })));
/** `kind path: message` of each problem. */
const problems = (text: string) =>
  read(text).problems.map(({ kind, path, message }) => `${kind} ${path}: ${message}`);
const object = (apiVersion: string, kind: string, rest: string, meta = 'name: x') =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { ${meta} }\n${rest}\n`;
const config = (data: string, meta?: string) => object('v1', 'ConfigMap', data, meta);
const deployment = (spec: string) =>
  object('apps/v1', 'Deployment', `spec: { selector: { matchLabels: { app: a } }, ${spec} }`);
const template = (spec: string, box = '') =>
  `template: { metadata: { labels: { app: a } }, spec: { ${spec}containers: [{ name: a, image: b${box} }] } }`;

describe('types', () => {
  test.each<[string, RegExp]>([
    [config('data: [1]'), /^field data: .*map.*a list$/],
    [config('data: hello'), /^field data: .*map.*text$/],
    [config('data: 5'), /^field data: .*map.*a number$/],
    [config('data: 5.5'), /^field data: .*map.*a fraction$/],
    [config('data: true'), /^field data: .*map.*the boolean true$/],
    [config('data: { a: 1 }'), /^field data\.a: .*text.*a number.* 1 in quotes/],
    [config('data: { a: { b: c } }'), /^field data\.a: .*text.*a map.*\{"b":"c"\}/],
    [config('immutable: "true"'), /^field immutable: .*true or false.*text$/],
    [config('', 'name: x, finalizers: { a: b }'), /^field metadata\.finalizers: .*list.*a map$/],
    [config('', 'name: x, ownerReferences: [{ kind: a }]'), /apiVersion.*required/],
    [deployment(`replicas: "3", ${template('')}`), /^field spec\.replicas: .*whole number.*text.*quotes/],
    [deployment(`replicas: 2.5, ${template('')}`), /^field spec\.replicas: .*whole number.*a fraction$/],
    [deployment(`replicas: true, ${template('')}`), /^field spec\.replicas: .*the boolean true$/],
    [deployment(`replicas: 1e20, ${template('')}`), /^field spec\.replicas: .*a number$/],
    [
      object('v1', 'Service', 'spec: { ports: [{ port: 80, targetPort: 1.5 }] }'),
      /targetPort: .*number or text.*fraction$/,
    ],
    [
      object('v1', 'Service', 'spec: { ports: [{ port: 80, targetPort: true }] }'),
      /targetPort: .*number or text.*true$/,
    ],
    [object('v1', 'Service', 'spec: { ports: [80] }'), /^field spec\.ports\[0\]: .*map.*a number$/],
    [deployment(template('', ', resources: { limits: { cpu: half } }')), /limits\.cpu: .*quantity.*"half"$/],
    [deployment(template('', ', resources: { limits: { cpu: true } }')), /limits\.cpu: .*quantity.*true$/],
    [deployment(template('', ', ports: [~]')), /^field .*ports\[0\]: is empty$/],
    [deployment(template('', ', ports: [{}]')), /^field .*ports\[0\]: lacks containerPort/],
  ])('%s', (text, expected) => {
    const found = problems(text);
    expect(found).toHaveLength(expected.source.includes('apiVersion') ? 3 : 1);
    expect(found[0]).toMatch(expected);
  });

  test.each([
    config('immutable: false\ndata: { a: "1", b: ~ }'),
    config('data: ~'),
    object(
      'v1',
      'Service',
      'spec: { ports: [{ name: a, port: 80, targetPort: a }, { name: b, port: 81, targetPort: 1 }] }',
    ),
    `${deployment(template(''))}status: { anything: [1, { a: b }] }`,
    deployment(
      template('', ', resources: { limits: { cpu: 1, memory: 1Gi } }, restartPolicyRules: [1, { a: b }]'),
    ),
  ])('nothing wrong: %s', (text) => {
    expect(problems(text)).toEqual([]);
  });

  test('an object with a wrong shape is not held to the rules too', () => {
    expect(problems(object('v1', 'Service', 'spec: { type: Odd, ports: [{ port: x }] }'))).toHaveLength(1);
  });

  test('are known by version and kind', () => {
    expect(knownKinds()).toEqual(
      expect.arrayContaining([
        { apiVersion: 'apps/v1', kind: 'Deployment' },
        { apiVersion: 'v1', kind: 'Pod' },
      ]),
    );
    expect([typeOf('apps/v1', 'Deployment'), typeOf('v1', 'Deployment'), typeOf('', '')]).toEqual([
      'Deployment',
      undefined,
      undefined,
    ]);
    expect(fieldsOf('ServicePort')).toMatchObject({ port: 'integer!', targetPort: 'int-or-string' });
    expect([fieldsOf('toString'), fieldsOf('Nothing')]).toEqual([undefined, undefined]);
  });
});

describe('a field that is none', () => {
  const spec = (field: string) => deployment(`${field}: 1, ${template('')}`);
  const pod = (field: string) => deployment(template(`${field}: 1, `));
  const box = (field: string) => deployment(template('', `, ${field}: 1`));
  test.each<[string, string, string]>([
    ['a letter too few', spec('replica'), 'replicas'],
    ['two letters too many', spec('replicasss'), 'replicas'],
    ['another letter', spec('replicaz'), 'replicas'],
    ['two neighbours swapped', spec('relpicas'), 'replicas'],
    ['two pairs of neighbours swapped', spec('relpiacs'), 'replicas'],
    ['the first two swapped', spec('erplicas'), 'replicas'],
    ['another case', spec('REPLICAS'), 'replicas'],
    ['two letters too few', pod('tolerati'.slice(0, 6) + 'tion'), 'tolerations'],
    // hostIPC is two letters away and comes first.
    ['the nearest of several', pod('hostPI'), 'hostPID'],
    ['a short word', box('tly'), 'tty'],
    ['the end', box('commandos'), 'command'],
  ])('%s', (_what, text, meant) => {
    const [found, ...more] = problems(text);
    expect(more).toEqual([]);
    expect(found).toMatch(/^field /);
    expect(found).toMatch(new RegExp(`no field; ${meant} is$`));
  });

  test.each<[string, string, string | null]>([
    ['of the pod', spec('nodeSelector'), 'spec.template.spec'],
    ['of the container', pod('livenessProbe'), 'spec.template.spec.containers[0]'],
    ['of the container, two levels up', spec('livenessProbe'), 'spec.template.spec.containers[0]'],
    ['of the nearest of several', pod('labels'), 'spec.template.metadata'],
    ['of the highest of equally near ones', `${deployment(template(''))}labels: 1`, 'metadata'],
    ['of another kind', pod('schedule'), null],
    ['of nothing', spec('xyzzyxyz'), null],
    ['three letters away', spec('replicasxyz'), null],
    ['too short for a guess', box('tt'), null],
  ])('%s', (_what, text, under) => {
    const [found, ...more] = problems(text);
    expect(more).toEqual([]);
    expect(found).toMatch(/is no field here/);
    expect(/belongs under (\S+)$/.exec(found ?? '')?.[1] ?? null).toBe(under);
  });
});

describe('an object', () => {
  test.each([
    ['v1', 'Namespace', ''],
    ['v1', 'PersistentVolume', ''],
    ['storage.k8s.io/v1', 'StorageClass', ''],
    ['networking.k8s.io/v1', 'IngressClass', ''],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', ''],
    ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', ''],
    ['scheduling.k8s.io/v1', 'PriorityClass', ''],
    ['v1', 'ConfigMap', 'own'],
    ['rbac.authorization.k8s.io/v1', 'Role', 'own'],
  ])('%s %s is in namespace "%s"', (apiVersion, kind, namespace) => {
    const [found] = read(object(apiVersion, kind, '', 'name: x, namespace: own')).objects;
    expect(found).toMatchObject({ apiVersion, kind, name: 'x', namespace, file: '1.yaml' });
  });

  test.each<[string, string, string]>([
    ['hello', 'identity', ''],
    ['kind: Pod', 'identity', 'apiVersion'],
    ['apiVersion: v1', 'identity', ' kind'],
    ['apiVersion: 1\nkind: Pod', 'identity', 'apiVersion'],
    ['apiVersion: v1\nkind: ConfigMap', 'identity metadata.name', ''],
    ['apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "" }', 'identity metadata.name', ''],
    [object('extensions/v1beta1', 'Ingress', ''), 'identity apiVersion', 'networking.k8s.io/v1'],
    [object('apps/v1beta1', 'Deployment', ''), 'identity apiVersion', 'apps/v1'],
    [object('v1', 'Deployment', ''), 'identity apiVersion', 'apps/v1'],
    [object('v1', 'Pot', ''), 'identity kind', 'Pot'],
    [object('batch/v1', 'Jobs', ''), 'identity kind', 'Jobs'],
    [object('policy/v1', 'Budget', ''), 'identity kind', 'Budget'],
    [object('autoscaling/v2', 'Scaler', ''), 'identity kind', 'Scaler'],
    [object('networking.k8s.io/v1', 'Egress', ''), 'identity kind', 'Egress'],
  ])('%j is none', (text, where, says) => {
    const found = read(text);
    expect(found.objects.length + found.unknown.length).toBe(where.endsWith('metadata.name') ? 1 : 0);
    expect(found.problems.map(({ kind, path }) => `${kind} ${path}`.trim())).toEqual([where]);
    expect(found.problems[0]?.message).toContain(says);
    expect(found.problems[0]?.message).toMatch(/\w{2}/);
  });

  test.each([
    ...[
      'Endpoints',
      'Event',
      'Node',
      'PodTemplate',
      'ReplicationController',
      'Binding',
      'ControllerRevision',
      'IPAddress',
      'ServiceCIDR',
      'Eviction',
      'Scale',
    ].map((kind) => ['v1', kind]),
    ['example.com/v1', 'Deployment'],
    ['v1beta1', 'Thing'],
    ['my-v1', 'Thing'],
    ['networking.k8s.io.example.com/v1', 'Thing'],
    ['networkingXk8s.io/v1', 'Thing'],
    ['x.apps/v1', 'Thing'],
    ['v2', 'List'],
  ])('%s %s is handed on', (apiVersion, kind) => {
    const found = read(
      `# first line\n${object(apiVersion ?? '', kind ?? '', '', 'name: x, namespace: own')}`,
    );
    expect(found.problems).toEqual([]);
    expect(found.unknown).toMatchObject([
      { apiVersion, kind, name: 'x', namespace: 'own', line: 2, column: 1, file: '1.yaml' },
    ]);
    expect(found.unknown[0]?.value).toMatchObject({ kind });
  });

  test('without metadata, or with metadata of another type, is handed on without a name', () => {
    expect(read('apiVersion: a.b/v1\nkind: C\nmetadata: [1]').unknown).toMatchObject([
      { name: '', namespace: 'default' },
    ]);
    expect(read('apiVersion: a.b/v1\nkind: C\nmetadata: { name: 1, namespace: 2 }').unknown).toMatchObject([
      { name: '', namespace: 'default' },
    ]);
  });

  test('of a list stands in its file', () => {
    const set = read(
      `apiVersion: v1\nkind: List\nitems:\n  - ${object('v1', 'ConfigMap', '', 'name: A').trim().replaceAll('\n', '\n    ')}\n  - hello\n`,
    );
    expect(set.problems.map(({ line, column, path }) => `${line}:${column} ${path}`)).toEqual([
      '6:17 metadata.name',
      '7:5 ',
    ]);
    expect(set.objects[0]?.at(['metadata'])).toEqual({ line: 6, column: 5 });
    expect(read('apiVersion: v1\nkind: List')).toEqual({ objects: [], unknown: [], problems: [] });
    expect(read('apiVersion: v1\nkind: List\nitems: { a: b }')).toEqual({
      objects: [],
      unknown: [],
      problems: [],
    });
  });

  test.each<[string, string[], string | null]>([
    ['the same twice', [config('data: { a: b }'), config('data: { a: b }')], null],
    ['two of one name', [config('data: { a: b }'), config('data: { a: c }')], '1.yaml'],
    ['two in one file', [`${config('data: { a: b }')}---\n${config('data: { a: c }')}`], 'line 3'],
    ['two namespaces', [config('data: { a: b }'), config('data: { a: c }', 'name: x, namespace: own')], null],
    ['two names', [config('data: { a: b }'), config('data: { a: c }', 'name: z')], null],
    ['two kinds', [config(''), object('v1', 'ServiceAccount', '')], null],
    [
      'two that the server names',
      [config('data: { a: b }', 'generateName: x'), config('data: { a: c }', 'generateName: x')],
      null,
    ],
  ])('%s', (_what, files, where) => {
    const found = read(...files).problems;
    expect(found.map(({ kind, path, object: of }) => [kind, path, of])).toEqual(
      where === null ? [] : [['identity', 'metadata.name', 'ConfigMap/x']],
    );
    if (where !== null) {
      expect(found[0]?.message).toContain(` ${where},`);
      expect(found[0]?.file).toBe(`${files.length}.yaml`);
      expect(found[0]?.line).toBe(files.length === 1 ? 8 : 3);
    }
  });
});

describe('YAML', () => {
  test('has less than a mebibyte', () => {
    const of = (count: number) => problems(`#${'x'.repeat(count - 1)}`)[0];
    expect(of(MAX_BYTES)).not.toContain(String(MAX_BYTES));
    expect(of(MAX_BYTES + 1)).toContain(String(MAX_BYTES + 1));
  });

  test.each<[string, string | null]>([
    ['a: {{ .x }}', '1:4'],
    ['a: b\nc: {{.x}}', '2:4'],
    ['a: {{- $x }}', '1:4'],
    ['a: {{ include "x" . }}', '1:4'],
    ['a: {{ "x" }}', '1:4'],
    ['a: {{ (x) }}', '1:4'],
    ['{{/* c */}}', '1:1'],
    ['  {{ if x }}', '1:3'],
    ['a: "{{ .x }}"', '1:5'],
    ["a: '{{ .x }}' ", '1:5'],
    ['a: b "c" {{ .x }}', '1:10'],
    ['# a: {{ .x }}', null],
    ['  # {{ .x }}', null],
    ['a: "say {{ .x }} twice"', null],
    ["a: 'say {{ .x }}'", null],
    ['a: "{{ .x }} and more"', null],
    ['a: "{{ .x }}" # c', null],
    ['a: {{}}', null],
  ])('%j is a template at %j', (text, at) => {
    const template = read(text).problems.filter(({ message }) => message.includes('template'));
    expect(template.map(({ line, column }) => `${line}:${column}`)).toEqual(at === null ? [] : [at]);
  });

  test('is read as version 1.1, without what kubectl does not know', () => {
    const data = (value: string) => {
      const [found] = read(config(`data: { a: ${value} }`)).objects;
      return (found?.value['data'] as Record<string, unknown> | undefined)?.['a'];
    };
    expect(['yes', 'on', 'Off', '0644', '0x10', '1_000'].map(data)).toEqual([
      true,
      true,
      false,
      420,
      16,
      1000,
    ]);
    expect(['2026-11-27', '22:22', '190:20:30', '190:20:30.15', '"yes"', '='].map(data)).toEqual([
      '2026-11-27',
      '22:22',
      '190:20:30',
      '190:20:30.15',
      'yes',
      '=',
    ]);
    const [merged] = read(config('data: { <<: { a: b, c: d }, c: e }')).objects;
    expect(merged?.value['data']).toEqual({ a: 'b', c: 'e' });
  });

  test.each<[string, RegExp]>([
    ['a:\n\tb: c', /tab/],
    ['a: 1\na: 2', /twice/],
    ['a: b: c', /quotes/],
    ['a: b\n c: d', /quotes/],
    ['a:\n  b: c\n d: e', /indented/],
    ['a\nb: c', /indented/],
    ['a: "b', /quote/],
    ['a: [b', /./],
  ])('%j is said in words', (text, words) => {
    const found = read(text).problems;
    expect(found[0]?.kind).toBe('syntax');
    expect(found[0]?.message).toMatch(words);
    expect(found[0]?.message).not.toContain('\n');
  });

  /** Lists of lists of lists: a little below and above the limit of 100,000 values. */
  const unfolded = (value: string, times: number) =>
    `a: &a [${Array(50).fill(value).join(',')}]\nb: &b [${Array(98).fill('*a').join(',')}]\nc: [${Array(times).fill('*b').join(',')}]`;
  const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  test.each<[string, string, string]>([
    ['64 lists in each other', nest(65), 'identity'],
    ['65 lists in each other', nest(66), 'file'],
    ['many values', unfolded('[1]', 9), 'identity'],
    ['too many values', unfolded('[1]', 10), 'file'],
    ['keys that are too many', unfolded('{ k: v }', 6), 'file'],
    ['an anchor in itself', 'a: &a [b, *a]', 'file'],
    ['an anchor in itself, deeper', 'a: &a { b: [{ c: *a }] }', 'file'],
    ['an anchor beside itself', 'a: &a [b]\nc: [*a, *a]', 'identity'],
    ['an anchor that is not there', 'a: *b', 'file'],
    ['an anchor below its alias', 'a: *b\nc: &b d', 'file'],
  ])('%s', (_what, text, kind) => {
    const found = read(text).problems;
    expect(found.map((one) => one.kind)).toEqual([kind]);
    expect(found[0]?.message).toMatch(/\w{2}/);
  });

  test('a bad document leaves the good ones, and is told where it begins', () => {
    const set = read(`${config('')}---\n${nest(80)}\n---\n${config('', 'name: z')}---\nb: [*none]\n`);
    expect(set.objects.map(({ name }) => name)).toEqual(['x', 'z']);
    expect(set.problems.map(({ kind, line, column }) => `${kind} ${line}:${column}`)).toEqual([
      'file 6:1',
      'file 13:5',
    ]);
  });

  test('places are those of keys, of items, through aliases, and of the nearest parent', () => {
    const [found] = read(`apiVersion: v1
kind: Service
metadata:
  name: x
  labels: &labels
    app: a
    "8080": b
spec:
  selector: *labels
  ports:
    - port: 80
      name: a
    - name: b
      port: 81
`).objects;
    const at = (...path: (string | number)[]) => {
      const { line, column } = found?.at(path) ?? { line: 0, column: 0 };
      return `${line}:${column}`;
    };
    expect(at()).toBe('1:1');
    expect(at('kind')).toBe('2:1');
    expect(at('metadata', 'labels', 'app')).toBe('6:5');
    expect(at('metadata', 'labels', '8080')).toBe('7:5');
    expect(at('spec', 'selector')).toBe('9:3');
    expect(at('spec', 'selector', 'app')).toBe('6:5');
    expect(at('spec', 'ports', 1)).toBe('13:7');
    expect(at('spec', 'ports', 1, 'port')).toBe('14:7');
    expect(at('spec', 'ports', 5, 'port')).toBe('10:3');
    expect(at('spec', 'none', 'port')).toBe('8:1');
    expect(at('kind', 'none')).toBe('2:1');
  });
});

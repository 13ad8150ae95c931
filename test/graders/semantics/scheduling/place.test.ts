import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathText } from '../../../../graders/semantics/manifests/index.ts';
import {
  allowedEvictions,
  drain,
  explain,
  obstacles,
  place,
  rollout,
  share,
  usedOn,
  zoneLoss,
  type Pod,
} from '../../../../graders/semantics/scheduling/index.ts';
import { deployment, gpuGroup, group, manifests, nodes, workload } from './kit.ts';

const three = group({ zones: ['us-east-1a', 'us-east-1b', 'us-east-1c'], desired: 3 });
/** Zones of the placed replicas and how many are pending. */
const where = (text: string, onto = nodes(group()), options: Parameters<typeof place>[2] = {}) => {
  const { pod, replicas } = workload(text);
  const { placed, pending } = place(
    Array.from({ length: replicas }, () => pod),
    onto,
    options,
  );
  return { zones: placed.map(({ node }) => node.zone.at(-1)).join(''), pending: pending.length };
};
const spread = (more = '', selector = 'labelSelector: { matchLabels: { app: server } }, ') =>
  `topologySpreadConstraints: [{ maxSkew: 1, topologyKey: topology.kubernetes.io/zone, ${selector}whenUnsatisfiable: DoNotSchedule${more} }]`;
const anti = (key = 'topology.kubernetes.io/zone', labels = '{ app: server }', more = '') =>
  `affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: ${key}, labelSelector: { matchLabels: ${labels} }${more} }] } }`;

describe('explaining', () => {
  const both = () => nodes(group(), gpuGroup());
  const kinds = (pod: Pod, running: Parameters<typeof explain>[2] = {}) =>
    explain(pod, both(), running).map(({ obstacles: found }) => found.map(({ kind }) => kind));

  test('says of each node what keeps the pod off, nothing where it may go', () => {
    expect(kinds(workload(deployment()).pod)).toEqual([[], [], ['taint']]);
  });

  test('counts what runs: room and repulsion', () => {
    const { pod } = workload(deployment({ pod: anti(), box: 'resources: { requests: { cpu: 1 } }' }));
    const { placed } = place([pod], both());
    expect(placed[0] && usedOn(placed[0].node, placed)).toEqual({ cpu: 1 });
    expect(placed[0] && usedOn({ ...placed[0].node, name: 'another' }, placed)).toEqual({});
    expect(kinds(pod, { running: placed })).toEqual([
      ['resource', 'anti-affinity'],
      [],
      ['taint', 'anti-affinity'],
    ]);
    expect(kinds(pod, { running: placed, stacking: false })[0]).toEqual(['anti-affinity']);
  });

  test('is what place says of the pods that wait', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.boolean(), (replicas, repels) => {
        const text = deployment({
          replicas,
          box: 'resources: { requests: { cpu: 700m } }',
          ...(repels ? { pod: anti('kubernetes.io/hostname') } : {}),
        });
        const { pod } = workload(text);
        const onto = both();
        const { placed, pending } = place(
          Array.from({ length: replicas }, () => pod),
          onto,
        );
        for (const { because } of pending) expect(explain(pod, onto, { running: placed })).toEqual(because);
      }),
      { numRuns: 40 },
    );
  });
});

describe('what pods that run mean for one more', () => {
  const ZONE = 'topology.kubernetes.io/zone';
  const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
  /** Of each node: `kind path: asked / found`, for a pod beside others, given by zone, as labels and more of their spec. */
  const beside = (
    pod: string,
    others: readonly (readonly [
      zone: string,
      labels?: Record<string, string>,
      spec?: string,
      namespace?: string,
    ])[],
    onto = nodes(group()),
  ) => {
    const running = others.map(([zone, labels = { app: 'server' }, spec = '', namespace = 'serving']) => {
      const node = onto.find((one) => one.zone.endsWith(zone));
      if (!node) throw new Error(`no node in ${zone}`);
      return { node, pod: { ...workload(deployment({ pod: spec })).pod, labels, namespace } };
    });
    return explain(workload(deployment({ pod })).pod, onto, { running }).map(({ obstacles: found }) =>
      found
        .map(({ kind, path, asked, found: has }) => `${kind} ${pathText(path)}: ${asked} / ${has}`)
        .join(' '),
    );
  };
  const apart = `affinity.podAntiAffinity.${REQUIRED}[0]: no such pod in the same ${ZONE}`;
  const together = `affinity.podAffinity.${REQUIRED}[0]: such a pod in the same ${ZONE}`;
  const like = (...more: Parameters<typeof anti>) => anti(...more).replace('podAntiAffinity', 'podAffinity');
  const skew = (most: number, key = ZONE) =>
    `spread topologySpreadConstraints[0]: skew of at most ${most} over ${key}`;
  type Others = Parameters<typeof beside>[1];

  test.each<[string, string, Others, string[]]>([
    ['one of its like', anti(), [['a']], [`anti-affinity ${apart} / 1 in us-east-1a`, '']],
    ['two of its like', anti(), [['a'], ['a']], [`anti-affinity ${apart} / 2 in us-east-1a`, '']],
    ['one with other labels', anti(), [['a', { app: 'other' }]], ['', '']],
    ['one of another namespace', anti(), [['a', undefined, '', 'default']], ['', '']],
    [
      'one of a namespace that is named',
      anti(ZONE, undefined, ', namespaces: [default]'),
      [['a', undefined, '', 'default']],
      [`anti-affinity ${apart} / 1 in us-east-1a`, ''],
    ],
    [
      'one of its own namespace, when others are named',
      anti(ZONE, undefined, ', namespaces: [default]'),
      [['a']],
      ['', ''],
    ],
    [
      'one of a namespace that is selected by name',
      anti(ZONE, undefined, ', namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: default } }'),
      [['a', undefined, '', 'default'], ['b']],
      [`anti-affinity ${apart} / 1 in us-east-1a`, ''],
    ],
    ['company in one zone', like(), [['a']], ['', `pod-affinity ${together} / none in us-east-1b`]],
    [
      'company of others',
      like(ZONE, '{ app: other }'),
      [['b', { app: 'other' }]],
      [`pod-affinity ${together} / none in us-east-1a`, ''],
    ],
    [
      'company that is nowhere',
      like(ZONE, '{ app: other }'),
      [['b']],
      [`pod-affinity ${together} / none in us-east-1a`, `pod-affinity ${together} / none in us-east-1b`],
    ],
    ['company of its own kind, before any is there', like(), [], ['', '']],
    [
      'a hermit',
      '',
      [['a', { app: 'hermit' }, anti(ZONE)]],
      ['anti-affinity affinity: a place beside pods that want none like it / cpu-1', ''],
    ],
    ['a hermit that means others', '', [['a', { app: 'hermit' }, anti(ZONE, '{ app: other }')]], ['', '']],
    [
      'a hermit of another namespace means its own',
      '',
      [['a', { app: 'hermit' }, anti(ZONE), 'default']],
      ['', ''],
    ],
    ['a hermit by a label that its node lacks', '', [['a', { app: 'hermit' }, anti('rack')]], ['', '']],
    ['a skew of one', spread(), [['a']], [`${skew(1)} / 1 in us-east-1a, 0 in the emptiest`, '']],
    ['a skew that is even', spread(), [['a'], ['b']], ['', '']],
    ['a skew of two where two are allowed', spread().replace('maxSkew: 1', 'maxSkew: 2'), [['a']], ['', '']],
    [
      'a skew past two',
      spread().replace('maxSkew: 1', 'maxSkew: 2'),
      [['a'], ['a']],
      [`${skew(2)} / 2 in us-east-1a, 0 in the emptiest`, ''],
    ],
    ['a skew of pods with other labels', spread(), [['a', { app: 'other' }]], ['', '']],
    ['a skew of pods of another namespace', spread(), [['a', undefined, '', 'default']], ['', '']],
    [
      'a skew that it does not add to',
      spread('', 'labelSelector: { matchLabels: { app: other } }, '),
      [['a', { app: 'other' }]],
      ['', ''],
    ],
    [
      'a skew of others already too large',
      spread('', 'labelSelector: { matchLabels: { app: other } }, '),
      [
        ['a', { app: 'other' }],
        ['a', { app: 'other' }],
      ],
      [`${skew(1)} / 2 in us-east-1a, 0 in the emptiest`, ''],
    ],
    ['a skew without a selector, which counts nobody', spread('', ''), [['a'], ['a']], ['', '']],
    [
      'a skew over what no node has',
      spread().replace(ZONE, 'rack'),
      [],
      [`${skew(1, 'rack')} / no label rack`, `${skew(1, 'rack')} / no label rack`],
    ],
    [
      'a skew over what no node has, preferred',
      spread().replace(ZONE, 'rack').replace('DoNotSchedule', 'ScheduleAnyway'),
      [],
      ['', ''],
    ],
    ['as many domains as are there', spread(', minDomains: 2'), [['a'], ['b']], ['', '']],
    [
      'more domains than are there',
      spread(', minDomains: 3'),
      [['a'], ['b']],
      [`${skew(1)} / 1 in us-east-1a, 0 in the emptiest`, `${skew(1)} / 1 in us-east-1b, 0 in the emptiest`],
    ],
  ])('%s', (_what, pod, others, expected) => {
    expect(beside(pod, others)).toEqual(expected);
  });

  test('company that no label of the node places is none, and no node without the label is the first', () => {
    const pod = workload(deployment({ pod: like('rack') })).pod;
    const kinds = explain(pod, nodes(group())).map(({ obstacles: found }) =>
      found.map(({ found: has }) => has),
    );
    expect(kinds).toEqual([['none in cpu-1'], ['none in cpu-2']]);
    const onto = nodes(group());
    const running = onto.slice(0, 1).map((node) => ({ node, pod }));
    expect(explain(pod, onto, { running }).map(({ obstacles: found }) => found.length)).toEqual([1, 1]);
    const hermit = workload(deployment({ pod: anti('rack') })).pod;
    expect(
      explain(hermit, onto, { running: onto.map((node) => ({ node, pod: hermit })) }).map(
        ({ obstacles: found }) => found.length,
      ),
    ).toEqual([0, 0]);
  });

  const taints = (effect: string) => [{ key: 'x', value: '', effect }];
  test.each<[string, string, string, string]>([
    ['counts a tainted zone', '', '', 'NO_SCHEDULE'],
    ['leaves it out when told', ', nodeTaintsPolicy: Honor', '', 'NO_SCHEDULE'],
    [
      'counts it when told and tolerated',
      ', nodeTaintsPolicy: Honor',
      'tolerations: [{ key: x, operator: Exists }]',
      'NO_SCHEDULE',
    ],
    ['counts it when told and only preferred', ', nodeTaintsPolicy: Honor', '', 'PREFER_NO_SCHEDULE'],
  ])('a spread %s', (what, more, tolerations, effect) => {
    const onto = nodes(
      group({ zones: ['us-east-1a'] }),
      group({ name: 'shy', zones: ['us-east-1b'], taints: taints(effect) }),
    );
    const pod = [spread(more), tolerations].filter((line) => line !== '').join('\n      ');
    const waits = beside(pod, [['a']], onto)[0] !== '';
    expect(waits).toBe(!what.startsWith('leaves'));
  });
});

describe('where the scheduler would rather put a pod', () => {
  const ZONE = 'topology.kubernetes.io/zone';
  const preferred = (kind: string, weight: number, labels = '{ app: server }', key = ZONE) =>
    `${kind}: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: ${weight}, podAffinityTerm: { topologyKey: ${key}, labelSelector: { matchLabels: ${labels} } } }] }`;
  const beside = (zones: string, labels: Record<string, string> = { app: 'server' }) =>
    zones.split('').flatMap((zone) => {
      const node = nodes(three).find((one) => one.zone.endsWith(zone));
      return node ? [{ node, pod: { ...workload(deployment()).pod, labels } }] : [];
    });
  test.each<[string, string, Parameters<typeof place>[2], string]>([
    ['the emptier zone', '', { running: beside('aab') }, 'cbc'],
    ['no company', `affinity: { ${preferred('podAntiAffinity', 1)} }`, { running: beside('ab') }, 'cab'],
    [
      'no company of others',
      `affinity: { ${preferred('podAntiAffinity', 1, '{ app: other }')} }`,
      { running: beside('ac', { app: 'other' }) },
      'bbb',
    ],
    [
      'company, not the emptier zone',
      `affinity: { ${preferred('podAffinity', 1)} }`,
      { running: beside('bb') },
      'bbb',
    ],
    [
      'the heavier of two wishes',
      `affinity: { ${preferred('podAffinity', 9)}, ${preferred('podAntiAffinity', 1, '{ app: none }')} }`,
      { running: beside('c') },
      'ccc',
    ],
    [
      'company more than it shuns it',
      `affinity: { ${preferred('podAffinity', 9)}, ${preferred('podAntiAffinity', 1)} }`,
      { running: beside('b') },
      'bbb',
    ],
    [
      'to shun more than to seek',
      `affinity: { ${preferred('podAffinity', 1)}, ${preferred('podAntiAffinity', 9)} }`,
      { running: beside('a') },
      'bca',
    ],
  ])('%s', (_what, pod, options, zones) => {
    expect(where(deployment({ replicas: 3, pod }), nodes(three), options)).toEqual({ zones, pending: 0 });
  });

  test('an even spread of zones counts more than one of nodes', () => {
    const both = (['kubernetes.io/hostname', ZONE] as const)
      .map(
        (key) =>
          `{ maxSkew: 1, topologyKey: ${key}, labelSelector: { matchLabels: { app: server } }, whenUnsatisfiable: ScheduleAnyway }`,
      )
      .join(', ');
    const onto = nodes(
      group({ zones: ['us-east-1a'] }),
      group({ name: 'more', zones: ['us-east-1a', 'us-east-1b'] }),
    );
    const { pod } = workload(deployment({ pod: `topologySpreadConstraints: [${both}]` }));
    const { placed } = place([pod, pod, pod], onto);
    expect(placed.map(({ node }) => node.name)).toEqual(['cpu-1', 'more-2', 'more-1']);
  });

  test('the emptier node of a zone', () => {
    const onto = nodes(group({ zones: ['us-east-1a'] }), group({ name: 'more', zones: ['us-east-1a'] }));
    const { pod } = workload(deployment());
    expect(place([pod, pod, pod], onto).placed.map(({ node }) => node.name)).toEqual([
      'cpu-1',
      'more-1',
      'cpu-1',
    ]);
  });

  test('a node that prefers nobody is as good as others to who tolerates it', () => {
    const shy = gpuGroup({ name: 'a-shy', taints: [{ key: 'x', value: '', effect: 'PREFER_NO_SCHEDULE' }] });
    const onto = nodes(shy, group({ zones: ['us-east-1b'] }));
    const pod = 'tolerations: [{ key: x, operator: Exists }]';
    expect(where(deployment({ replicas: 2, pod }), onto)).toEqual({ zones: 'ab', pending: 0 });
    expect(
      where(deployment({ replicas: 2, pod: 'tolerations: [{ key: z, operator: Exists }]' }), onto),
    ).toEqual({
      zones: 'bb',
      pending: 0,
    });
  });
});

describe('room', () => {
  const asks = (cpu: string, box = '') =>
    workload(deployment({ box: `resources: { requests: { cpu: ${cpu} } }${box}` })).pod;
  test('what runs already takes its room, on its own node', () => {
    const onto = nodes(group());
    const [a, b] = onto;
    const running =
      a && b
        ? [
            { pod: asks('1'), node: a },
            { pod: asks('500m'), node: a },
            { pod: asks('1'), node: b },
          ]
        : [];
    expect(a && usedOn(a, running)).toEqual({ cpu: 1.5 });
    const { placed, pending } = place([asks('500m'), asks('300m')], onto, { running });
    expect(placed.map(({ node }) => node.name)).toEqual(['cpu-2', 'cpu-1']);
    expect(pending).toEqual([]);
    expect(place([asks('900m')], onto, { running }).pending).toHaveLength(1);
    expect(place([asks('900m')], onto, { running, stacking: false }).pending).toEqual([]);
  });
  test('the running are not among the placed', () => {
    const onto = nodes(group());
    const pod = asks('1');
    const running = onto.slice(0, 1).map((node) => ({ node, pod }));
    expect(place([pod], onto, { running }).placed.map(({ node }) => node.name)).toEqual(['cpu-2']);
    expect(place([], onto, { running })).toEqual({ placed: [], pending: [] });
  });
});

describe('placing replicas', () => {
  test.each<[string, string, { zones: string; pending: number }]>([
    ['by themselves go to the emptier node', deployment({ replicas: 4 }), { zones: 'abab', pending: 0 }],
    ['with a spread', deployment({ replicas: 3, pod: spread() }), { zones: 'aba', pending: 0 }],
    ['refusing their like in a zone', deployment({ replicas: 3, pod: anti() }), { zones: 'ab', pending: 1 }],
    [
      'refusing their like on a node',
      deployment({ replicas: 3, pod: anti('kubernetes.io/hostname') }),
      { zones: 'ab', pending: 1 },
    ],
    [
      'refusing others',
      deployment({ replicas: 3, pod: anti(undefined, '{ app: other }') }),
      { zones: 'aba', pending: 0 },
    ],
    [
      'refusing their like of another namespace',
      deployment({ replicas: 3, pod: anti(undefined, undefined, ', namespaces: [other]') }),
      { zones: 'aba', pending: 0 },
    ],
    [
      'refusing their like of every namespace',
      deployment({ replicas: 3, pod: anti(undefined, undefined, ', namespaceSelector: {}') }),
      { zones: 'ab', pending: 1 },
    ],
    [
      'together in one zone',
      deployment({ replicas: 3, pod: anti().replace('podAntiAffinity', 'podAffinity') }),
      { zones: 'aaa', pending: 0 },
    ],
    [
      'beside pods that are not there',
      deployment({
        replicas: 2,
        pod: anti(undefined, '{ app: other }').replace('podAntiAffinity', 'podAffinity'),
      }),
      { zones: '', pending: 2 },
    ],
    [
      'that fill a node',
      deployment({ replicas: 3, box: 'resources: { requests: { cpu: 1 } }' }),
      { zones: 'ab', pending: 1 },
    ],
    [
      'spread by a label that no node has',
      deployment({ pod: spread().replace('topology.kubernetes.io/zone', 'rack') }),
      { zones: '', pending: 2 },
    ],
    [
      'in more domains than there are',
      deployment({ replicas: 4, pod: spread(', minDomains: 3') }),
      { zones: 'ab', pending: 2 },
    ],
    [
      'liking company',
      deployment({
        replicas: 3,
        pod: 'affinity: { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 5, podAffinityTerm: { topologyKey: topology.kubernetes.io/zone, labelSelector: { matchLabels: { app: server } } } }] } }',
      }),
      { zones: 'aaa', pending: 0 },
    ],
  ])('%s', (_what, text, expected) => {
    expect(where(text)).toEqual(expected);
  });

  test('a spread counts only nodes that the pod may use', () => {
    const text = deployment({
      replicas: 3,
      pod: `nodeSelector: { topology.kubernetes.io/zone: us-east-1a }\n      ${spread()}`,
    });
    expect(where(text)).toEqual({ zones: 'aaa', pending: 0 });
    expect(where(text.replace('whenUnsatisfiable', 'nodeAffinityPolicy: Ignore, whenUnsatisfiable'))).toEqual(
      { zones: 'a', pending: 2 },
    );
  });

  test('a spread counts tainted nodes unless told', () => {
    const onto = nodes(group({ zones: ['us-east-1a'] }), gpuGroup({ zones: ['us-east-1b'] }));
    expect(where(deployment({ replicas: 3, pod: spread() }), onto)).toEqual({ zones: 'a', pending: 2 });
    expect(where(deployment({ replicas: 3, pod: spread(', nodeTaintsPolicy: Honor') }), onto)).toEqual({
      zones: 'aaa',
      pending: 0,
    });
  });

  test('a preference fills the other zone first and then goes on', () => {
    const soft = spread().replace('DoNotSchedule', 'ScheduleAnyway');
    const [a] = nodes(three);
    const { pod } = workload(deployment({ pod: soft }));
    const running = a
      ? [
          { pod, node: a },
          { pod, node: a },
        ]
      : [];
    expect(where(deployment({ replicas: 3, pod: soft }), nodes(three), { running })).toEqual({
      zones: 'bcb',
      pending: 0,
    });
  });

  test('a node that prefers nobody comes last', () => {
    const shy = gpuGroup({ name: 'a-shy', taints: [{ key: 'x', value: '', effect: 'PREFER_NO_SCHEDULE' }] });
    expect(where(deployment({ replicas: 2 }), nodes(shy, group({ zones: ['us-east-1b'] })))).toEqual({
      zones: 'bb',
      pending: 0,
    });
  });

  test('pods that refuse company keep a newcomer off', () => {
    const [node] = nodes(group({ zones: ['us-east-1a'] }));
    const hermit = workload(deployment({ pod: anti('kubernetes.io/hostname', '{ tier: web }') })).pod;
    const running = node ? [{ pod: hermit, node }] : [];
    expect(where(deployment({ replicas: 1 }), node ? [node] : [], { running })).toEqual({
      zones: '',
      pending: 1,
    });
  });

  test('not stacking, each pod is asked alone', () => {
    const text = deployment({ replicas: 5, box: 'resources: { requests: { cpu: 1 } }' });
    expect(where(text, nodes(group()), { stacking: false })).toEqual({ zones: 'ababa', pending: 0 });
  });

  test('a pending pod has a reason for every node', () => {
    const { pod } = workload(deployment({ pod: 'nodeSelector: { workload: gpu }' }));
    const { pending } = place([pod], nodes(group(), gpuGroup()));
    expect(
      pending[0]?.because.map(({ node, obstacles: all }) => [node.name, all.map(({ kind }) => kind)]),
    ).toEqual([
      ['cpu-1', ['selector']],
      ['cpu-2', ['selector']],
      ['gpu-1', ['taint']],
    ]);
  });

  test('whatever is placed had no obstacle there, and nothing is lost', () => {
    const cpu = fc.constantFrom('100m', '900m', '1', '1800m', '2');
    fc.assert(
      fc.property(
        fc.array(cpu, { maxLength: 12 }),
        fc.integer({ min: 0, max: 4 }),
        fc.boolean(),
        (asked, zones, withSpread) => {
          const onto = nodes(
            group({ zones: ['a', 'b', 'c', 'd'].slice(0, zones).map((z) => `us-east-1${z}`) }),
          );
          const pods = asked.map(
            (one) =>
              workload(
                deployment({
                  box: `resources: { requests: { cpu: "${one}" } }`,
                  pod: withSpread ? spread() : '',
                }),
              ).pod,
          );
          const { placed, pending } = place(pods, onto);
          expect(placed.length + pending.length).toBe(pods.length);
          for (const { pod, node } of placed) expect(obstacles(pod, node)).toEqual([]);
          for (const { because } of pending) expect(because.map(({ node }) => node)).toEqual(onto);
          for (const node of onto) {
            const used = placed
              .filter((one) => one.node === node)
              .reduce(
                (sum, { pod }) =>
                  sum +
                  Number(
                    pod.spec.containers[0]?.resources?.requests?.['cpu']?.replace(
                      /^(\d+)m$/,
                      (_, m: string) => String(Number(m) / 1000),
                    ) ?? 0,
                  ),
                0,
              );
            expect(used).toBeLessThanOrEqual((node.allocatable['cpu'] ?? 0) + 1e-9);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('disruptions', () => {
  const budget = (spec: string, name = 'b', labels = '{ app: server }') =>
    `---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: ${name}, namespace: serving }\nspec: { ${spec}${spec === '' ? '' : ', '}selector: { matchLabels: ${labels} } }\n`;
  test.each<[string, number, number, number]>([
    ['minAvailable: 1', 3, 2, 1],
    ['minAvailable: 3', 3, 0, 3],
    ['minAvailable: 4', 3, 0, 3],
    ['minAvailable: 50%', 3, 1, 2],
    ['minAvailable: 100%', 3, 0, 3],
    ['minAvailable: 0', 3, 3, 0],
    ['maxUnavailable: 1', 3, 1, 2],
    ['maxUnavailable: 0', 3, 0, 3],
    ['maxUnavailable: 50%', 3, 2, 1],
    ['maxUnavailable: 10%', 3, 1, 2],
    ['maxUnavailable: 100%', 3, 3, 0],
    ['maxUnavailable: 5', 3, 3, 0],
    ['', 3, 2, 1],
    ['minAvailable: 1', 0, 0, 0],
  ])('a budget of %s lets of %i pods %i go and keeps %i', (spec, replicas, evictions, kept) => {
    const [object] = manifests(budget(spec)).objects;
    expect(object && allowedEvictions(object, replicas)).toEqual({ evictions, kept });
  });

  test.each<[string, string, object]>([
    ['no budget', '', { evictions: undefined, kept: 0, tooMany: false }],
    ['one', budget('minAvailable: 1'), { evictions: 1, kept: 1, tooMany: false }],
    [
      'one of other pods',
      budget('minAvailable: 1', 'b', '{ app: other }'),
      { evictions: undefined, kept: 0, tooMany: false },
    ],
    [
      'two',
      budget('minAvailable: 1') + budget('maxUnavailable: 1', 'c'),
      { evictions: 0, kept: 2, tooMany: true },
    ],
    [
      'one that selects nobody',
      budget('minAvailable: 1').replace(', selector: { matchLabels: { app: server } }', ''),
      { evictions: undefined, kept: 0, tooMany: false },
    ],
    [
      'a Service of the same selector',
      '---\napiVersion: v1\nkind: Service\nmetadata: { name: s, namespace: serving }\nspec: { selector: { app: server }, ports: [{ port: 80 }] }',
      { evictions: undefined, kept: 0, tooMany: false },
    ],
    [
      'one of another namespace',
      budget('minAvailable: 1').replace('serving', 'default'),
      { evictions: undefined, kept: 0, tooMany: false },
    ],
  ])('a drain with %s', (_what, budgets, expected) => {
    const text = deployment({ replicas: 2 });
    expect(drain(workload(text), manifests(text + budgets).objects)).toEqual(expected);
  });

  test('the loss of a zone takes its pods', () => {
    const { pod } = workload(deployment());
    const { placed } = place([pod, pod, pod], nodes(group()));
    expect(zoneLoss(placed)).toEqual([
      { zone: 'us-east-1a', left: 1 },
      { zone: 'us-east-1b', left: 2 },
    ]);
    expect(zoneLoss(placed.toReversed()).map(({ zone }) => zone)).toEqual(['us-east-1a', 'us-east-1b']);
    expect(zoneLoss([])).toEqual([]);
  });

  const update = (more: string, pod = '', replicas = 2) => {
    const one = workload(deployment({ more, pod, replicas }));
    const onto = nodes(group());
    const { placed } = place(
      Array.from({ length: replicas }, () => one.pod),
      onto,
    );
    return rollout(one, onto, placed);
  };
  test.each<[string, string, string, object]>([
    ['defaults', '', '', { atLeast: 2, stuck: false, surge: 1, unavailable: 0 }],
    ['Recreate', 'strategy: { type: Recreate }', '', { atLeast: 0, stuck: false, surge: 0, unavailable: 2 }],
    [
      'one down',
      'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }',
      '',
      { atLeast: 1, stuck: false, surge: 0, unavailable: 1 },
    ],
    [
      'a surge that finds no zone of its own',
      '',
      anti(),
      { atLeast: 2, stuck: true, surge: 1, unavailable: 0 },
    ],
    [
      'none needed when one may go',
      'strategy: { rollingUpdate: { maxUnavailable: 1 } }',
      anti(),
      { atLeast: 1, stuck: false, surge: 1, unavailable: 1 },
    ],
    [
      'shares that round to nothing',
      'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 10% } }',
      '',
      { atLeast: 1, stuck: false, surge: 0, unavailable: 1 },
    ],
  ])('an update with %s', (_what, more, pod, expected) => {
    expect(update(more, pod)).toEqual(expected);
  });

  test('only a Deployment is updated so', () => {
    const text = deployment().replace('kind: Deployment', 'kind: ReplicaSet');
    expect(rollout(workload(text), nodes(group()), [])).toBe(undefined);
  });

  test.each<[string, string, number, number, string, object]>([
    // Two of three run; the one that is missing is already all that may be.
    [
      'one missing of one that may be',
      'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }',
      3,
      2,
      '',
      { atLeast: 2, stuck: true, surge: 0, unavailable: 1 },
    ],
    [
      'one missing of two that may be',
      'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } }',
      3,
      2,
      '',
      { atLeast: 1, stuck: false, surge: 0, unavailable: 2 },
    ],
    [
      'one missing, and room for one more',
      'strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }',
      3,
      2,
      '',
      { atLeast: 2, stuck: false, surge: 1, unavailable: 1 },
    ],
    [
      'more unavailable than there are',
      'strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 9 } }',
      2,
      2,
      '',
      { atLeast: 0, stuck: false, surge: 0, unavailable: 2 },
    ],
    [
      'a percentage of each',
      'strategy: { rollingUpdate: { maxSurge: 30%, maxUnavailable: 70% } }',
      3,
      2,
      '',
      { atLeast: 1, stuck: false, surge: 1, unavailable: 2 },
    ],
    [
      'a surge for which there is no room',
      '',
      2,
      2,
      'resources: { requests: { cpu: 1 } }',
      { atLeast: 2, stuck: true, surge: 1, unavailable: 0 },
    ],
  ])('an update with %s', (_what, more, replicas, running, box, expected) => {
    const one = workload(deployment({ more, replicas, box }));
    const onto = nodes(group());
    const { placed } = place(
      Array.from({ length: running }, () => one.pod),
      onto,
    );
    expect(placed).toHaveLength(running);
    expect(rollout(one, onto, placed)).toEqual(expected);
  });

  test.each<[number | string, number, 'up' | 'down', number | undefined]>([
    ['x50%', 5, 'up', undefined],
    ['50%x', 5, 'up', undefined],
    ['100%', 5, 'down', 5],
    [2, 5, 'up', 2],
    ['50%', 5, 'up', 3],
    ['50%', 5, 'down', 2],
    ['0%', 5, 'up', 0],
    ['half', 5, 'up', undefined],
  ])('%j of %i rounded %s is %j', (value, whole, round, expected) => {
    expect(share(value, whole, round)).toBe(expected);
  });
});

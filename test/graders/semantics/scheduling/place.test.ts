import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
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
  const onto = nodes(group(), gpuGroup());
  const kinds = (pod: Pod, running: Parameters<typeof explain>[2] = {}) =>
    explain(pod, onto, running).map(({ obstacles: found }) => found.map(({ kind }) => kind));

  test('says of each node what keeps the pod off, nothing where it may go', () => {
    expect(kinds(workload(deployment()).pod)).toEqual([[], [], ['taint']]);
  });

  test('counts what runs: room and repulsion', () => {
    const { pod } = workload(deployment({ pod: anti(), box: 'resources: { requests: { cpu: 1 } }' }));
    const { placed } = place([pod], onto);
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

  test.each<[number | string, number, 'up' | 'down', number | undefined]>([
    [2, 5, 'up', 2],
    ['50%', 5, 'up', 3],
    ['50%', 5, 'down', 2],
    ['0%', 5, 'up', 0],
    ['half', 5, 'up', undefined],
  ])('%j of %i rounded %s is %j', (value, whole, round, expected) => {
    expect(share(value, whole, round)).toBe(expected);
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePolicy, principalFrom, trustAdmits } from '../../graders/semantics/iam/index.ts';
import { readManifests, type ManifestObject } from '../../graders/semantics/manifests/index.ts';
import {
  albPlan,
  drain,
  killedWhileLoading,
  lostHop,
  nodesOf,
  obstacles,
  patience,
  place,
  servicePort,
  workloads,
  zoneLoss,
  type MachineType,
  type Node,
  type NodeGroup,
  type Pod,
} from '../../graders/semantics/scheduling/index.ts';
import { json, parts, readLesson } from './read-content.ts';

// What the EKS lesson says about its own manifests, nodes and dates, asked of the models that grade the lab.

const written = parts.filter(({ id }) => id === 'eks').map(({ id }) => readLesson(id));
const fences = written.flatMap((lesson) => lesson.fences);
const file = (name: string): string => fences.find(({ info }) => info.endsWith(` file=${name}`))?.body ?? '';

function manifests(...names: string[]): readonly ManifestObject[] {
  const { objects, problems } = readManifests(names.map((name) => ({ name, text: file(name) })));
  expect(problems).toEqual([]);
  expect(objects.length).toBeGreaterThan(0);
  return objects;
}

const machine = (name: string, vcpus: number, memoryGib: number, gpus: number): MachineType => ({
  name,
  vcpus,
  memoryMib: memoryGib * 1024,
  gpus,
  arch: 'amd64',
});
const machines = new Map(
  [machine('m7i.large', 2, 8, 0), machine('g6.xlarge', 4, 16, 1)].map((type) => [type.name, type]),
);

/** The node groups as the lesson's commands make them: `group cpu …`, `group gpu …`. */
function groups(): NodeGroup[] {
  const commands = fences.find(({ body }) => body.startsWith('group() {'))?.body ?? '';
  return ['cpu', 'gpu'].map((name) => {
    const [line = ''] = new RegExp(`^group ${name} (?:.*\\\\\\n)*.*`, 'm').exec(commands) ?? [];
    const after = (pattern: RegExp): string => pattern.exec(line)?.[1] ?? '';
    const [key = '', value = '', effect = ''] =
      /--taints key=(.+),value=(.+),effect=(\S+)/.exec(line)?.slice(1) ?? [];
    const [label = '', text = ''] = after(/--labels (\S+)/).split('=');
    return {
      name,
      amiType: after(/--ami-type (\S+)/),
      capacityType: 'ON_DEMAND',
      instanceTypes: [after(/--instance-types (\S+)/)],
      labels: label === '' ? {} : { [label]: text },
      taints: key === '' ? [] : [{ key, value, effect }],
      min: Number(after(/minSize=(\d+)/)),
      desired: Number(after(/desiredSize=(\d+)/)),
      max: Number(after(/maxSize=(\d+)/)),
      zones: ['us-east-1a', 'us-east-1b'],
    };
  });
}

function nodes(): Node[] {
  const plan = nodesOf(groups(), machines, 'desired');
  expect(plan.unknownTypes).toEqual([]);
  return plan.nodes;
}

function only(objects: readonly ManifestObject[]) {
  const [one, ...more] = workloads(objects);
  if (one === undefined || more.length > 0) throw new Error(`${more.length + 1} workloads`);
  return one;
}

/** For each node the rule that the scheduler's message would count: its first obstacle. */
const firstReasons = (pod: Pod): string[] =>
  nodes().map((node) => {
    const found = obstacles(pod, node).map(({ kind }) => kind);
    return ['taint', 'selector', 'resource'].find((kind) => found.some((one) => one === kind)) ?? 'fits';
  });

describe('the nodes of the lesson', () => {
  it('are two for everything, one in each zone, and one with a GPU', () => {
    expect(nodes().map(({ group, zone }) => [group, zone])).toEqual([
      ['cpu', 'us-east-1a'],
      ['cpu', 'us-east-1b'],
      ['gpu', 'us-east-1a'],
    ]);
    expect(nodes().map(({ allocatable }) => allocatable['nvidia.com/gpu'] ?? 0)).toEqual([0, 0, 1]);
  });

  it('would offer no GPU with the standard image', () => {
    const standard = groups().map((group) => ({ ...group, amiType: 'AL2023_x86_64_STANDARD' }));
    const offered = nodesOf(standard, machines).nodes.map(({ allocatable }) => allocatable['nvidia.com/gpu']);
    expect(offered.filter((gpus) => gpus !== undefined)).toEqual([]);
  });
});

describe('the batch', () => {
  const { pod } = only(manifests('night-batch.yaml'));
  const tolerating = (tolerations: Pod['spec']['tolerations']): Pod => {
    const { tolerations: before, ...spec } = pod.spec;
    expect(before).toHaveLength(1);
    return { ...pod, spec: tolerations ? { ...spec, tolerations } : spec };
  };

  it('fits on the GPU node alone', () => {
    expect(firstReasons(pod)).toEqual(['selector', 'selector', 'fits']);
  });

  it('is Pending for the reasons that the event counts, as long as it tolerates nothing', () => {
    expect(firstReasons(tolerating(undefined)).toSorted()).toEqual(['selector', 'selector', 'taint']);
  });

  it('is kept off by a toleration of another value, and the CPU nodes have no GPU', () => {
    const { nodeSelector: _, ...spec } = tolerating([
      { key: 'nvidia.com/gpu', operator: 'Equal', value: 'true', effect: 'NoSchedule' },
    ]).spec;
    expect(firstReasons({ ...pod, spec })).toEqual(['resource', 'resource', 'taint']);
  });
});

describe('the server', () => {
  const objects = manifests('serving.yaml');
  const server = only(objects);
  const [container] = server.pod.spec.containers;
  const three = Array.from({ length: server.replicas }, () => server.pod);

  it('stands in both zones and outlives each', () => {
    const { placed, pending } = place(three, nodes());
    expect(pending).toEqual([]);
    expect(zoneLoss(placed).map(({ left }) => left)).toEqual([1, 2]);
  });

  it('loads for 120 seconds of its 150, and the old probe would have killed it', () => {
    expect(patience(container?.startupProbe ?? {})).toBe(150);
    expect(container && killedWhileLoading(container, 120)).toBeUndefined();
    const old = { name: 'old', livenessProbe: { initialDelaySeconds: 30, periodSeconds: 10 } };
    expect(killedWhileLoading(old, 120)?.probe).toBe('livenessProbe');
  });

  it('lets one pod go at a time', () => {
    expect(drain(server, objects)).toEqual({ evictions: 1, kept: 2, tooMany: false });
  });

  it('keeps a third pod Pending while the dead node of zone b is listed, unless it only prefers the spread', () => {
    const [a, b] = nodes();
    if (!a || !b) throw new Error('two CPU nodes');
    const dark = {
      ...b,
      taints: [{ key: 'node.kubernetes.io/unreachable', value: '', effect: 'NoSchedule' }],
    };
    const running = [server.pod, server.pod].map((pod) => ({ pod, node: a }));
    expect(place([server.pod], [a, dark], { running }).pending).toHaveLength(1);
    const [constraint] = server.pod.spec.topologySpreadConstraints ?? [];
    if (!constraint) throw new Error('no constraint');
    const preferring = {
      ...server.pod.spec,
      topologySpreadConstraints: [{ ...constraint, whenUnsatisfiable: 'ScheduleAnyway' }],
    };
    const third = { ...server.pod, spec: preferring };
    expect(place([third], [a, dark], { running }).placed.map(({ node }) => node.name)).toEqual([a.name]);
  });

  it('is reached from the Ingress, over TLS, from the internet', () => {
    const all = manifests('serving.yaml', 'ingress.yaml');
    const ingress = all.find(({ kind }) => kind === 'Ingress');
    const service = all.find(({ kind }) => kind === 'Service');
    if (!ingress || !service) throw new Error('no Ingress or no Service');
    const plan = albPlan(ingress, all, []);
    expect(plan).toMatchObject({
      alb: true,
      scheme: 'internet-facing',
      targetType: 'ip',
      listeners: [{ protocol: 'HTTPS', port: 443 }],
      problem: undefined,
    });
    const [route] = plan.routes;
    expect(route?.service).toBe(service.name);
    const port = servicePort(service, route?.port ?? 0);
    expect(port && lostHop(service, port, server.pod, 8000)).toBeUndefined();
    expect(port).toBeDefined();
  });
});

it('the images of the manifests are the one that the lesson pushes', () => {
  const digest = createHash('sha256').update(file('image.json')).digest('hex');
  const images = [...manifests('night-batch.yaml', 'serving.yaml')].flatMap((object) =>
    workloads([object]).flatMap(({ pod }) => pod.spec.containers.map(({ image }) => image)),
  );
  expect(images).toHaveLength(2);
  expect(images.filter((image) => !image?.endsWith(`/owl/server@sha256:${digest}`))).toEqual([]);
});

it('the trust policy lets EKS Pod Identity do both things, and nobody else', () => {
  const parsed = parsePolicy(file('trust.json'));
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  const may = (service: string, action: string): boolean =>
    trustAdmits(parsed.policy, {
      principal: principalFrom(service),
      roleArn: 'arn:aws:iam::111122223333:role/owl-server',
      action,
      context: {},
    }).allowed;
  expect(may('pods.eks.amazonaws.com', 'sts:AssumeRole')).toBe(true);
  expect(may('pods.eks.amazonaws.com', 'sts:TagSession')).toBe(true);
  expect(may('ec2.amazonaws.com', 'sts:AssumeRole')).toBe(false);
});

it('the calendar that the lesson shows is the one that the checks read, with its date', () => {
  const { source, versions } = json<{
    source: { date: string };
    versions: Record<string, { standardEnd: string; extendedEnd: string }>;
  }>('graders/semantics/data/eks-calendar.json');
  const shown = fences
    .flatMap(({ info, body }) => (info === 'text output' ? body.split('\n') : []))
    .flatMap((line) => {
      const [, version = '', standardEnd = '', extendedEnd = ''] =
        /^(1\.\d\d)\t(\S+)…\t(\S+)…$/.exec(line) ?? [];
      return version === '' ? [] : [[version, { standardEnd, extendedEnd }] as const];
    });
  expect(shown.length).toBeGreaterThanOrEqual(4);
  expect(shown.map(([version]) => [version, versions[version]])).toEqual(shown);
  expect(source.date).toBe('2026-08');
  expect(written.map(({ prose }) => prose.includes('This one is of August 2026'))).toEqual([true]);
});

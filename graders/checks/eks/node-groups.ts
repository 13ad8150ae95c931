import { Type } from 'typebox';
import { Blocked, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import type { Nodegroup } from '../../reads/eks-nodes.ts';
import { firstFinding, someUnit } from '../shared/candidates.ts';
import { phaseOf } from '../shared/eks-cluster.ts';
import {
  activeGroup,
  bindNodes,
  exposureFlaw,
  groupZones,
  hasGpus,
  isReserved,
  nodeReads,
  sizeText,
  typesOf,
  type GroupEntry,
} from '../shared/eks-nodes.ts';

const NODES = 2;
const ZONES = 2;
const CPU_IMAGES = /^(AL2023|BOTTLEROCKET)/;
const GPU_IMAGES = /_NVIDIA(_FIPS)?$/;
const TAINT = { key: 'nvidia.com/gpu', effect: 'NO_SCHEDULE' };
const LABEL = { key: 'workload', value: 'gpu' };
type Kind = 'cpu' | 'gpu';
interface Flaw {
  path: string;
  expected: string;
  finding: string;
}

export default defineCheck({
  id: 'eks/node-groups',
  title: 'Nodes with and without GPUs are groups of their own, and nobody reaches them',
  params: Type.Object({
    cluster: Type.String(),
    /** Comma-separated instance types. */
    gpuTypes: Type.String(),
    gpuMax: Type.Number(),
  }),
  reads: nodeReads,
  bind: ({ cluster }) => bindNodes(cluster),
  reasons: {
    apart: pass('{cluster} has nodes for GPU work, {gpu}, and others for everything else, {cpu}.'),
    'cpu-group-missing': fail(
      '{cluster} has no managed node group without GPUs.',
      'Create one for everything that needs no GPU, or GPU nodes will be paid for it.',
    ),
    'gpu-group-missing': fail(
      '{cluster} has no managed node group with a GPU instance type.',
      'Create one with a type and an image that have an NVIDIA driver.',
    ),
    'not-yet': fail('Node group {group} is still {state}.', 'Grade again when it is ACTIVE.'),
    unhealthy: fail('Node group {group} is {state}.', 'Its health issues say why.'),
    'public-nodes': fail(
      'Nodes of {group} can be reached from outside: {finding}.',
      'Use private subnets, and name source groups where there has to be a key.',
    ),
    'gpu-image': fail(
      'Image and type of {group} do not fit: {finding}.',
      'The image of GPU nodes brings the NVIDIA driver; others are AL2023 or Bottlerocket.',
    ),
    'taint-wrong': fail(
      'Group {group} does not sort the pods: {finding}.',
      'A taint keeps other pods away, a label draws the right ones.',
    ),
    'wrong-size': fail('{group} is sized {size}: {finding}.', 'The scaling configuration says it.'),
    'one-zone': fail(
      'All nodes for everything but GPU work are in {zones}.',
      'Give their group subnets in two Availability Zones.',
    ),
  },
  judge(saw, { cluster, gpuTypes, gpuMax }) {
    const wanted = gpuTypes.split(',').map((type) => type.trim());
    const kindOf = (group: Nodegroup): Kind => (hasGpus(saw, group) ? 'gpu' : 'cpu');
    const some = (kind: Kind, which: (group: Nodegroup) => boolean) =>
      someUnit(saw.groups(), ({ value }) => !!value && which(value) && kindOf(value) === kind);
    const living = ({ status }: Nodegroup) => phaseOf(status) !== 'gone';
    const active = ({ status }: Nodegroup) => phaseOf(status) === 'active';
    const at = ({ args }: GroupEntry, path: string, expected: unknown, actual: unknown) =>
      saw.groups.at(args, path, expected, actual);

    const missing =
      <K extends string>(reason: K, kind: Kind, expected: string) =>
      () => {
        const names = saw.nodegroups() ?? 'no such cluster';
        return some(kind, living)
          ? undefined
          : { reason, data: { cluster }, evidence: [saw.nodegroups.at('nodegroups', expected, names)] };
      };
    /** One clause: the first group of which something is wrong. */
    const first =
      <K extends string>(reason: K, look: (group: Nodegroup) => Flaw | undefined, which = active) =>
      () =>
        firstFinding(saw.groups(), (entry) => {
          const group = entry.value;
          const flaw = group && which(group) ? look(group) : undefined;
          return (
            group &&
            flaw && {
              reason,
              data: {
                group: group.nodegroupName,
                state: group.status,
                size: sizeText(group),
                finding: flaw.finding,
              },
              evidence: [at(entry, flaw.path, flaw.expected, flaw.finding)],
            }
          );
        });
    const state = (group: Nodegroup): Flaw => ({
      path: 'nodegroup.status',
      expected: 'ACTIVE',
      finding: group.status ?? 'in no state',
    });
    /** Whether another group of its kind is ACTIVE. */
    const replaced = (group: Nodegroup) => some(kindOf(group), active);
    const sized = (finding: string, expected: string): Flaw => ({
      path: 'nodegroup.scalingConfig',
      expected,
      finding,
    });
    /** ACTIVE groups that take pods without a toleration, and why it is not certain that these are all. */
    const open = (): { entries: GroupEntry[]; unread: Blocked | undefined } => {
      const entries: GroupEntry[] = [];
      let unread: Blocked | undefined;
      for (const entry of saw.groups())
        try {
          const group = activeGroup(entry);
          if (group && !isReserved(group) && kindOf(group) === 'cpu') entries.push(entry);
        } catch (error) {
          if (!(error instanceof Blocked)) throw error;
          unread ??= error;
        }
      return { entries, unread };
    };

    return decide(
      [
        missing('cpu-group-missing', 'cpu', 'a group without GPUs'),
        missing('gpu-group-missing', 'gpu', 'a group with GPUs'),
        first(
          'not-yet',
          (group) => (replaced(group) ? undefined : state(group)),
          ({ status }) => phaseOf(status) === 'coming',
        ),
        first(
          'unhealthy',
          (group) => (group.status !== 'DEGRADED' && replaced(group) ? undefined : state(group)),
          ({ status }) => phaseOf(status) === 'unhealthy',
        ),
        first('public-nodes', (group) => {
          const flaw = exposureFlaw(saw, group);
          return flaw && { ...flaw, expected: 'private subnets, and no key without source groups' };
        }),
        first('gpu-image', ({ amiType, ...group }) => {
          const path = 'nodegroup.amiType';
          const image = amiType ?? 'none';
          if (kindOf({ amiType, ...group }) === 'cpu')
            return CPU_IMAGES.test(image)
              ? undefined
              : { path, expected: 'AL2023_* or BOTTLEROCKET_*', finding: `the image is ${image}` };
          if (!GPU_IMAGES.test(image))
            return { path, expected: 'an image *_NVIDIA', finding: `the image of GPU nodes is ${image}` };
          const type = typesOf(saw, { amiType, ...group }).find((one) => !wanted.includes(one));
          return type === undefined
            ? undefined
            : {
                path: 'nodegroup.instanceTypes',
                expected: wanted.join(', '),
                finding: `the type is ${type}`,
              };
        }),
        first('taint-wrong', (group) => {
          const tainted = group.taints.some(
            ({ key, effect }) => key === TAINT.key && effect === TAINT.effect,
          );
          const labelled = group.labels[LABEL.key] === LABEL.value;
          if ((tainted && labelled) || kindOf(group) === 'cpu') return undefined;
          const effects = group.taints.map(
            ({ key, value, effect }) => `${key}=${value ?? ''}:${effect ?? ''}`,
          );
          if (!tainted)
            return {
              path: 'nodegroup.taints',
              expected: `${TAINT.key} ${TAINT.effect}`,
              finding: `its taints are ${effects.join(', ') || 'none'}`,
            };
          const label = group.labels[LABEL.key];
          return {
            path: 'nodegroup.labels',
            expected: `${LABEL.key}=${LABEL.value}`,
            finding: `its label ${LABEL.key} is ${label ?? 'not there'}`,
          };
        }),
        first('wrong-size', (group) => {
          const { minSize, maxSize, desiredSize } = group.scalingConfig;
          const grows = minSize !== null && maxSize !== null && minSize < maxSize;
          const fits = minSize === 0 && maxSize === gpuMax && (desiredSize ?? 0) >= 1;
          if (grows && fits) return undefined;
          if (kindOf(group) === 'cpu')
            return grows ? undefined : sized('it cannot grow', 'a minimum below the maximum');
          return fits
            ? undefined
            : sized(`GPU nodes go from 0 to ${gpuMax}, and one is wanted now`, `0, at least 1, ${gpuMax}`);
        }),
        () => {
          const { entries, unread } = open();
          const wantedNodes = entries.reduce(
            (sum, { value }) => sum + (value?.scalingConfig.desiredSize ?? 0),
            0,
          );
          if (wantedNodes >= NODES) return undefined;
          if (unread) throw unread;
          if (!some('cpu', active)) return undefined;
          const names = entries.map(({ args }) => args.name).join(', ');
          const size = entries.flatMap(({ value }) => (value ? sizeText(value) : [])).join(', ');
          const finding = `${wantedNodes} nodes take pods without a toleration, fewer than ${NODES}`;
          return {
            reason: 'wrong-size' as const,
            data: {
              group: names || 'Every group is tainted, and none',
              size: size || 'for other pods',
              finding,
            },
            evidence: [
              saw.nodegroups.at('nodegroups', `${NODES} nodes for pods without a toleration`, finding),
            ],
          };
        },
        () => {
          const { entries, unread } = open();
          const running = entries.filter(({ value }) => (value?.scalingConfig.desiredSize ?? 0) >= 1);
          const zones = [
            ...new Set(running.flatMap(({ value }) => (value ? groupZones(saw, value) : []))),
          ].sort();
          if (zones.length >= ZONES) return undefined;
          if (unread) throw unread;
          const [entry] = running;
          if (!entry) return undefined;
          const actual = zones.join(', ') || 'no zone';
          return {
            reason: 'one-zone' as const,
            data: { zones: actual },
            evidence: [at(entry, 'nodegroup.subnets', 'subnets in two zones', actual)],
          };
        },
      ],
      () => {
        const named = (kind: Kind) =>
          saw
            .groups()
            .filter((entry) => activeGroup(entry) && entry.value && kindOf(entry.value) === kind)
            .map(({ args }) => args.name)
            .join(', ');
        return {
          reason: 'apart' as const,
          data: { cluster, cpu: named('cpu'), gpu: named('gpu') },
          evidence: [
            saw.nodegroups.at('nodegroups', 'groups with GPUs and without', {
              gpu: named('gpu'),
              cpu: named('cpu'),
            }),
          ],
        };
      },
    );
  },
});

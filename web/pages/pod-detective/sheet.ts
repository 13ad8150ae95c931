// The sheet of one pod: what it asks for, and what each node has instead.
import {
  amount,
  explain,
  obstacles,
  podRequests,
  taintText,
  usedOn,
  type Node,
  type Obstacle,
  type Placed,
  type Workload,
} from '../../../graders/semantics/scheduling/index.ts';
import { pathText, type Path } from '../../../graders/semantics/manifests/index.ts';
import type { ConstraintSheet, SheetCell, SheetRow } from '../../elements/pod-constraints.ts';
import { isWritten, type Reading, type Run, type Stage } from './model.ts';

interface Constraint {
  key: string;
  path: Path;
  asked: string;
}
interface Column {
  node: Node;
  dormant: boolean;
  found: readonly Obstacle[];
  seen: readonly Placed[];
}

const keyOf = ({ kind, path, resource }: Obstacle): string =>
  kind === 'taint' ? 'taint' : `${kind} ${resource ?? JSON.stringify(path)}`;

/** A node that has nothing and refuses everybody: what keeps a pod off it is what the pod asks for. */
const NOTHING: Node = {
  name: '',
  group: '',
  zone: '',
  labels: {},
  taints: [{ key: 'groundschool/nothing', value: '', effect: 'NoSchedule' }],
  allocatable: { cpu: 0, memory: 0 },
};

/** What a node carries that is being drained. https://kubernetes.io/docs/reference/labels-annotations-taints/#node-kubernetes-io-unschedulable */
const CORDON = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' };

/** Everything that a pod asks of a node, whether a node has it or not. */
function constraintsOf({ pod }: Run, found: readonly Obstacle[]): Constraint[] {
  const alone = obstacles(pod, NOTHING);
  const { affinity, topologySpreadConstraints = [] } = pod.spec;
  const list: Constraint[] = alone
    .filter(({ kind }) => kind !== 'taint')
    .map((one) => ({ key: keyOf(one), path: one.path, asked: one.asked }));
  const tolerations = alone.find(({ kind }) => kind === 'taint');
  const firstResource = list.findIndex(({ key }) => key.startsWith('resource '));
  list.splice(firstResource < 0 ? list.length : firstResource, 0, {
    key: 'taint',
    path: ['tolerations'],
    asked: tolerations?.asked ?? 'every taint is tolerated',
  });
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  topologySpreadConstraints.forEach(({ whenUnsatisfiable, maxSkew, topologyKey }, index) => {
    if (whenUnsatisfiable !== 'DoNotSchedule') return;
    const path: Path = ['topologySpreadConstraints', index];
    list.push({
      key: `spread ${JSON.stringify(path)}`,
      path,
      asked: `skew of at most ${maxSkew} over ${topologyKey}`,
    });
  });
  for (const kind of ['podAntiAffinity', 'podAffinity'] as const)
    (affinity?.[kind]?.[required] ?? []).forEach(({ topologyKey }, index) => {
      const path: Path = ['affinity', kind, required, index];
      const anti = kind === 'podAntiAffinity';
      list.push({
        key: `${anti ? 'anti-affinity' : 'pod-affinity'} ${JSON.stringify(path)}`,
        path,
        asked: `${anti ? 'no such pod' : 'such a pod'} in the same ${topologyKey}`,
      });
    });
  // What only another pod's terms or a negative requirement brings up.
  for (const one of found) {
    const key = keyOf(one);
    const known = list.find((each) => each.key === key);
    if (!known) list.push({ key, path: one.path, asked: one.asked });
    else if (one.kind === 'taint' && one.path.length > known.path.length) known.path = one.path;
  }
  return list;
}

export function sheetOf(reading: Reading, stage: Stage, run: Run): ConstraintSheet | null {
  const workload = reading.all[run.workload];
  if (!workload) return null;
  const alive = stage.nodes
    .filter(({ name }) => !stage.down.has(name))
    .map((node) => (stage.cordoned.has(node.name) ? { ...node, taints: [...node.taints, CORDON] } : node));
  const looked = explain(run.pod, alive, { running: run.seen });
  const columns: Column[] = [
    ...looked.map(({ node, obstacles: found }) => ({ node, dormant: false, found, seen: run.seen })),
    ...stage.dormant.flatMap(({ nodes }) =>
      nodes.map((node) => ({ node, dormant: true, found: obstacles(run.pod, node), seen: [] })),
    ),
  ];
  const constraints = constraintsOf(
    run,
    columns.flatMap(({ found }) => found),
  );
  const cells = new Map(
    columns.map((column) => [column, constraints.map((one) => cellOf(run, column, one))]),
  );
  const shown = collapse(columns, cells);
  const rows = constraints.map((one, index): SheetRow => ({
    ...placeOf(reading, workload, one.path),
    asked: one.asked,
    cells: shown.map(({ column }) => cells.get(column)?.[index] ?? { ok: true, words: [] }),
  }));
  return {
    pod: run.name,
    columns: shown.map(({ column, names }) => ({
      names,
      group: column.node.group,
      zone: column.node.zone,
      type: column.node.labels['node.kubernetes.io/instance-type'] ?? '',
      verdict: column.dormant
        ? column.found.length === 0
          ? 'asleep'
          : 'refuses'
        : names.includes(run.node?.name ?? '')
          ? 'runs'
          : column.found.length === 0
            ? 'fits'
            : 'refuses',
      dormant: column.dormant,
      count: column.found.length,
    })),
    rows,
  };
}

/** Nodes of a group and zone for which everything is the same share a column. */
function collapse(columns: readonly Column[], cells: ReadonlyMap<Column, SheetCell[]>) {
  const shown = new Map<string, { column: Column; names: string[] }>();
  for (const column of columns) {
    const { node, dormant } = column;
    const key = JSON.stringify([node.group, dormant ? '' : node.zone, dormant, cells.get(column)]);
    const known = shown.get(key);
    if (known) known.names.push(node.name);
    else shown.set(key, { column, names: [node.name] });
  }
  return [...shown.values()];
}

function cellOf(run: Run, { node, found, seen }: Column, { key, path }: Constraint): SheetCell {
  const against = found.filter((one) => keyOf(one) === key);
  if (against.length > 0)
    return {
      ok: false,
      words: against.map((one) => `${one.found}${one.kind === 'resource' ? ' free' : ''}`),
    };
  const [kind = '', name = ''] = key.split(' ', 2);
  return {
    ok: true,
    words: [hasWords(run, node, seen, kind, kind === 'resource' ? name : String(path.at(-1)))],
  };
}

/** What a node has of a constraint that it meets. */
function hasWords({ pod }: Run, node: Node, seen: readonly Placed[], kind: string, name: string): string {
  switch (kind) {
    case 'selector':
      return `${name}=${node.labels[name] ?? ''}`;
    case 'node-name':
      return node.name;
    case 'taint': {
      const taints = node.taints.filter(({ effect }) => effect !== 'PreferNoSchedule');
      return taints.length === 0 ? 'no taint' : `${taints.map(taintText).join(', ')}: tolerated`;
    }
    case 'resource': {
      if (!(name in node.allocatable)) return (podRequests(pod)[name] ?? 0) > 0 ? 'not counted' : 'none';
      return `${amount(name, (node.allocatable[name] ?? 0) - (usedOn(node, seen)[name] ?? 0))} free`;
    }
    default:
      return 'holds';
  }
}

function placeOf(
  reading: Reading,
  workload: Workload,
  path: Path,
): Pick<SheetRow, 'field' | 'where' | 'written'> {
  const whole: Path = [...workload.path, ...path];
  return {
    field: pathText(path),
    where: `${reading.file.name}:${workload.object.at(whole).line}`,
    written: isWritten(reading, workload, whole),
  };
}

export interface Finding {
  /** The column that is nearest to taking the pod. */
  nearest: string;
  group: string;
  asleep: boolean;
  lines: readonly { field: string; where: string; asked: string; found: string }[];
}

/** What keeps a pod that waits off the node that is nearest to taking it. */
export function findingOf({ columns, rows }: ConstraintSheet): Finding | null {
  const order = columns
    .map((column, index) => ({ column, index }))
    .toSorted(
      (a, b) => a.column.count - b.column.count || Number(a.column.dormant) - Number(b.column.dormant),
    );
  const [first] = order;
  if (!first) return null;
  return {
    nearest: first.column.dormant ? `a node of ${first.column.group}` : first.column.names.join(', '),
    group: first.column.group,
    asleep: first.column.verdict === 'asleep',
    lines: rows.flatMap(({ field, where, asked, cells }) => {
      const cell = cells[first.index];
      return cell && !cell.ok ? [{ field, where, asked, found: cell.words.join('; ') }] : [];
    }),
  };
}

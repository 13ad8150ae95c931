// What happens to the pods when something happens to the cluster.
import {
  budgetsOf,
  drain,
  rollout,
  zoneLoss,
  type Workload,
} from '../../../graders/semantics/scheduling/index.ts';
import { plural } from '../../format.ts';
import { ofWorkload, placedOf, run, schedule, type Reading, type Run, type Stage } from './model.ts';

export type ClusterEvent =
  | { kind: 'none' }
  | { kind: 'zone'; zone: string }
  | { kind: 'drain'; node: string }
  | { kind: 'update'; workload: number };

export interface Outcome {
  tone: 'pass' | 'fail' | 'info';
  text: string;
}
export interface Played {
  stage: Stage;
  outcomes: readonly Outcome[];
}

export const NOTHING: ClusterEvent = { kind: 'none' };
const nameOf = ({ object }: Workload): string => `${object.kind}/${object.name}`;
const isDaemon = ({ object }: Workload): boolean => object.kind === 'DaemonSet';

/** A stage after an event, and what became of each workload. */
export function play(reading: Reading, stage: Stage, event: ClusterEvent): Played {
  switch (event.kind) {
    case 'none':
      return { stage, outcomes: [] };
    case 'zone':
      return takeDown(reading, stage, event.zone);
    case 'drain':
      return drainNode(reading, stage, event.node);
    case 'update':
      return update(reading, stage, event.workload);
  }
}

/** A zone is lost: its pods with it, and their replacements go where the scheduler finds room. */
function takeDown({ all }: Reading, stage: Stage, zone: string): Played {
  const left = stage.nodes.filter((node) => node.zone !== zone);
  const stays = stage.runs.filter(({ node }) => node && node.zone !== zone);
  const lost = stage.runs.filter(({ node }) => node?.zone === zone);
  const again = schedule(
    stage.runs.filter((one) => !stays.includes(one) && !isDaemon(all[one.workload] as Workload)),
    left,
    placedOf(stays),
  ).map((one): Run => ({ ...one, fate: one.node ? 'moved' : 'same' }));
  const runs = inOrder(stage.runs, [...stays, ...again]);
  const outcomes = all.flatMap((workload, index): Outcome[] => {
    const before = placedOf(ofWorkload(stage.runs, index));
    if (before.length === 0) return [];
    const loss = zoneLoss(before).find((one) => one.zone === zone)?.left ?? before.length;
    const gone = ofWorkload(lost, index).length;
    if (gone === 0) return [{ tone: 'pass', text: `${nameOf(workload)} has nothing in ${zone}.` }];
    const back = ofWorkload(again, index).filter(({ node }) => node).length;
    const rest = gone - back;
    const replaced = isDaemon(workload)
      ? ''
      : rest <= 0
        ? ` Its ${plural(gone, 'lost pod')} can start again in the zones that are left.`
        : ` ${plural(rest, 'pod')} of it can start nowhere until the zone is back.`;
    if (workload.ends)
      return [{ tone: 'info', text: `${nameOf(workload)} loses ${gone} of its pods.${replaced}` }];
    return [
      {
        tone: loss > 0 ? 'pass' : 'fail',
        text:
          loss > 0
            ? `${nameOf(workload)} goes on with ${loss} of ${before.length} pods.${replaced}`
            : `${nameOf(workload)} answers nobody: ${before.length === 1 ? 'its one pod was' : `all ${before.length} pods were`} in ${zone}.${replaced}`,
      },
    ];
  });
  return {
    stage: {
      ...stage,
      lostZone: zone,
      down: new Set(stage.nodes.filter((node) => node.zone === zone).map(({ name }) => name)),
      runs,
    },
    outcomes,
  };
}

/**
 * A node is drained: its pods are asked to go one after the other, as budgets allow, and a pod of a DaemonSet stays.
 * https://kubernetes.io/docs/tasks/administer-cluster/safely-drain-node/
 */
function drainNode({ all, objects }: Reading, stage: Stage, name: string): Played {
  const others = stage.nodes.filter((node) => node.name !== name);
  let runs = [...stage.runs];
  const kept = new Set<number>();
  const without = new Set<number>();
  const moved = new Map<number, { went: number; waits: number }>();
  for (const one of stage.runs.filter(({ node }) => node?.name === name)) {
    const workload = all[one.workload];
    if (!workload || isDaemon(workload)) continue;
    const budget = drain(workload, objects);
    const healthy = placedOf(ofWorkload(runs, one.workload)).length;
    const may = budget.evictions === undefined || (!budget.tooMany && healthy - 1 >= budget.kept);
    if (!may) {
      kept.add(one.workload);
      runs = runs.map((each) => (each.id === one.id ? { ...each, fate: 'stays' } : each));
      continue;
    }
    if (budget.evictions === undefined) without.add(one.workload);
    const rest = runs.filter(({ id }) => id !== one.id);
    const [next] = schedule([one], others, placedOf(rest));
    const count = moved.get(one.workload) ?? { went: 0, waits: 0 };
    moved.set(one.workload, { went: count.went + 1, waits: count.waits + (next?.node ? 0 : 1) });
    runs = runs.map((each) => (each.id === one.id && next ? { ...next, fate: 'moved' } : each));
  }
  const outcomes = all.flatMap((workload, index): Outcome[] => {
    const budgets = budgetsOf(workload.pod, objects).map((budget) => budget.name);
    if (kept.has(index)) {
      const why =
        budgets.length > 1
          ? `${budgets.join(' and ')} select the same pods, and then every eviction is refused`
          : `budget ${budgets[0] ?? ''} keeps ${drain(workload, objects).kept} of ${workload.replicas}`;
      return [
        { tone: 'fail', text: `The drain does not end: ${nameOf(workload)} may not lose a pod, for ${why}.` },
      ];
    }
    const count = moved.get(index);
    if (!count) return [];
    const who = count.went === 1 ? 'it waits' : `${count.waits} of them wait`;
    const waits = count.waits > 0 ? `, and ${who}: no other node has a place` : '';
    const how = without.has(index)
      ? 'at once, for no budget holds them'
      : count.went === 1
        ? 'as its budget allows'
        : 'one after the other, as its budget allows';
    const tone = workload.ends
      ? 'info'
      : count.waits > 0 || (without.has(index) && emptied(stage, runs, index))
        ? 'fail'
        : 'pass';
    return [
      {
        tone,
        text: `${plural(count.went, 'pod')} of ${nameOf(workload)} ${count.went === 1 ? 'leaves' : 'leave'} ${name} ${how}${waits}.`,
      },
    ];
  });
  return {
    stage: { ...stage, cordoned: new Set([name]), runs },
    outcomes: outcomes.length > 0 ? outcomes : [{ tone: 'pass', text: `No pod has to leave ${name}.` }],
  };
}

/** Whether all pods of a workload that ran had to leave together. */
function emptied(stage: Stage, runs: readonly Run[], index: number): boolean {
  const before = ofWorkload(stage.runs, index).filter(({ node }) => node);
  return before.every(({ id }) => runs.find((one) => one.id === id)?.fate === 'moved');
}

/** The first step of an update: new pods above the number, old ones that may go, and whether it can begin at all. */
function update(reading: Reading, stage: Stage, index: number): Played {
  const workload = reading.all[index];
  const own = ofWorkload(stage.runs, index);
  const found = workload && rollout(workload, stage.nodes, placedOf(own));
  if (!workload || !found) return { stage, outcomes: [] };
  const { atLeast, surge, unavailable } = found;
  const missing = workload.replicas - placedOf(own).length;
  const mayGo = Math.max(0, unavailable - missing);
  const extra = Array.from({ length: surge }, (_, number): Run => ({
    ...run(workload, index, own.length + number + 1),
    fate: 'new',
  }));
  const fresh = schedule(extra, stage.nodes, placedOf(stage.runs));
  const going = new Set(
    own
      .filter(({ node }) => node)
      .slice(0, mayGo)
      .map(({ id }) => id),
  );
  const stuck = found.stuck || (mayGo === 0 && !fresh.some(({ node }) => node));
  const runs = stage.runs.map((one): Run => (going.has(one.id) ? { ...one, fate: 'goes' } : one));
  const name = nameOf(workload);
  const step = `${surge} more than ${workload.replicas} may start, ${unavailable} may be missing (maxSurge, maxUnavailable)`;
  const room = fresh.filter(({ node }) => node).length;
  return {
    stage: { ...stage, runs: [...runs, ...fresh] },
    outcomes: [
      stuck
        ? {
            tone: 'fail',
            text: `The update of ${name} never ends: ${step}, and no node has room for a new pod.`,
          }
        : atLeast === 0
          ? { tone: 'fail', text: `During the update of ${name} nobody may answer: ${step}.` }
          : {
              tone: 'pass',
              text: `During the update of ${name} at least ${atLeast} of ${workload.replicas} pods answer: ${step}.`,
            },
      ...(surge > room && !stuck
        ? [
            {
              tone: 'info',
              text: `${plural(surge - room, 'new pod')} ${surge - room === 1 ? 'finds' : 'find'} no room yet: the update goes on only as old pods leave.`,
            } as const,
          ]
        : []),
    ],
  };
}

function inOrder(order: readonly Run[], runs: readonly Run[]): Run[] {
  const byId = new Map(runs.map((one) => [one.id, one]));
  return order.flatMap(({ id }) => byId.get(id) ?? []);
}

export interface Survival {
  name: string;
  replicas: number;
  running: number;
  ends: boolean;
  zones: readonly { zone: string; left: number }[];
  drain: string;
  update: string;
}

/** What each workload survives, as the model says it of the stage before any event. */
export function survivalOf({ all, objects }: Reading, stage: Stage): Survival[] {
  return all.map((workload, index) => {
    const placed = placedOf(ofWorkload(stage.runs, index));
    const { evictions, kept, tooMany } = drain(workload, objects);
    const update = rollout(workload, stage.nodes, placed);
    return {
      name: nameOf(workload),
      replicas: isDaemon(workload) ? placed.length : workload.replicas,
      running: placed.length,
      ends: workload.ends,
      zones: zoneLoss(placed),
      drain: tooMany
        ? 'refused: more than one budget'
        : evictions === undefined
          ? 'no budget: all at once'
          : evictions === 0
            ? `refused: the budget keeps all ${kept}`
            : `${evictions} at a time, ${kept} stay`,
      update: !update ? '–' : update.stuck ? 'never ends: no room' : `at least ${update.atLeast} answer`,
    };
  });
}

// An update of the endpoint, the learner's own or another one, and what a failure does to it: the graders' model in numbers and words.
import type { DeploymentReply } from '../../../server/contract/index.ts';
import {
  failureAt,
  planOf,
  timesOut,
  type DeploymentSettings,
  type Outcome,
  type Phase,
  type Plan,
} from '../../../graders/semantics/deployment/index.ts';
import type { TimelineScene } from '../../elements/deploy-timeline.ts';
import { formatPercent, formatSpan, plural } from '../../format.ts';

/** About what the examples of AWS's documentation take; no setting says it. */
export const START_SECONDS = 240;
const WAIT = 300;

export type WayId = 'own' | 'all-at-once' | 'canary' | 'linear' | 'rolling';
export interface Way {
  id: WayId;
  label: string;
  settings: DeploymentSettings | null;
}

const blueGreen = (Type: string, sizes: object): DeploymentSettings => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { Type, WaitIntervalInSeconds: WAIT, ...sizes },
    TerminationWaitInSeconds: WAIT,
  },
});
const half = { Type: 'CAPACITY_PERCENT', Value: 50 };

/** The last update first; then how it could be done, each with waits of five minutes. */
export function waysOf({ settings }: DeploymentReply): Way[] {
  return [
    {
      id: 'own',
      label: settings === null ? 'Without settings' : 'Your last update',
      settings: settings,
    },
    { id: 'all-at-once', label: 'All at once', settings: blueGreen('ALL_AT_ONCE', {}) },
    {
      id: 'canary',
      label: 'Canary of one',
      settings: blueGreen('CANARY', { CanarySize: { Type: 'INSTANCE_COUNT', Value: 1 } }),
    },
    { id: 'linear', label: 'Linear by half', settings: blueGreen('LINEAR', { LinearStepSize: half }) },
    {
      id: 'rolling',
      label: 'Rolling by half',
      settings: { RollingUpdatePolicy: { MaximumBatchSize: half, WaitIntervalInSeconds: WAIT } },
    },
  ];
}

/** Instances of all variants; two where there is no endpoint yet, as the task asks. */
export function instancesOf({ variants }: DeploymentReply): number {
  const sum = variants.reduce((all, { desired, current }) => all + (desired ?? current ?? 0), 0);
  return sum > 0 ? sum : 2;
}

export const planFor = (reply: DeploymentReply, way: Way): Plan =>
  planOf(way.settings, instancesOf(reply), START_SECONDS);

/** How long the fastest of the alarms that count needs; null when none is known to count. */
export function noticeOf({ alarms }: DeploymentReply): number | null {
  const times = alarms.flatMap(({ counts, seconds }) =>
    counts === true && seconds !== null ? [seconds] : [],
  );
  return times.length === 0 ? null : Math.min(...times);
}

const STEP_NAMES: Record<Phase['kind'], (phase: Phase) => string> = {
  start: () => 'start',
  bake: ({ share }) => `bake ${formatPercent(share)}`,
  retire: () => 'old fleet waits',
};
export const nameOf = (phase: Phase): string => STEP_NAMES[phase.kind](phase);

/** The moment to look at first: the first request that the new version gets. */
export const firstMoment = (plan: Plan): number =>
  plan.phases.find(({ share }) => share > 0)?.from ?? plan.seconds;

export function sceneOf(plan: Plan, at: number, notice: number | null, title: string): TimelineScene {
  const outcome = failureAt(plan, at, notice);
  const { noticedAt, backAt } = outcome;
  return {
    title,
    seconds: plan.seconds,
    end: endOf(plan),
    phases: plan.phases.map((phase) => ({
      ...phase,
      label: nameOf(phase),
      // Without an alarm a bake is only a wait.
      watched: phase.watched && notice !== null,
    })),
    at,
    noticedAt,
    backAt,
    outcome: wordsOf(plan, at, outcome).title,
  };
}

/** A little after the end, so that one can fail there too. */
export const endOf = ({ seconds }: Plan): number => Math.ceil(Math.max(seconds * 1.12, seconds + 60) / 5) * 5;

export interface Words {
  tone: 'pass' | 'fail' | 'info';
  title: string;
  text: string[];
}

/** What a failure from a moment on does, in sentences. */
export function wordsOf(plan: Plan, at: number, outcome: Outcome): Words {
  const { kind, phase, noticedAt, backAt, worst, exposure } = outcome;
  const met = `At worst ${formatPercent(worst)} of the requests fail; together as many as all requests of ${formatSpan(exposure)}.`;
  if (kind === 'not-serving')
    return {
      tone: 'info',
      title: 'Nobody meets it',
      text: [
        'The new version has no traffic yet. If its instances do not become healthy, the update fails and the old ones go on.',
      ],
    };
  if (kind === 'rolled-back' && backAt !== null)
    return {
      tone: 'pass',
      title: `Turned back after ${formatSpan(backAt - at)}`,
      text: [
        met,
        plan.strategy === 'rolling'
          ? 'Traffic returns as old instances are started again, in batches of the rollback size.'
          : 'The old fleet still runs, so that all traffic returns to it at once.',
      ],
    };
  if (kind === 'too-late') {
    const late =
      phase === null || noticedAt === null
        ? 'The update is over: an alarm turns nothing back any more.'
        : phase.kind === 'retire'
          ? 'AWS follows the alarms while traffic is baked; while the old fleet waits for its end, count on none.'
          : `The alarm goes off ${formatSpan(noticedAt - at)} later, and by then no traffic is baked: the waits are shorter than the alarm.`;
    return { tone: 'fail', title: 'The alarm comes too late', text: [late, AGAIN] };
  }
  return {
    tone: 'fail',
    title: 'No alarm turns it back',
    text: [phase === null ? 'The update is over.' : 'The update goes on to its end.', AGAIN],
  };
}

const AGAIN = `In the end every request fails, until somebody notices and updates to the old configuration: another ${formatSpan(START_SECONDS)} at least.`;

/** What a plan is, in one sentence. */
export function planWords(plan: Plan): string {
  const { strategy, steps, seconds, peak, instances } = plan;
  const how = {
    'all-at-once': 'All traffic moves at once',
    canary: `${formatPercent(plan.phases.find(({ share }) => share > 0)?.share ?? 1)} of the traffic goes first, then the rest`,
    linear: `Traffic moves in ${plural(steps, 'step')}`,
    rolling: `Instances are replaced in ${plural(steps, 'batch', 'batches')}`,
  }[strategy];
  const limit = timesOut(plan)
    ? ` Its own time limit of ${formatSpan(plan.timeout ?? 0)} is shorter: the deployment is given up before its end.`
    : '';
  return `${how}; ${formatSpan(seconds)} in all, with up to ${plural(peak, 'instance')} for a fleet of ${instances}.${limit}`;
}

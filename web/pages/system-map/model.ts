// The capstone's seven steps, and the release that is to be repaired, as parts of one system.
import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import { statusName } from '../../elements/status.ts';
import type { SystemPart } from '../../elements/system-map.ts';

interface Shape {
  task: string;
  place: SystemPart['place'];
  /** Variables that name it in the account. */
  names: readonly string[];
  joins: string;
}

const SHAPES: readonly Shape[] = [
  { task: 'data-bucket', place: 'bucket', names: ['bucket'], joins: 'holds data sets and the model' },
  { task: 'gpu-instance', place: 'trainer', names: ['instance_name'], joins: 'trains, and saves the model' },
  { task: 'model-artifact', place: 'model', names: ['model_key'], joins: 'is loaded by the pods' },
  { task: 'eks-deploy', place: 'cluster', names: ['cluster', 'repo'], joins: 'answers behind the balancer' },
  { task: 'alb-exposed', place: 'balancer', names: ['alb', 'tg'], joins: 'takes requests from everybody' },
  {
    task: 'monitoring',
    place: 'alarms',
    names: ['dashboard', 'topic'],
    joins: 'watches balancer, trainer and cluster',
  },
  { task: 'monthly-cost', place: 'bill', names: [], joins: 'adds up all of it' },
  { task: 'release-fix', place: 'release', names: ['node_sg'], joins: '' },
];

/** Each part with the best that the session has seen of it; what a lab does not ask for is left out. */
export function partsOf(lab: LabReply, session: LabSessionReply): SystemPart[] {
  return SHAPES.flatMap(({ task, place, names, joins }): SystemPart[] => {
    const asked = lab.tasks.find(({ id }) => id === task);
    const known = session.tasks.find(({ id }) => id === task);
    if (!asked) return [];
    const status = statusName(known?.last?.status);
    return [
      {
        place,
        title: asked.title,
        href: `/labs/${lab.id}/${task}`,
        handles: names.flatMap((name) => {
          const value = session.variables[name];
          return value === undefined ? [] : [String(value)];
        }),
        status,
        message: known?.last?.message ?? '',
        before: status !== 'pass' && known !== undefined && known.best >= asked.points,
        joins,
      },
    ];
  });
}

/** How many parts have passed, at whatever time. */
export const passedOf = (parts: readonly SystemPart[]): number =>
  parts.filter(({ status, before }) => status === 'pass' || before).length;

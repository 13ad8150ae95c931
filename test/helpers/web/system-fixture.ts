import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import { results } from '../../../web/gallery/samples.ts';

const TASKS: readonly [id: string, title: string, points: number][] = [
  ['data-bucket', 'Step 1: a home for data', 12],
  ['gpu-instance', 'Step 2: the trainer', 12],
  ['model-artifact', 'Step 3: trained and saved', 12],
  ['eks-deploy', 'Step 4: serve it', 16],
  ['alb-exposed', 'Step 5: an Application Load Balancer', 16],
  ['monitoring', 'Step 6: know before users do', 14],
  ['release-fix', 'Repair last Friday’s release', 8],
  ['monthly-cost', 'Step 7: the bill', 10],
];

/** The capstone half done: a bucket that passes, a trainer that did and is gone, a model that fails, alarms nobody may read. */
export function systemFixture(
  lab: LabReply,
  labSession: LabSessionReply,
): { lab: LabReply; labSession: LabSessionReply } {
  const [task] = lab.tasks;
  const [state] = labSession.tasks;
  if (!task || !state) throw new Error('the fixtures lost their tasks');
  const last = new Map([
    ['data-bucket', results.pass],
    ['gpu-instance', results.fail],
    ['model-artifact', results.fail],
    ['monitoring', results.blocked],
  ]);
  const best = new Map([
    ['data-bucket', 12],
    ['gpu-instance', 12],
  ]);
  const id = 'capstone-ml-system';
  return {
    lab: {
      ...lab,
      id,
      tasks: TASKS.map(([one, title, points]) => ({ ...task, id: one, title, points, after: [] })),
    },
    labSession: {
      ...labSession,
      lab: id,
      variables: {
        bucket: 'bm-cap-4f09c1',
        instance_name: 'bm-cap-trainer',
        cluster: 'bm-cap',
        alb: 'bm-cap',
      },
      tasks: TASKS.map(([one]) => ({
        ...state,
        id: one,
        best: best.get(one) ?? 0,
        last: last.get(one) ?? null,
        targetedHintHtml: null,
      })),
    },
  };
}

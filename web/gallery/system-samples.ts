import type { SystemPart } from '../elements/system-map.ts';

const part = (
  place: SystemPart['place'],
  title: string,
  status: SystemPart['status'],
  message: string,
  more: Partial<SystemPart> = {},
): SystemPart => ({
  place,
  title,
  status,
  message,
  href: '/labs/capstone-ml-system',
  handles: [`bm-cap-${place}`],
  before: false,
  joins: '',
  ...more,
});

export const systemParts: readonly SystemPart[] = [
  part('bucket', 'Step 1: a home for data', 'pass', 'bm-cap is private, versioned, and keeps its data.', {
    joins: 'holds data sets and the model',
  }),
  part('trainer', 'Step 2: the trainer', 'fail', 'No instance is called bm-cap-trainer.', {
    before: true,
    joins: 'trains, and saves the model',
  }),
  part(
    'model',
    'Step 3: trained and saved',
    'fail',
    'There is no models/birdsong/v1/model.tar.gz in bm-cap.',
  ),
  part('cluster', 'Step 4: serve it', 'skipped', ''),
  part('balancer', 'Step 5: an Application Load Balancer', 'none', ''),
  part('alarms', 'Step 6: know before users do', 'blocked', 'cloudwatch:DescribeAlarms was denied.'),
  part('bill', 'Step 7: the bill', 'none', '', { handles: [] }),
  part('release', 'Repair last Friday’s release', 'partial', 'An alarm is blind.'),
];

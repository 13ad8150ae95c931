// Contract-shaped values of what the page says about attempts, for the gallery and the tests.
import type {
  AttemptChangesReply,
  AttemptSummary,
  CallSummary,
  SolutionReply,
  TaskChange,
  TimelineReply,
} from '../../server/contract/index.ts';
import { AT } from './samples.ts';

export const moved: TaskChange = {
  task: 'tiering',
  from: 1,
  to: 2,
  before: { status: 'fail', reason: 'no-lifecycle', points: 0 },
  after: { status: 'pass', reason: 'on-schedule', points: 20 },
  values: [
    {
      read: 's3:GetBucketLifecycleConfiguration',
      path: 'Rules[ID=models].Transitions[1].StorageClass',
      expected: 'GLACIER_IR',
      before: { value: 'GLACIER' },
      after: { value: 'GLACIER_IR' },
    },
    {
      read: 's3:GetBucketLifecycleConfiguration',
      path: 'Rules[ID=scratch].Expiration.Days',
      expected: 7,
      before: null,
      after: { value: 7 },
    },
  ],
};
export const otherReason: TaskChange = {
  ...moved,
  before: { status: 'fail', reason: 'no-lifecycle', points: 0 },
  after: { status: 'fail', reason: 'wrong-class', points: 0 },
  values: moved.values.slice(1),
};
export const nothingMoved: TaskChange = {
  ...moved,
  before: moved.after,
  values: [],
};

export const calls: CallSummary = {
  groups: [
    {
      service: 's3',
      operation: 'PutBucketLifecycleConfiguration',
      changes: true,
      done: 2,
      errors: [{ code: 'MalformedXML', count: 1 }],
      resources: ['bm-ml-data-4f09c1'],
      moreResources: 0,
      lastAt: AT,
    },
    {
      service: 's3',
      operation: 'PutObject',
      changes: true,
      done: 12,
      errors: [],
      resources: ['bm-ml-data-4f09c1/models/a.pth', 'bm-ml-data-4f09c1/models/b.pth'],
      moreResources: 10,
      lastAt: AT,
    },
    {
      service: 'iam',
      operation: 'GetRole',
      changes: false,
      done: 0,
      errors: [{ code: 'NoSuchEntity', count: 3 }],
      resources: ['bm-trainer'],
      moreResources: 0,
      lastAt: AT,
    },
  ],
  moreGroups: 2,
  changes: 14,
  reads: 31,
  failed: 4,
  complete: true,
};
export const quietCalls: CallSummary = {
  groups: [],
  moreGroups: 0,
  changes: 0,
  reads: 3,
  failed: 0,
  complete: true,
};

const attempt = (number: number, more: Partial<AttemptSummary> = {}): AttemptSummary => ({
  id: `at_0000000${number}`,
  number,
  status: 'done',
  createdAt: AT,
  finishedAt: AT,
  score: 20 * number,
  checkable: 88,
  tasks: null,
  ...more,
});

export const timeline: TimelineReply = {
  now: quietCalls,
  attempts: [
    {
      attempt: attempt(5, {
        status: 'running',
        finishedAt: null,
        score: null,
        checkable: null,
        tasks: ['tiering'],
      }),
      generation: 2,
      reset: false,
      calls: null,
      moved: [],
      statuses: [],
    },
    {
      attempt: attempt(4),
      generation: 2,
      reset: true,
      calls: { ...calls, complete: false },
      moved: [{ task: 'tiering', before: 'fail', after: 'pass' }],
      statuses: [{ task: 'tiering', status: 'pass' }],
    },
    {
      attempt: attempt(3, {
        status: 'failed',
        score: null,
        checkable: null,
        problem: 'The account was reset before this attempt was checked. Check again in the new one.',
      }),
      generation: 1,
      reset: false,
      calls: null,
      moved: [],
      statuses: [],
    },
    {
      attempt: attempt(2),
      generation: 1,
      reset: false,
      calls: quietCalls,
      moved: [{ task: 'tls-only', before: 'pass', after: 'fail' }],
      statuses: [{ task: 'tls-only', status: 'fail' }],
    },
    {
      attempt: attempt(1),
      generation: 1,
      reset: false,
      calls: null,
      moved: [],
      statuses: [{ task: 'tls-only', status: 'pass' }],
    },
  ],
};

export const comparison: AttemptChangesReply = {
  from: { id: 'at_00000001', number: 1, generation: 1 },
  to: { id: 'at_00000004', number: 4, generation: 2 },
  tasks: [{ ...moved, from: 1, to: 4 }],
  reads: [
    {
      read: 's3:GetBucketLifecycleConfiguration',
      args: { bucket: 'bm-ml-data-4f09c1' },
      values: [
        {
          path: 'Rules[ID=models].Transitions[1].StorageClass',
          before: { value: 'GLACIER' },
          after: { value: 'GLACIER_IR' },
        },
        { path: 'Rules[ID=scratch]', before: null, after: { value: { ID: 'scratch', Days: 7 } } },
      ],
      more: 3,
    },
  ],
};

const code = (language: string, text: string): string =>
  `<figure class="code" data-language="${language}" data-kind="plain"><pre tabindex="0"><code class="hljs language-${language}">${text}\n</code></pre></figure>`;

export const solution: SolutionReply = {
  task: 'version-hygiene',
  open: 'earned',
  notations: [
    {
      id: 'cli',
      html: code(
        'bash',
        'aws s3api put-bucket-versioning --bucket bm-ml-data-4f09c1 \\\n    --versioning-configuration \'{"Status":"Enabled"}\'',
      ),
      problem: null,
    },
    {
      id: 'boto3',
      html: code(
        'python',
        's3.put_bucket_versioning(\n    Bucket="bm-ml-data-4f09c1", VersioningConfiguration={"Status": "Enabled"}\n)',
      ),
      problem: null,
    },
    { id: 'api', html: null, problem: 'This notation cannot say a presigned PUT.' },
  ],
  files: [
    {
      name: 'inventory.py',
      html: code('python', 'def inventory(client):\n    ...'),
      text: 'def inventory(client):\n    ...\n',
      mine: 'def inventory(client):\n    return 0\n',
    },
  ],
  held: [['tiering']],
  needs: [{ name: 'key', tasks: ['secure-bucket'], operation: 'kms:DescribeKey' }],
};

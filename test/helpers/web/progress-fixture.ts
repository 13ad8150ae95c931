// Contract-valid replies for the pages of progress: one part complete, one under way.
import type {
  Certificate,
  CertificatesReply,
  Receipt,
  ReviewOverviewReply,
  ReviewReply,
  VerifyRecordReply,
} from '../../../server/contract/index.ts';
import { quizItems } from '../../../web/gallery/quiz-samples.ts';
import { AT } from '../../../web/gallery/samples.ts';

const HASH = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const seal = {
  publicKey: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  digests: { '/id': HASH.slice(0, 32) },
  signature: 'c2lnbmF0dXJl'.repeat(7),
};

export const reviewOverview = (): ReviewOverviewReply => ({
  due: 3,
  nextDueAt: AT,
  open: null,
  intervalDays: [0.007, 1, 3, 7, 16, 35],
  parts: [
    {
      part: 's3',
      title: 'S3: storage that ages well',
      objectives: (
        [
          ['keys', 'Predict which objects a prefix selects.', 'secure', 0.92, 2, 2, 2],
          ['lifecycle', 'Predict the storage class of an object on any day.', 'growing', 0.61, 3, 3, 2],
          ['classes', 'Choose a storage class, and price it.', 'learning', 0.2, 5, 3, 1],
          ['tools', 'Move data with the AWS CLI and boto3.', 'not-asked', 0, 3, 0, 0],
          ['tls', 'Close a bucket to plain HTTP.', 'not-asked', 0, 0, 0, 0],
        ] as const
      ).map(([id, text, word, mastery, items, asked, right]) => ({
        id,
        text,
        word,
        mastery,
        items,
        asked,
        right,
        due: word === 'learning' ? 3 : 0,
        nextDueAt: word === 'growing' ? AT : null,
        tasks: ['s3-lifecycle/tiering'],
      })),
    },
  ],
});

export const reviewReply = (): ReviewReply => ({
  id: 'review_000001',
  startedAt: AT,
  finishedAt: null,
  items: quizItems.map(({ item }) => ({ part: 's3', partTitle: 'S3: storage that ages well', item })),
  outcomes: [],
});

export const receipts = (): Receipt[] => [
  {
    format: 'groundschool-receipt/1',
    id: 'receipt_000002',
    kind: 'attempt',
    learner: 'local',
    lab: 's3-lifecycle',
    session: 'session_000001',
    attempt: 'attempt_000001',
    number: 3,
    acceptedAt: AT,
    endedAt: AT,
    status: 'done',
    score: 44,
    checkable: 100,
    maxScore: 100,
    tasks: [{ id: 'tiering', status: 'fail', points: 0, maxPoints: 20, reason: 'wrong-class' }],
    files: [],
    graderVersion: '0.1.0+abcdef012345',
    evidenceDigest: HASH,
    seal,
  },
  {
    format: 'groundschool-receipt/1',
    id: 'receipt_000001',
    kind: 'files',
    learner: 'local',
    lab: 's3-lifecycle',
    session: 'session_000001',
    attempt: null,
    number: null,
    acceptedAt: AT,
    endedAt: AT,
    status: 'accepted',
    score: null,
    checkable: null,
    maxScore: 100,
    tasks: [],
    files: [{ task: 'inventory-script', name: 'inventory.py', bytes: 512, sha256: HASH }],
    graderVersion: '0.1.0+abcdef012345',
    evidenceDigest: null,
    seal,
  },
];

export const verdict = (): VerifyRecordReply => ({
  kind: 'receipt',
  id: 'receipt_000002',
  kept: true,
  evidence: 'matches',
  says: [
    'Groundschool receipt receipt_000002',
    'Lab               s3-lifecycle',
    'Score             44 of 100',
  ],
});

const TITLES = [
  ['iam', 'Accounts and IAM'],
  ['ec2', 'EC2, GPUs and Spot'],
  ['s3', 'S3: storage that ages well'],
  ['eks', 'EKS: serving models on Kubernetes'],
  ['sagemaker', 'SageMaker AI: train and deploy'],
  ['vpc', 'VPC: two zones that fail apart'],
  ['cost', 'Cost and monitoring'],
  ['capstone', 'Capstone: the whole flight'],
] as const;

export const certificate = (): Certificate => ({
  format: 'groundschool-certificate/1',
  id: 'certificate_01',
  name: 'Ada Lovelace',
  course: 'AWS for ML infrastructure',
  scope: 'course',
  issuedAt: AT,
  graderVersion: '0.1.0',
  parts: TITLES.map(([id, title]) => ({
    id,
    title,
    lessonRead: true,
    quizScore: 0.9,
    quizPassedAt: AT,
    labs: [
      {
        id: `${id}-lab`,
        title,
        score: 97.5,
        maxScore: 100,
        attempts: [
          {
            id: 'attempt_000001',
            number: 3,
            endedAt: AT,
            score: 97.5,
            graderVersion: '0.1.0+abcdef012345',
            evidenceDigest: HASH,
          },
        ],
      },
    ],
  })),
  evidenceRoot: HASH,
  seal,
});

export const certificates = (): CertificatesReply => ({
  publicKey: seal.publicKey,
  graderVersion: '0.1.0',
  scopes: [
    {
      scope: 'course',
      title: 'AWS for ML infrastructure',
      complete: false,
      missing: [{ label: 'Take the quiz on “S3”', href: '/quizzes/s3' }],
    },
    { scope: 'iam', title: 'Accounts and IAM', complete: true, missing: [] },
  ],
  certificates: [certificate()],
});

// Contract-shaped values for the gallery, and for the tests that want the same ones.
import type { TaskResult } from '../../graders/contract/index.ts';
import type { ConnectionReply, JournalEntry } from '../../server/contract/index.ts';

export const SECRET = 'sbx0secret0sbx0secret0sbx0secret0sbx0sec';
export const AT = '2026-11-25T09:30:00.000Z';

export const results: Record<'pass' | 'fail' | 'blocked' | 'skipped' | 'partial', TaskResult> = {
  pass: {
    id: 'secure-bucket',
    title: 'Private, owned, encrypted',
    status: 'pass',
    points: 16,
    maxPoints: 16,
    reason: 'secure',
    message: 'Bucket bm-ml-data-4f09c1 is private, owned by the account and encrypted with your key.',
    checks: [
      {
        use: 's3/secure-bucket',
        status: 'pass',
        reason: 'secure',
        message: 'Bucket bm-ml-data-4f09c1 is private, owned by the account and encrypted with your key.',
        evidence: [
          {
            read: 's3:GetBucketEncryption',
            path: 'Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm',
            expected: 'aws:kms',
            actual: 'aws:kms',
          },
        ],
        data: {},
      },
    ],
  },
  fail: {
    id: 'tiering',
    title: 'The right class at the right age',
    status: 'fail',
    points: 0,
    maxPoints: 20,
    reason: 'wrong-class',
    message: 'models/a.pth is GLACIER at 91 days, expected GLACIER_IR.',
    checks: [
      {
        use: 's3/tiering',
        status: 'fail',
        reason: 'wrong-class',
        message: 'models/a.pth is GLACIER at 91 days, expected GLACIER_IR.',
        evidence: [
          {
            read: 's3:GetBucketLifecycleConfiguration',
            path: 'Rules[0].Transitions[1].StorageClass',
            expected: 'GLACIER_IR',
            actual: 'GLACIER',
          },
          {
            read: 's3:GetBucketLifecycleConfiguration',
            path: 'Rules[0].Transitions[1].Days',
            expected: 90,
            actual: 90,
          },
        ],
        data: {},
      },
    ],
  },
  blocked: {
    id: 'version-hygiene',
    title: 'Old versions and dead uploads go',
    status: 'blocked',
    points: 0,
    maxPoints: 12,
    reason: 'denied',
    message:
      's3:GetBucketVersioning was denied for bucket bm-ml-data-4f09c1. Allow the IAM action s3:GetBucketVersioning to the role that grades.',
    checks: [
      {
        use: 's3/version-hygiene',
        status: 'blocked',
        reason: 'denied',
        message: 's3:GetBucketVersioning was denied.',
        evidence: [
          { read: 's3:GetBucketVersioning', path: '', expected: 'an answer', actual: 'AccessDenied' },
        ],
        data: {},
      },
    ],
  },
  skipped: {
    id: 'tls-only',
    title: 'Refuse plain HTTP',
    status: 'skipped',
    points: 0,
    maxPoints: 12,
    reason: 'secure-bucket',
    message: 'Skipped until secure-bucket passes.',
    checks: [],
  },
  partial: {
    id: 'attic-fix',
    title: 'Repair the attic',
    status: 'partial',
    points: 7,
    maxPoints: 14,
    reason: 'uploads-kept',
    message: 'Three multipart uploads are still open in bm-attic-4f09c1.',
    checks: [
      {
        use: 's3/attic-access',
        status: 'pass',
        reason: 'closed',
        message: 'Nobody outside the account can read the attic.',
        evidence: [],
        data: {},
      },
      {
        use: 's3/attic-uploads',
        status: 'fail',
        reason: 'uploads-kept',
        message: 'Three multipart uploads are still open.',
        evidence: [
          {
            read: 's3:ListMultipartUploads',
            path: 'Uploads',
            expected: [],
            actual: ['raw/2022-05-01.wav', 'raw/2022-05-02.wav', 'raw/2022-05-03.wav'],
          },
        ],
        data: {},
      },
    ],
  },
};

export const connectionReply = (): ConnectionReply => {
  const values = [
    ['AWS_ENDPOINT_URL', 'http://127.0.0.1:4566'],
    ['AWS_ACCESS_KEY_ID', 'GSKIAEXAMPLE00000001'],
    ['AWS_SECRET_ACCESS_KEY', SECRET],
    ['AWS_DEFAULT_REGION', 'us-east-1'],
  ] as const;
  return {
    endpoint: 'http://127.0.0.1:4566',
    region: 'us-east-1',
    account: '000000000001',
    accessKeyId: 'GSKIAEXAMPLE00000001',
    secretAccessKey: SECRET,
    exports: {
      bash: values.map(([name, value]) => `export ${name}=${value}`).join('\n'),
      fish: values.map(([name, value]) => `set -gx ${name} ${value}`).join('\n'),
      powershell: values.map(([name, value]) => `$env:${name} = '${value}'`).join('\n'),
    },
  };
};

export function journalEntry(seq: number): JournalEntry {
  const kinds: (Pick<JournalEntry, 'who' | 'operation' | 'parameters' | 'status' | 'error'> &
    Partial<JournalEntry>)[] = [
    {
      who: 'learner',
      operation: 'PutBucketLifecycleConfiguration',
      parameters: { Bucket: 'bm-ml-data-4f09c1' },
      status: 200,
      error: null,
    },
    {
      who: 'reader',
      operation: 'GetBucketLifecycleConfiguration',
      parameters: { Bucket: 'bm-ml-data-4f09c1' },
      status: 200,
      error: null,
    },
    {
      who: 'learner',
      operation: 'GetBucketPolicy',
      parameters: { Bucket: 'bm-ml-data-4f09c1' },
      status: 404,
      error: 'NoSuchBucketPolicy',
    },
    {
      who: 'anonymous',
      operation: 'GetObject',
      parameters: { Bucket: 'bm-attic-4f09c1', Key: 'models/v1/model.pth' },
      status: 403,
      error: 'AccessDenied',
    },
  ];
  // Now and then the refused call is a session's, and its row says which statement was missing.
  const denied: (typeof kinds)[number] = {
    who: 'learner',
    principal: 'arn:aws:sts::482913307561:assumed-role/survey-visitor/ada',
    operation: 'GetObject',
    parameters: { Bucket: 'bm-ml-data-4f09c1', Key: 'payroll/2026.csv' },
    status: 403,
    error: 'AccessDenied',
    decision:
      'no statement of an identity policy allows it; closest is statement "ReadRecordings" of identity policy analyst: Resource arn:aws:s3:::bm-ml-data-4f09c1/recordings/* does not cover arn:aws:s3:::bm-ml-data-4f09c1/payroll/2026.csv',
  };
  const kind = seq % 8 === 7 ? denied : (kinds[seq % kinds.length] ?? kinds[0]);
  if (!kind) throw new Error('no kinds');
  return {
    seq,
    at: new Date(Date.parse(AT) + seq * 1700).toISOString(),
    service: 's3',
    durationMs: 3 + (seq % 9),
    principal: kind.who === 'learner' ? 'arn:aws:iam::482913307561:user/learner' : null,
    decision: null,
    ...kind,
  };
}

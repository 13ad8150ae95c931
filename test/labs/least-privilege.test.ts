import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveVariables, type StoredEvidence, type StoredRead } from '../../graders/engine/index.ts';
import { loadLabForGrading } from '../../server/catalog/lab-manifest.ts';
import { LeastPrivilege } from '../../server/proof/least-privilege.ts';
import type { JournalEntry } from '../../server/sandbox/index.ts';

const root = join(import.meta.dirname, '../..');
const lab = loadLabForGrading(root, 's3-lifecycle');
const variables = resolveVariables({ lab: lab.manifest, common: lab.common });

const asked = (read: string, args: unknown): StoredRead => ({
  read,
  args,
  observation: { state: 'absent', code: 'NoSuchBucket' },
  digest: '',
});
const evidenceOf = (reads: StoredRead[]): StoredEvidence => ({
  format: 1,
  lab: lab.manifest.id,
  version: 'test',
  run: {
    account: '123456789012',
    region: 'us-east-1',
    today: '2026-11-28',
    now: '2026-11-28T00:00:00.000Z',
    target: { kind: 'sandbox', endpoint: 'http://127.0.0.1:1' },
  },
  account: '123456789012',
  identity: { state: 'present', value: {} },
  variables,
  tasks: null,
  startedAt: '2026-11-28T00:00:00.000Z',
  durationMs: 1,
  awsCalls: reads.length,
  reads,
});
const seen = (who: JournalEntry['who'], service: string, operation: string): JournalEntry => ({
  seq: 1,
  at: '2026-11-28T00:00:00.000Z',
  who,
  principal: null,
  decision: null,
  service,
  operation,
  region: 'us-east-1',
  parameters: {},
  status: 200,
  errorCode: null,
  source: 'engine',
  durationMs: 1,
  requestId: 'r',
});

/** The problems but for those of reads that this little run never made. */
async function problemsOf(reads: StoredRead[], journal: JournalEntry[] = []): Promise<string[]> {
  const privilege = new LeastPrivilege(lab);
  await privilege.note({ evidence: evidenceOf(reads), journal });
  const problems = await privilege.problems();
  return problems.map(({ message }) => message).filter((message) => !/no run of the proof/.test(message));
}

describe('least privilege in the proof of a lab', () => {
  it('takes what the lab asks of its own bucket', async () => {
    const own = asked('s3:GetBucketPolicy', { bucket: variables['bucket'] });
    expect(await problemsOf([own], [seen('reader', 's3', 'GetBucketPolicy')])).toEqual([]);
  });

  it('finds a bucket that the policy does not name', async () => {
    const [problem, ...more] = await problemsOf([
      asked('s3:GetBucketPolicy', { bucket: 'of-somebody-else' }),
    ]);
    expect(problem).toContain('arn:aws:s3:::of-somebody-else');
    expect(more).toEqual([]);
  });

  it('finds a call that no read declares, and minds only the graders', async () => {
    const journal = [seen('reader', 's3', 'GetBucketWebsite'), seen('learner', 's3', 'DeleteBucket')];
    const problems = await problemsOf([], [...journal, seen('reader', 'sts', 'GetCallerIdentity')]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('s3:GetBucketWebsite');
  });

  it('finds reads that are declared and never made', async () => {
    const problems = await new LeastPrivilege(lab).problems();
    expect(problems.map(({ message }) => message.split(' ')[0])).toContain('kms:DescribeKey');
    expect(problems.length).toBeGreaterThan(8);
  });
});

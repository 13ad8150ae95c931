import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GradeReport } from '../../graders/contract/index.ts';
import { labIds } from '../../server/catalog/lab-files.ts';
import { cliProgram, runCli } from '../helpers/cli.ts';
import { startMoto } from '../helpers/moto.ts';

/**
 * What moto cannot show of a lab's reference solution, with nothing of ours in front of it: these tasks are blocked, each because
 * of the operation named here, and every other task passes. Our gateway, where all tasks pass, is what closes these gaps.
 */
const BLOCKED: Record<string, Record<string, string>> = {
  'capstone-ml-system': {
    'data-bucket': 's3:GetBucketLifecycleConfiguration',
    'gpu-instance': 'ssm:GetParameter',
    'model-artifact': 's3:PutBucketPolicy',
    'eks-deploy': 'eks:DescribeClusterVersions',
    monitoring: 'ssm:GetParameter',
    'monthly-cost': 'ssm:GetParameter',
  },
  'cost-control': { 'monthly-budget': 'budgets:DescribeSubscribersForNotification' },
  'ec2-gpu-spot': {
    'gpu-choice': 'ec2:DescribeSpotPriceHistory',
    'gpu-quota': 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
    'trainer-instance': 'ec2:RunInstances',
  },
  'eks-serving': {
    'cluster-current': 'eks:DescribeClusterVersions',
    'node-groups': 'eks:DescribeNodegroup',
    'pod-identity': 'eks:ListPodIdentityAssociations',
    'serving-manifest': 'eks:DescribeNodegroup',
    'gpu-pending': 'eks:DescribeNodegroup',
  },
  'iam-foundations': { 'root-locked': 'iam:GetAccountSummary' },
  's3-lifecycle': {
    tiering: 's3:GetBucketLifecycleConfiguration',
    'version-hygiene': 's3:GetBucketLifecycleConfiguration',
    'dataset-sync': 's3:PutBucketPolicy',
    'presigned-link': 's3:PutBucketPolicy',
    'attic-fix': 's3:GetBucketLifecycleConfiguration',
  },
  'sagemaker-train-deploy': {
    'spot-training': 'sagemaker:CreateTrainingJob',
    'model-registered': 'sagemaker:CreateTrainingJob',
    'endpoint-live': 'sagemaker:DescribeEndpoint',
    'endpoint-scaling': 'sagemaker:DescribeEndpoint',
    'safe-update': 'sagemaker:UpdateEndpoint',
  },
  'vpc-two-az': {},
};

const folder = mkdtempSync(join(tmpdir(), 'bare-moto-'));
const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'moto-looks-at-no-secret' };

beforeAll(() => cliProgram(), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every lab is tried on moto', () => {
  expect(labIds(join(import.meta.dirname, '../..')).toSorted()).toEqual(Object.keys(BLOCKED).toSorted());
});

describe.each(Object.keys(BLOCKED))('%s solved on moto itself', (lab) => {
  test('fails nowhere: what moto cannot show is blocked, the rest passes', { timeout: 180_000 }, async () => {
    const moto = await startMoto();
    try {
      const answers = join(folder, lab);
      mkdirSync(answers);
      const at = ['--endpoint-url', moto.endpoint];
      for (const script of ['setup', 'solution']) {
        const out = script === 'solution' ? ['--artifacts-to', answers] : [];
        const applied = await runCli(['lab', 'apply', lab, script, ...at, '--keep-going', ...out], { env });
        expect(applied.stdout).toMatch(/^Ran labs\//);
        for (const line of applied.stderr.split('\n').filter((text) => /^[A-Z_]+:/.test(text)))
          expect(line).toMatch(/^STEP_FAILED/);
      }
      const graded = await runCli(['grade', lab, ...at, '--artifacts-from', answers, '--format', 'json'], {
        env,
      });
      const { tasks } = JSON.parse(graded.stdout) as GradeReport;
      const bad = tasks.filter(({ status }) => status !== 'pass' && status !== 'blocked');
      expect(bad.map(({ id, status, message }) => ({ id, status, message }))).toEqual([]);
      const blocked = tasks.filter(({ status }) => status === 'blocked');
      const because = blocked.map(({ id, checks, reason }) => {
        expect(reason, id).toBe('unsupported-by-target');
        return [id, checks.find(({ status }) => status === 'blocked')?.data['operation']];
      });
      expect(Object.fromEntries(because)).toEqual(BLOCKED[lab]);
    } finally {
      await moto.stop();
    }
  });
});

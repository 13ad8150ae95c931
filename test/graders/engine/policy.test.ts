import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { labPolicy, type CheckMap } from '../../../graders/engine/index.ts';
import { after, defineCheck, each, pass, fail } from '../../../graders/kit/index.ts';
import { describeKey, listAliases } from '../../../graders/reads/kms.ts';
import { bucketEncryption, bucketVersioning, headBucket, headObject } from '../../../graders/reads/s3.ts';
import { toyLab } from '../../helpers/toy-lab.ts';

const reasons = { yes: pass('Yes.'), no: fail('No.') };
const judge = () => ({ reason: 'yes' as const, data: {}, evidence: [] });
const checks: CheckMap = {
  'toy/bucket': () =>
    Promise.resolve({
      default: defineCheck({
        id: 'toy/bucket',
        title: 'A bucket',
        params: Type.Object({ bucket: Type.String() }),
        reads: { head: headBucket, encryption: bucketEncryption, key: describeKey, aliases: listAliases },
        bind: ({ bucket }) => ({
          head: { bucket },
          encryption: { bucket },
          key: after('encryption', () => ({ keyId: 'k' })),
          aliases: {},
        }),
        reasons,
        judge,
      }),
    }),
  'toy/objects': () =>
    Promise.resolve({
      default: defineCheck({
        id: 'toy/objects',
        title: 'Objects',
        params: Type.Object({ bucket: Type.String(), keys: Type.Array(Type.String()) }),
        reads: { objects: each(headObject), versioning: bucketVersioning, key: describeKey },
        bind: ({ bucket, keys }) => ({
          objects: keys.map((key) => ({ bucket, key })),
          versioning: { bucket },
          key: { keyId: 'arn:aws:kms:us-east-1:123456789012:key/k1' },
        }),
        reasons,
        judge,
      }),
    }),
};
const lab = toyLab([
  ['two', 50, [], ['toy/objects', { bucket: '{{bucket}}', keys: ['b', 'a'] }]],
  ['one', 50, [], ['toy/bucket', { bucket: '{{bucket}}' }]],
]);

describe('the policy of a lab', () => {
  it('is the actions beside the reads on the resources of the variables, no more', async () => {
    const policy = await labPolicy({
      lab,
      checks,
      variables: { bucket: 'bm-data' },
      account: '123456789012',
      region: 'us-east-1',
    });
    expect(policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'KmsRead1', Effect: 'Allow', Action: ['kms:ListAliases'], Resource: ['*'] },
        {
          Sid: 'KmsRead2',
          Effect: 'Allow',
          Action: ['kms:DescribeKey'],
          Resource: ['arn:aws:kms:us-east-1:123456789012:key/*'],
        },
        {
          Sid: 'S3Read1',
          Effect: 'Allow',
          Action: ['s3:GetBucketVersioning', 's3:GetEncryptionConfiguration', 's3:ListBucket'],
          Resource: ['arn:aws:s3:::bm-data'],
        },
        {
          Sid: 'S3Read2',
          Effect: 'Allow',
          Action: ['s3:GetObject'],
          Resource: ['arn:aws:s3:::bm-data/a', 'arn:aws:s3:::bm-data/b'],
        },
      ],
    });
  });

  it('does not depend on the order of tasks, and has a pattern where the account is unknown', async () => {
    const turned = { ...lab, tasks: lab.tasks.toReversed() };
    const input = { checks, variables: { bucket: 'bm-data' }, region: 'us-east-1' };
    const policy = await labPolicy({ ...input, lab });
    expect(await labPolicy({ ...input, lab: turned })).toEqual(policy);
    expect(JSON.stringify(policy)).toContain('arn:aws:kms:us-east-1:*:key/*');
  });
});

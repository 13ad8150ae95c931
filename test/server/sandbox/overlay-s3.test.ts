/** The S3 overlay in front of the real engine, called by the real client. */
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketPolicyCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAclCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  PutBucketAclCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  KMSClient,
  ListAliasesCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anonymousMay } from '../../../server/sandbox/overlay/index.ts';
import { startEngine, type Engine } from '../../../server/sandbox/engine/index.ts';
import { sandboxAccount } from './overlay-harness.ts';

let engine: Engine;
let accounts = 100000000000;

beforeAll(async () => {
  engine = await startEngine({}, { dataDir: null, onEvent: () => undefined, onLost: () => undefined });
}, 300_000);

afterAll(async () => {
  await engine.stop();
});

/** A fresh account: tests share nothing. */
function fresh() {
  accounts += 1;
  const clock = { now: new Date('2026-11-25T12:00:00Z') };
  const account = sandboxAccount(engine, String(accounts), clock);
  return { ...account, id: String(accounts), clock, s3: new S3Client(account.options) };
}

const allOn = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const Bucket = 'bm-ml-data-000000';

function policyFor(bucket: string, statement: object): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${bucket}/models/*`,
        ...statement,
      },
    ],
  });
}

describe('CreateBucket', () => {
  it('makes buckets as private as on AWS', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toEqual(allOn);
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ]);
  });

  it('honours the ownership asked for, and refuses ACLs without it', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter', ACL: 'public-read' }));
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules?.[0]?.ObjectOwnership).toBe('ObjectWriter');
    const refused = s3.send(new CreateBucketCommand({ Bucket: 'bm-other', ACL: 'public-read' }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidBucketAclWithObjectOwnership' });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'bm-other' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  it('leaves the settings of a bucket that is created again', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'x' }));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await expect(s3.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'kept' }))).ContentLength).toBe(1);
  });

  it.each([
    'ab',
    'Has-Capitals',
    'under_score',
    '-dash',
    'dots..dots',
    '192.168.0.1',
    'xn--name',
    'name-s3alias',
  ])('refuses the name %s', async (name) => {
    const { s3 } = fresh();
    await expect(s3.send(new CreateBucketCommand({ Bucket: name }))).rejects.toMatchObject({
      name: 'InvalidBucketName',
    });
  });

  it('brings SSE-S3 back when the default encryption is deleted', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      }),
    );
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('AES256');
  });

  it('keeps accounts apart, names included', async () => {
    const [one, two] = [fresh(), fresh()];
    await one.s3.send(new CreateBucketCommand({ Bucket }));
    await two.s3.send(new CreateBucketCommand({ Bucket }));
    await one.s3.send(new PutObjectCommand({ Bucket, Key: 'mine', Body: 'x' }));
    await expect(two.s3.send(new HeadObjectCommand({ Bucket, Key: 'mine' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('bucket policy', () => {
  const tlsOnly = JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TlsOnly',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
      ],
    },
    null,
    2,
  );

  it('comes back to the byte, locks nobody out, and goes', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: tlsOnly }));
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(tlsOnly);
    expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({
      IsPublic: false,
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: 'still', Body: 'works' }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  it('is refused when public, as long as BlockPublicPolicy is on', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const open = new PutBucketPolicyCommand({ Bucket, Policy: policyFor(Bucket, {}) });
    await expect(s3.send(open)).rejects.toMatchObject({ name: 'AccessDenied', message: /BlockPublicPolicy/ });
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket,
        PublicAccessBlockConfiguration: { ...allOn, BlockPublicPolicy: false },
      }),
    );
    await s3.send(open);
    expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({
      IsPublic: true,
    });
    const internal = policyFor(Bucket, { Principal: { AWS: 'arn:aws:iam::123456789012:root' } });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: internal }));
    expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({
      IsPublic: false,
    });
  });

  it('needs its bucket, and dies with it', async () => {
    const { s3 } = fresh();
    const put = new PutBucketPolicyCommand({ Bucket, Policy: tlsOnly });
    for (const command of [
      put,
      new GetBucketPolicyCommand({ Bucket }),
      new DeleteBucketPolicyCommand({ Bucket }),
    ]) {
      await expect(s3.send(command as GetBucketPolicyCommand)).rejects.toMatchObject({
        name: 'NoSuchBucket',
        BucketName: Bucket,
      });
    }
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(put);
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchBucketPolicy',
    });
  });

  it('respects the expected owner', async () => {
    const { s3, id } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: tlsOnly, ExpectedBucketOwner: id }));
    const foreign = s3.send(new GetBucketPolicyCommand({ Bucket, ExpectedBucketOwner: '999999999999' }));
    await expect(foreign).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('lifecycle', () => {
  const rule = { ID: 'r', Status: 'Enabled' as const, Filter: { Prefix: 'a/' }, Expiration: { Days: 1 } };

  it('keeps rules and the minimum size, and names what has no name', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const get = new GetBucketLifecycleConfigurationCommand({ Bucket });
    await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
    const { ID: _id, ...unnamed } = rule;
    const put = await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: [rule, unnamed] },
      }),
    );
    expect(put.TransitionDefaultMinimumObjectSize).toBe('all_storage_classes_128K');
    const first = await s3.send(get);
    expect(first.TransitionDefaultMinimumObjectSize).toBe('all_storage_classes_128K');
    expect(first.Rules).toEqual([rule, { ...unnamed, ID: expect.stringMatching(/^[A-Za-z0-9+/=]{48}$/) }]);
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: { Rules: [rule] },
        TransitionDefaultMinimumObjectSize: 'varies_by_storage_class',
      }),
    );
    const second = await s3.send(get);
    expect(second.TransitionDefaultMinimumObjectSize).toBe('varies_by_storage_class');
    expect(second.Rules).toEqual([rule]);
    await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
    await expect(s3.send(get)).rejects.toMatchObject({ name: 'NoSuchLifecycleConfiguration' });
  });

  it('keeps the old configuration when the new one is refused', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [rule] } }),
    );
    const bad = new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: [rule, rule] },
    });
    await expect(s3.send(bad)).rejects.toMatchObject({ name: 'InvalidArgument', message: /unique/ });
    const { Rules: rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(rules).toEqual([rule]);
  });

  it('refuses text that is not its schema', async () => {
    const { call, s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=A/20261125/us-east-1/s3/aws4_request, …' };
    const request = { method: 'PUT', path: `/${Bucket}`, query: 'lifecycle', headers };
    for (const body of [
      '',
      '<LifecycleConfiguration><Rule>',
      '<LifecycleConfiguration><Rule><Id>x</Id><Status>Enabled</Status><Filter/><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>',
      '<LifecycleConfiguration><Rule><Status>Enabled</Status><Filter/><Expiration><Days>soon</Days></Expiration></Rule></LifecycleConfiguration>',
      '<LifecycleConfiguration><Rule><Filter/><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>',
      '<!DOCTYPE x [<!ENTITY e "x">]><LifecycleConfiguration/>',
    ]) {
      const reply = await call(request, Buffer.from(body));
      const code = /<Code>(\w+)</.exec(reply.body.toString())?.[1];
      expect({ body, status: reply.status, code }).toEqual({ body, status: 400, code: 'MalformedXML' });
    }
  });
});

describe('multipart uploads', () => {
  it('are dated by the clock and listed by pages', async () => {
    const { s3, clock } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const keys = ['b/2', 'a', 'b/1', 'b/1', 'z é+&'];
    const ids: string[] = [];
    for (const [day, Key] of keys.entries()) {
      clock.now = new Date(Date.UTC(2026, 10, 10 + day));
      ids.push((await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId ?? '');
    }
    const all = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(all.Uploads?.map(({ Key, Initiated }) => [Key, Initiated?.getUTCDate()])).toEqual([
      ['a', 11],
      ['b/1', 12],
      ['b/1', 13],
      ['b/2', 10],
      ['z é+&', 14],
    ]);
    const paged: string[] = [];
    let pages = 0;
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (marker !== undefined) {
      const page: ListMultipartUploadsCommandOutput = await s3.send(
        new ListMultipartUploadsCommand({ Bucket, MaxUploads: 2, ...marker }),
      );
      pages += 1;
      paged.push(...(page.Uploads ?? []).map(({ UploadId: id }) => id ?? ''));
      const { NextKeyMarker: key = '', NextUploadIdMarker: id = '' } = page;
      marker = page.IsTruncated ? { KeyMarker: key, UploadIdMarker: id } : undefined;
    }
    expect(pages).toBe(3);
    expect(paged).toEqual(all.Uploads?.map(({ UploadId: id }) => id));
    const grouped = await s3.send(new ListMultipartUploadsCommand({ Bucket, Delimiter: '/' }));
    expect(grouped.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
    expect(grouped.Uploads?.map(({ Key }) => Key)).toEqual(['a', 'z é+&']);
    const encoded = await s3.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: 'z ', EncodingType: 'url' }),
    );
    expect(encoded.Uploads?.map(({ Key }) => Key)).toEqual(['z%20%C3%A9%2B%26']);
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'a', UploadId: ids[1] }));
    const rest = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(rest.Uploads?.map(({ Key }) => Key)).toEqual(['b/1', 'b/1', 'b/2', 'z é+&']);
  });
});

describe('ACLs', () => {
  it('are refused where they do not count, and where they would be public', async () => {
    const { s3 } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket }));
    const open = new PutBucketAclCommand({ Bucket, ACL: 'public-read' });
    await expect(s3.send(open)).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await s3.send(new CreateBucketCommand({ Bucket: 'bm-acls', ObjectOwnership: 'BucketOwnerPreferred' }));
    const openOther = new PutBucketAclCommand({ Bucket: 'bm-acls', ACL: 'public-read' });
    await expect(s3.send(openOther)).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'bm-acls' }));
    await s3.send(openOther);
    const acl = await s3.send(new GetBucketAclCommand({ Bucket: 'bm-acls' }));
    expect(acl.Grants?.map(({ Permission }) => Permission)).toEqual(['FULL_CONTROL', 'READ']);
  });
});

describe('unsigned requests', () => {
  const asked = (path: string, operation: string) => ({
    request: { method: 'GET', path, query: '', headers: {} },
    operation: { service: 's3', operation },
  });

  it('pass where policy or ACL lets everybody in, and nowhere else', async () => {
    const { s3, contextFor } = fresh();
    await s3.send(new CreateBucketCommand({ Bucket, ObjectOwnership: 'ObjectWriter' }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'open', Body: 'x', ACL: 'public-read' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'models/x', Body: 'x' }));
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyFor(Bucket, {}) }));
    const may = async (path: string, operation = 'GetObject') => {
      const { request, operation: name } = asked(path, operation);
      return anonymousMay(contextFor(request, Buffer.alloc(0)), request, name);
    };
    expect(await may(`/${Bucket}/models/x`)).toBe(true);
    expect(await may(`/${Bucket}/models%2Fx`, 'HeadObject')).toBe(true);
    expect(await may(`/${Bucket}/open`)).toBe(true);
    expect(await may(`/${Bucket}/closed`)).toBe(false);
    expect(await may(`/${Bucket}`, 'ListObjectsV2')).toBe(false);
    expect(await may(`/${Bucket}/models/x`, 'PutObject')).toBe(false);
    expect(await may('/no-such-bucket/models/x')).toBe(false);
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: allOn }));
    expect(await may(`/${Bucket}/models/x`)).toBe(false);
    expect(await may(`/${Bucket}/open`)).toBe(false);
  });
});

describe('what the s3-lifecycle lab reads besides, as the engine answers it', () => {
  it('region, location, versioning, encryption with a key, listings, objects', async () => {
    const { s3, options } = fresh();
    const kms = new KMSClient(options);
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/bm-data', TargetKeyId: key?.KeyId }));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: 'alias/bm-data',
              },
              BucketKeyEnabled: true,
            },
          ],
        },
      }),
    );
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/bm-data' },
        BucketKeyEnabled: true,
      },
    ]);
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeFalsy();
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined();
    await s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }),
    );
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Suspended');

    const described = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/bm-data' }));
    expect(described.KeyMetadata).toMatchObject({ KeyId: key?.KeyId, KeyState: 'Enabled', Enabled: true });
    const aliases = (await kms.send(new ListAliasesCommand({}))).Aliases ?? [];
    expect(aliases.find(({ AliasName: name }) => name === 'alias/bm-data')?.TargetKeyId).toBe(key?.KeyId);
    expect(aliases.find(({ AliasName: name }) => name === 'alias/aws/s3')?.TargetKeyId).toMatch(
      /^[0-9a-f-]{36}$/,
    );

    const keys = Array.from({ length: 7 }, (_, index) => `d/${index} +é&.wav`);
    for (const [size, Key] of keys.entries())
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x'.repeat(size + 1) }));
    const found: [string | undefined, number | undefined][] = [];
    for await (const page of paginateListObjectsV2({ client: s3, pageSize: 3 }, { Bucket, Prefix: 'd/' })) {
      found.push(
        ...(page.Contents ?? []).map(({ Key, Size }): [string | undefined, number | undefined] => [
          Key,
          Size,
        ]),
      );
    }
    expect(found).toEqual(keys.map((Key, size) => [Key, size + 1]));
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: keys[3] }))).ContentLength).toBe(4);
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

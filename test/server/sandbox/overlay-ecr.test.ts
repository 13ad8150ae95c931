/** Amazon ECR through the whole sandbox: repositories, tags that move or do not, images and scanning. */
import {
  BatchDeleteImageCommand,
  BatchGetImageCommand,
  BatchGetRepositoryScanningConfigurationCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRegistryScanningConfigurationCommand,
  GetRepositoryPolicyCommand,
  InitiateLayerUploadCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  PutRegistryScanningConfigurationCommand,
  SetRepositoryPolicyCommand,
  StartImageScanCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type CreateRepositoryCommandInput,
  type PutRegistryScanningConfigurationCommandInput,
} from '@aws-sdk/client-ecr';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let ecr: ECRClient;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('ecr');
  ecr = new ECRClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
}, 300_000);
afterAll(() => ecr.destroy());

const TYPE = 'application/vnd.oci.image.manifest.v1+json';
const part = (text: string) => ({
  mediaType: 'application/octet-stream',
  size: text.length,
  digest: `sha256:${createHash('sha256').update(text).digest('hex')}`,
});
const manifest = (content: string): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: TYPE, config: part('{}'), layers: [part(content)] });
const create = (repositoryName: string, rest: Partial<CreateRepositoryCommandInput> = {}) =>
  ecr.send(new CreateRepositoryCommand({ repositoryName, ...rest }));
const put = async (repositoryName: string, content: string, imageTag?: string) =>
  (await ecr.send(new PutImageCommand({ repositoryName, imageManifest: manifest(content), imageTag }))).image
    ?.imageId?.imageDigest;
const details = async (repositoryName: string) =>
  (await ecr.send(new DescribeImagesCommand({ repositoryName }))).imageDetails ?? [];
const refused = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'accepted',
    (error: unknown) => error,
  );

describe('repositories', () => {
  it('have the defaults of AWS, settings and tags', async () => {
    const { repository } = await create('bm/server', { tags: [{ Key: 'Project', Value: 'birdsong' }] });
    const repositoryArn = `arn:aws:ecr:us-east-1:${account.account}:repository/bm/server`;
    expect(repository).toMatchObject({
      repositoryName: 'bm/server',
      repositoryArn,
      repositoryUri: `${account.account}.dkr.ecr.us-east-1.amazonaws.com/bm/server`,
      registryId: account.account,
      imageTagMutability: 'MUTABLE',
      imageScanningConfiguration: { scanOnPush: false },
      encryptionConfiguration: { encryptionType: 'AES256' },
    });
    expect(repository?.createdAt).toBeInstanceOf(Date);
    const named = { repositoryName: 'bm/server' };
    await ecr.send(
      new PutImageScanningConfigurationCommand({
        ...named,
        imageScanningConfiguration: { scanOnPush: true },
      }),
    );
    await ecr.send(new PutImageTagMutabilityCommand({ ...named, imageTagMutability: 'IMMUTABLE' }));
    await ecr.send(new TagResourceCommand({ resourceArn: repositoryArn, tags: [{ Key: 'a', Value: 'b' }] }));
    await ecr.send(new UntagResourceCommand({ resourceArn: repositoryArn, tagKeys: ['Project'] }));
    const { tags } = await ecr.send(new ListTagsForResourceCommand({ resourceArn: repositoryArn }));
    expect(tags).toEqual([{ Key: 'a', Value: 'b' }]);
    const { repositories } = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: ['bm/server'] }),
    );
    expect(repositories).toMatchObject([
      { imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } },
    ]);
    expect(await refused(create('bm/server'))).toMatchObject({ name: 'RepositoryAlreadyExistsException' });
    const none = ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['none'] }));
    expect(await refused(none)).toMatchObject({
      name: 'RepositoryNotFoundException',
      message: `The repository with name 'none' does not exist in the registry with id '${account.account}'`,
    });
  });

  it('are listed by pages, and end only when they are empty or it is forced', async () => {
    for (const name of ['page/a', 'page/b', 'page/c']) await create(name);
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await ecr.send(new DescribeRepositoriesCommand({ maxResults: 2, nextToken }));
      expect(page.repositories?.length).toBeLessThanOrEqual(2);
      names.push(...(page.repositories ?? []).map(({ repositoryName }) => repositoryName));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    expect(names).toEqual(expect.arrayContaining(['page/a', 'page/b', 'page/c']));
    expect(new Set(names).size).toBe(names.length);
    await put('page/a', 'x', 'v1');
    const end = (force?: boolean) =>
      ecr.send(new DeleteRepositoryCommand({ repositoryName: 'page/a', force }));
    expect(await refused(end())).toMatchObject({ name: 'RepositoryNotEmptyException' });
    await end(true);
    expect(await refused(details('page/a'))).toMatchObject({ name: 'RepositoryNotFoundException' });
  });

  it.each<[string, Partial<CreateRepositoryCommandInput>]>([
    ['Capital letters', { repositoryName: 'BM/Server' }],
    ['a mutability that is none', { imageTagMutability: 'FIXED' as 'IMMUTABLE' }],
    ['exclusion without a filter', { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' }],
    [
      'a filter without exclusion',
      {
        imageTagMutability: 'IMMUTABLE',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
      },
    ],
    [
      'three wildcards',
      {
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: '*a*b*' }],
      },
    ],
    [
      'a slash in a filter',
      {
        imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
        imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'a/b' }],
      },
    ],
  ])('%s: refused', async (_what, rest) => {
    expect(await refused(create('wrong', rest))).toMatchObject({ name: 'InvalidParameterException' });
  });

  it('keep their documents', async () => {
    await create('documents');
    const named = { repositoryName: 'documents' };
    expect(await refused(ecr.send(new GetRepositoryPolicyCommand(named)))).toMatchObject({
      name: 'RepositoryPolicyNotFoundException',
    });
    expect(await refused(ecr.send(new GetLifecyclePolicyCommand(named)))).toMatchObject({
      name: 'LifecyclePolicyNotFoundException',
    });
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }];
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement });
    await ecr.send(new SetRepositoryPolicyCommand({ ...named, policyText }));
    expect((await ecr.send(new GetRepositoryPolicyCommand(named))).policyText).toBe(policyText);
    const rule = {
      rulePriority: 1,
      selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
      action: { type: 'expire' },
    };
    const lifecyclePolicyText = JSON.stringify({ rules: [rule] });
    await ecr.send(new PutLifecyclePolicyCommand({ ...named, lifecyclePolicyText }));
    const kept = await ecr.send(new DeleteLifecyclePolicyCommand(named));
    expect(kept.lifecyclePolicyText).toBe(lifecyclePolicyText);
    for (const wrong of ['{', '{}', '{"rules":[]}', JSON.stringify({ rules: [rule, rule] })])
      expect(
        await refused(ecr.send(new PutLifecyclePolicyCommand({ ...named, lifecyclePolicyText: wrong }))),
      ).toMatchObject({ name: 'InvalidParameterException' });
    expect(
      await refused(ecr.send(new SetRepositoryPolicyCommand({ ...named, policyText: 'no' }))),
    ).toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('images', () => {
  it('are known by the digest of their manifest', async () => {
    await create('digest');
    const digest = await put('digest', 'one', 'v1');
    expect(digest).toBe(`sha256:${createHash('sha256').update(manifest('one')).digest('hex')}`);
    const again = put('digest', 'one', 'v1');
    expect(await refused(again)).toMatchObject({ name: 'ImageAlreadyExistsException' });
    expect(await put('digest', 'one', 'stable')).toBe(digest);
    expect(await details('digest')).toMatchObject([
      {
        imageDigest: digest,
        imageTags: ['v1', 'stable'],
        imageSizeInBytes: 5,
        imageManifestMediaType: TYPE,
        registryId: account.account,
        repositoryName: 'digest',
      },
    ]);
    const { images, failures } = await ecr.send(
      new BatchGetImageCommand({
        repositoryName: 'digest',
        imageIds: [{ imageTag: 'v1' }, { imageDigest: digest }, { imageTag: 'v2' }, { imageDigest: 'x' }, {}],
      }),
    );
    expect(images?.map(({ imageManifest }) => imageManifest)).toEqual([manifest('one'), manifest('one')]);
    expect(failures?.map(({ failureCode }) => failureCode)).toEqual([
      'ImageNotFound',
      'InvalidImageDigest',
      'MissingDigestAndTag',
    ]);
  });

  it.each<[string, object, string]>([
    ['a repository that is not there', { repositoryName: 'none' }, 'RepositoryNotFoundException'],
    ['no JSON', { imageManifest: '{' }, 'InvalidParameterException'],
    ['no media type', { imageManifest: '{}' }, 'InvalidParameterException'],
    ['no manifest', { imageManifest: '[]' }, 'InvalidParameterException'],
    ['a tag that is none', { imageTag: '-v1' }, 'InvalidParameterException'],
    ['another digest', { imageDigest: `sha256:${'0'.repeat(64)}` }, 'ImageDigestDoesNotMatchException'],
  ])('%s: refused', async (_what, rest, name) => {
    if ((await refused(details('strict'))) instanceof Error) await create('strict');
    const call = new PutImageCommand({ repositoryName: 'strict', imageManifest: manifest('x'), ...rest });
    expect(await refused(ecr.send(call))).toMatchObject({ name });
  });

  it('stay without the tag that moves on, unless tags are immutable', async () => {
    await create('moving');
    const first = await put('moving', 'one', 'v1');
    const second = await put('moving', 'two', 'v1');
    const found = await details('moving');
    expect(found.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
      [first, undefined],
      [second, ['v1']],
    ]);
    const untagged = await ecr.send(
      new ListImagesCommand({ repositoryName: 'moving', filter: { tagStatus: 'UNTAGGED' } }),
    );
    expect(untagged.imageIds).toEqual([{ imageDigest: first }]);
    const tagged = await ecr.send(
      new DescribeImagesCommand({ repositoryName: 'moving', filter: { tagStatus: 'TAGGED' } }),
    );
    expect(tagged.imageDetails).toHaveLength(1);
    await ecr.send(
      new PutImageTagMutabilityCommand({ repositoryName: 'moving', imageTagMutability: 'IMMUTABLE' }),
    );
    for (const content of ['one', 'three'])
      expect(await refused(put('moving', content, 'v1'))).toMatchObject({
        name: 'ImageTagAlreadyExistsException',
      });
    expect(await put('moving', 'one', 'v0')).toBe(first);
  });

  it('obey exclusions as wildcards', async () => {
    const filters = (filter: string) => ({
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD' as const, filter }],
    });
    await create('dev', { imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION', ...filters('dev-*') });
    await create('release', { imageTagMutability: 'MUTABLE_WITH_EXCLUSION', ...filters('v*') });
    for (const repository of ['dev', 'release'])
      for (const tag of ['dev-1', 'v1', 'xdev-1']) await put(repository, tag, tag);
    const answers = async (repository: string) =>
      Promise.all(
        ['dev-1', 'v1', 'xdev-1'].map(async (tag) =>
          (await refused(put(repository, `new ${tag}`, tag))) === 'accepted' ? 'moves' : 'stays',
        ),
      );
    expect(await answers('dev')).toEqual(['moves', 'stays', 'stays']);
    expect(await answers('release')).toEqual(['moves', 'stays', 'moves']);
    const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: ['dev'] }));
    expect(repositories?.[0]?.imageTagMutabilityExclusionFilters).toEqual(
      filters('dev-*').imageTagMutabilityExclusionFilters,
    );
  });

  it('are listed by pages and deleted by tag or digest', async () => {
    await create('many');
    for (const [content, tag] of [
      ['a', 'a1'],
      ['a', 'a2'],
      ['b', 'b1'],
      ['c', undefined],
    ] as const)
      await put('many', content, tag);
    const first = await ecr.send(new ListImagesCommand({ repositoryName: 'many', maxResults: 3 }));
    const rest = await ecr.send(
      new ListImagesCommand({ repositoryName: 'many', maxResults: 3, nextToken: first.nextToken }),
    );
    expect([first.imageIds?.length, rest.imageIds?.length, rest.nextToken]).toEqual([3, 1, undefined]);
    const page = await ecr.send(new DescribeImagesCommand({ repositoryName: 'many', maxResults: 2 }));
    expect([page.imageDetails?.length, typeof page.nextToken]).toEqual([2, 'string']);
    const remove = (...imageIds: object[]) =>
      ecr.send(new BatchDeleteImageCommand({ repositoryName: 'many', imageIds }));
    expect((await remove({ imageTag: 'a1' }, { imageTag: 'b1' }, { imageTag: 'z' })).failures).toHaveLength(
      1,
    );
    expect((await details('many')).map(({ imageTags }) => imageTags)).toEqual([['a2'], undefined]);
    await remove(...(await details('many')).map(({ imageDigest }) => ({ imageDigest })));
    expect(await details('many')).toEqual([]);
    const gone = ecr.send(
      new DescribeImagesCommand({ repositoryName: 'many', imageIds: [{ imageTag: 'a2' }] }),
    );
    expect(await refused(gone)).toMatchObject({ name: 'ImageNotFoundException' });
  });

  it('are pushed by the sandbox itself, each another one', async () => {
    await create('pushed', { imageScanningConfiguration: { scanOnPush: true } });
    const image = { repository: 'pushed', tag: 'v1' };
    const first = await sandbox.pushImage(account.account, image);
    expect(first.uri).toBe(`${account.account}.dkr.ecr.us-east-1.amazonaws.com/pushed:v1`);
    const second = await sandbox.pushImage(account.account, { ...image, tag: 'v2' });
    expect(second.digest).not.toBe(first.digest);
    const found = await details('pushed');
    expect(found.map(({ imageDigest, imageTags }) => [imageDigest, imageTags])).toEqual([
      [first.digest, ['v1']],
      [second.digest, ['v2']],
    ]);
    expect(found[0]?.imageScanStatus?.status).toBe('COMPLETE');
    await expect(sandbox.pushImage(account.account, { ...image, repository: 'none' })).rejects.toMatchObject({
      code: 'SANDBOX_BAD_REQUEST',
      message: expect.stringContaining("repository with name 'none' does not exist"),
    });
  });

  it('cannot be uploaded layer by layer, and it says so', async () => {
    const call = ecr.send(new InitiateLayerUploadCommand({ repositoryName: 'pushed' }));
    expect(await refused(call)).toMatchObject({ $metadata: { httpStatusCode: 501 } });
    const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
    expect(authorizationData).toHaveLength(1);
  });
});

describe('scanning', () => {
  const configure = (rest: PutRegistryScanningConfigurationCommandInput) =>
    ecr.send(new PutRegistryScanningConfigurationCommand(rest));

  it('of the registry is basic until it is set', async () => {
    const { scanningConfiguration } = await ecr.send(new GetRegistryScanningConfigurationCommand({}));
    expect(scanningConfiguration).toEqual({ scanType: 'BASIC', rules: [] });
    const rules = [
      {
        scanFrequency: 'SCAN_ON_PUSH' as const,
        repositoryFilters: [{ filterType: 'WILDCARD' as const, filter: 'scan/*' }],
      },
    ];
    await configure({ scanType: 'BASIC', rules });
    const found = await ecr.send(new GetRegistryScanningConfigurationCommand({}));
    expect(found).toMatchObject({
      registryId: account.account,
      scanningConfiguration: { scanType: 'BASIC', rules },
    });
    for (const name of ['scan/a', 'other']) await create(name);
    const names = ['scan/a', 'other', 'none'];
    const { scanningConfigurations, failures } = await ecr.send(
      new BatchGetRepositoryScanningConfigurationCommand({ repositoryNames: names }),
    );
    expect(scanningConfigurations?.map(({ scanFrequency }) => scanFrequency)).toEqual([
      'SCAN_ON_PUSH',
      'MANUAL',
    ]);
    expect(failures).toHaveLength(1);
  });

  it.each<[string, PutRegistryScanningConfigurationCommandInput]>([
    ['a type that is none', { scanType: 'DEEP' as 'BASIC' }],
    [
      'continuous basic scans',
      {
        scanType: 'BASIC',
        rules: [
          { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] },
        ],
      },
    ],
    [
      'a filter that is none',
      {
        scanType: 'ENHANCED',
        rules: [
          {
            scanFrequency: 'CONTINUOUS_SCAN',
            repositoryFilters: [{ filter: 'A B', filterType: 'WILDCARD' }],
          },
        ],
      },
    ],
  ])('%s: refused', async (_what, rest) => {
    expect(await refused(configure(rest))).toMatchObject({ name: 'InvalidParameterException' });
  });

  it('of an image is done once a day', async () => {
    await create('by-hand');
    await put('by-hand', 'x', 'v1');
    const named = { repositoryName: 'by-hand', imageId: { imageTag: 'v1' } };
    const findings = () => ecr.send(new DescribeImageScanFindingsCommand(named));
    expect(await refused(findings())).toMatchObject({ name: 'ScanNotFoundException' });
    const { imageScanStatus } = await ecr.send(new StartImageScanCommand(named));
    expect(imageScanStatus?.status).toBe('IN_PROGRESS');
    expect(await findings()).toMatchObject({
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindings: { findings: [] },
    });
    expect(await refused(ecr.send(new StartImageScanCommand(named)))).toMatchObject({
      name: 'LimitExceededException',
    });
  });
});

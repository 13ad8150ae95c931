/** States of `image-digest`: each a repository of its own. */
import type { Step } from '../../../../server/scripts/index.ts';
import { call, type AccountState } from '../state.ts';
import { statesOf, type Json } from './account.ts';

const images = statesOf('image-digest', 'repo');
const repository = (changes: Json = {}): Step =>
  call('ecr:CreateRepository', {
    repositoryName: '{{repo}}',
    imageTagMutability: 'IMMUTABLE',
    imageScanningConfiguration: { scanOnPush: true },
    ...changes,
  });
const OCI = 'application/vnd.oci.image';
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const push = (imageTag: string | undefined, letter = 'a'): Step =>
  call('ecr:PutImage', {
    repositoryName: '{{repo}}',
    ...(imageTag === undefined ? {} : { imageTag }),
    imageManifestMediaType: `${OCI}.manifest.v1+json`,
    imageManifest: {
      $json: {
        schemaVersion: 2,
        mediaType: `${OCI}.manifest.v1+json`,
        config: { mediaType: `${OCI}.config.v1+json`, size: 7023, digest: digest(letter) },
        layers: [{ mediaType: `${OCI}.layer.v1.tar+gzip`, size: 32_654, digest: digest('f') }],
      },
    },
  });
const registry = (...rules: readonly (readonly [scanFrequency: string, ...filters: string[]])[]): Step =>
  call('ecr:PutRegistryScanningConfiguration', {
    scanType: 'BASIC',
    rules: rules.map(([scanFrequency, ...filters]) => ({
      scanFrequency,
      repositoryFilters: filters.map((filter) => ({ filter, filterType: 'WILDCARD' })),
    })),
  });
/** The registry scans nothing of itself afterwards. */
const byRegistry = { undo: [registry()] };
const unscanned = { imageScanningConfiguration: { scanOnPush: false } };

export const imageDigest: readonly AccountState[] = [
  images('as it should be', [repository(), push('v1')], 'pass'),
  images('a date as the tag', [repository(), push('2026-11-27')], 'pass'),
  images('latest, too', [repository(), push('latest'), push('v1', 'b')], 'pass'),
  images(
    'made mutable and immutable again',
    [
      repository({ imageTagMutability: 'MUTABLE' }),
      push('v1'),
      call('ecr:PutImageTagMutability', { repositoryName: '{{repo}}', imageTagMutability: 'IMMUTABLE' }),
    ],
    'pass',
  ),
  images(
    'scanned by a rule of the registry',
    [repository(unscanned), push('v1'), registry(['SCAN_ON_PUSH', 'st-image-*'])],
    'pass',
    byRegistry,
  ),
  images(
    'a rule without an asterisk',
    [repository(unscanned), push('v1'), registry(['SCAN_ON_PUSH', 'image-digest'])],
    'pass',
    byRegistry,
  ),
  images('no repository', [], 'fail/repo-missing'),
  images(
    'deleted',
    [repository(), push('v1'), call('ecr:DeleteRepository', { repositoryName: '{{repo}}', force: true })],
    'fail/repo-missing',
  ),
  images('mutable', [repository({ imageTagMutability: 'MUTABLE' }), push('v1')], 'fail/mutable-tags'),
  images(
    'as ECR makes it unasked',
    [repository({ imageTagMutability: undefined }), push('v1')],
    'fail/mutable-tags',
  ),
  images('not scanned', [repository(unscanned), push('v1')], 'fail/no-scan'),
  images(
    'a rule for others',
    [repository(unscanned), push('v1'), registry(['SCAN_ON_PUSH', 'prod-*'])],
    'fail/no-scan',
    byRegistry,
  ),
  images('empty', [repository()], 'fail/no-image'),
  images('no tag', [repository(), push(undefined)], 'fail/no-image'),
  images('latest', [repository(), push('latest')], 'fail/latest-only'),
  images(
    'the version was deleted',
    [
      repository(),
      push('latest'),
      push('v1', 'b'),
      call('ecr:BatchDeleteImage', { repositoryName: '{{repo}}', imageIds: [{ imageTag: 'v1' }] }),
    ],
    'fail/latest-only',
  ),
  images('images denied', [repository(), push('v1')], 'blocked/denied', {
    broken: { 'ecr:DescribeImages': 'deny' },
  }),
  images('the registry denied, not needed', [repository(), push('v1')], 'pass', {
    broken: { 'ecr:GetRegistryScanningConfiguration': 'deny' },
  }),
];

/**
 * What S3 calls need.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
import type { RequestContext } from '../../../../graders/semantics/iam/index.ts';
import { decodeText, queryPairs } from '../../gateway/wire.ts';
import { parseXml, XmlSyntaxError } from '../../overlay/wire/xml.ts';
import { s3Action } from '../actions.ts';
import type { Call } from '../call.ts';
import { need, vague, type Need, type NeedsOf, type World } from './need.ts';

/** Request headers and parameters that are condition keys under their own names. */
const HEADER_KEYS = [
  'x-amz-acl',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
  'x-amz-content-sha256',
  'x-amz-object-ownership',
  'if-match',
  'if-none-match',
];
const QUERY_KEYS = ['prefix', 'delimiter', 'max-keys'];

const KNOWS = new RegExp(
  `^s3:(${[...HEADER_KEYS, ...QUERY_KEYS].join('|')}|versionid|authtype|signatureversion|resourceaccount|requestobjecttag/.*|requestobjecttagkeys)$`,
);

/** Object operations whose further headers are actions of their own. */
const HEADER_ACTIONS: readonly [header: string, action: string][] = [
  ['x-amz-acl', 's3:PutObjectAcl'],
  ['x-amz-grant-full-control', 's3:PutObjectAcl'],
  ['x-amz-grant-read', 's3:PutObjectAcl'],
  ['x-amz-grant-read-acp', 's3:PutObjectAcl'],
  ['x-amz-grant-write-acp', 's3:PutObjectAcl'],
  ['x-amz-tagging', 's3:PutObjectTagging'],
  ['x-amz-object-lock-mode', 's3:PutObjectRetention'],
  ['x-amz-object-lock-retain-until-date', 's3:PutObjectRetention'],
  ['x-amz-object-lock-legal-hold', 's3:PutObjectLegalHold'],
];

export const s3Needs: NeedsOf = (call, world) => {
  const { operation } = call.operation;
  const { bucket, key } = call.object;
  if (operation === 'ListBuckets')
    return [need(s3Action(operation), '*', { context: contextOf(call), knows: KNOWS })];
  // The bucket or key of other calls without one is in a body that nobody has read.
  if (bucket === '' || operation === 'PostObject') return [vague(s3Action(operation), { knows: KNOWS })];
  const versionId = call.text('versionId');
  const context = contextOf(call);
  const on = (name: string, resource: string, extra: RequestContext = {}): Need =>
    about(world, call, name, resource, { ...context, ...extra });
  if (operation === 'DeleteObjects')
    return deletions(call).map(({ action, path }) => on(action, `${bucket}/${path}`));
  const action = s3Action(operation, versionId !== undefined);
  if (key === '') return [on(action, bucket), ...bucketExtras(call).map((name) => on(name, bucket))];

  const needs = [
    on(action, `${bucket}/${key}`, versionId === undefined ? {} : { 's3:VersionId': versionId }),
  ];
  if (operation === 'GetObjectAttributes')
    needs.push(on(s3Action('GetObject', versionId !== undefined), `${bucket}/${key}`));
  if (action === 's3:PutObject') {
    const extra = new Set(
      HEADER_ACTIONS.filter(([header]) => call.header(header) !== undefined).map(([, name]) => name),
    );
    needs.push(...[...extra].map((name) => on(name, `${bucket}/${key}`)));
  }
  if (call.header('x-amz-bypass-governance-retention') === 'true')
    needs.push(on('s3:BypassGovernanceRetention', `${bucket}/${key}`));
  const source = call.header('x-amz-copy-source');
  if (source !== undefined) needs.push(copied(source, on));
  return needs;
};

/**
 * Who may not list a bucket does not learn which keys it lacks: a missing object is denied.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function listingOf(call: Call, world: World): Need {
  return about(world, call, 's3:ListBucket', call.object.bucket, contextOf(call));
}

/** Reading what is copied. The header is `bucket/key` or `/bucket/key`, percent-encoded, with an optional version. */
function copied(source: string, on: (name: string, resource: string, extra: RequestContext) => Need): Need {
  const [path = '', query = ''] = source.replace(/^\/+/, '').split('?versionId=');
  const versionId = query === '' ? {} : { 's3:VersionId': query };
  return on(s3Action('GetObject', query !== ''), decodeText(path), versionId);
}

function bucketExtras(call: Call): string[] {
  if (call.operation.operation !== 'CreateBucket') return [];
  const has = (name: string): boolean => call.header(name) !== undefined;
  return [
    ...(has('x-amz-acl') ? ['s3:PutBucketAcl'] : []),
    ...(has('x-amz-object-ownership') ? ['s3:PutBucketOwnershipControls'] : []),
    ...(has('x-amz-bucket-object-lock-enabled')
      ? ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning']
      : []),
  ];
}

function about(world: World, call: Call, action: string, path: string, context: RequestContext): Need {
  const [bucket = ''] = path.split('/');
  const document = world.bucketPolicy(bucket);
  return need(action, `arn:aws:s3:::${path}`, {
    context: { ...context, 's3:ResourceAccount': call.account },
    knows: KNOWS,
    ...(document === undefined ? {} : { resourcePolicy: { kind: 'bucket', document } }),
  });
}

function contextOf(call: Call): RequestContext {
  const link = /(?:^|&)(X-Amz-Signature|Signature)=/.exec(call.request.query)?.[1];
  const query = new Map(queryPairs(call.request.query));
  const keys: [string, string | string[]][] = [
    ['s3:authType', link === undefined ? 'REST-HEADER' : 'REST-QUERY-STRING'],
    ['s3:signatureversion', link === 'Signature' ? 'AWS' : 'AWS4-HMAC-SHA256'],
  ];
  for (const name of HEADER_KEYS) {
    const value = call.header(name);
    if (value !== undefined) keys.push([`s3:${name}`, value]);
  }
  if (call.operation.operation.startsWith('ListObject')) {
    for (const name of QUERY_KEYS) {
      const value = query.get(name);
      if (value !== undefined) keys.push([`s3:${name}`, value]);
    }
  }
  const tags = queryPairs(call.header('x-amz-tagging') ?? '');
  for (const [name, value] of tags) keys.push([`s3:RequestObjectTag/${name}`, value]);
  if (tags.length > 0) keys.push(['s3:RequestObjectTagKeys', tags.map(([name]) => name)]);
  return Object.fromEntries(keys);
}

/** The keys of a DeleteObjects body. What is no such body needs everything, and then S3 says what is wrong with it. */
function deletions(call: Call): { action: string; path: string }[] {
  const everything = [{ action: 's3:DeleteObject', path: '*' }];
  try {
    const objects = parseXml(call.body).children.filter(({ name }) => name === 'Object');
    const found = objects.flatMap(({ children }) => {
      const versioned = children.some(({ name }) => name === 'VersionId');
      const keys = children.filter(({ name }) => name === 'Key');
      return keys.map(({ text }) => ({ action: s3Action('DeleteObject', versioned), path: text }));
    });
    return found.length > 0 ? found : everything;
  } catch (error) {
    if (error instanceof XmlSyntaxError) return everything;
    throw error;
  }
}

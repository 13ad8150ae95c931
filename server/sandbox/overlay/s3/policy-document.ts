/**
 * What S3 refuses in a bucket policy, in S3's words.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
import { parsePolicy } from '../../../../graders/semantics/iam/index.ts';
import { compileGlob, globMatches } from '../../../../graders/semantics/iam/wildcard.ts';
import { AwsError } from '../../types.ts';

/** Bytes; https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html */
const maxBytes = 20 * 1024;

const policyFields: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);
const statementFields: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

type Json = Record<string, unknown>;

/** Throws AwsError MalformedPolicy (or PolicyTooLarge) when S3 would not take the document for this bucket. */
export function checkPolicy(document: string, bucket: string): void {
  const policy = parseObject(document);
  if (Buffer.byteLength(document) > maxBytes) {
    throw new AwsError(
      'PolicyTooLarge',
      `Normalized policy document exceeds the maximum allowed size of ${maxBytes} bytes`,
      400,
    );
  }
  refuseUnknown(policy, policyFields);
  const statements = [policy['Statement']].flat();
  if (policy['Statement'] === undefined) throw malformed('Missing required field Statement');
  if (statements.length === 0) throw malformed('Could not parse the policy: Statement is empty!');
  for (const statement of statements) {
    if (!isObject(statement)) throw malformed('Could not parse the policy');
    checkStatement(statement, bucket);
  }
  checkSids(statements as Json[]);
  // The rest of the language, such as condition operators and principals, is the IAM model's knowledge.
  const parsed = parsePolicy(policy);
  const problem = parsed.ok ? undefined : parsed.problems[0];
  if (problem?.path.includes('.Condition')) throw malformed(`Invalid Condition type : ${problem.construct}`);
  // The kinds of principal are a closed list: AWS, Service, Federated, CanonicalUser.
  if (problem !== undefined && /\.(Not)?Principal\./.test(problem.path))
    throw malformed('Invalid principal in policy');
  if (problem !== undefined && problem.code !== 'unsupported') throw malformed(problem.message);
}

function parseObject(document: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw malformed("Policies must be valid JSON and the first byte must be '{'");
    throw error;
  }
  if (!isObject(value)) throw malformed("Policies must be valid JSON and the first byte must be '{'");
  return value;
}

function checkStatement(statement: Json, bucket: string): void {
  refuseUnknown(statement, statementFields);
  for (const [field, opposite] of [
    ['Effect', 'Effect'],
    ['Principal', 'NotPrincipal'],
    ['Action', 'NotAction'],
    ['Resource', 'NotResource'],
  ] as const) {
    if (statement[field] === undefined && statement[opposite] === undefined) {
      throw malformed(`Missing required field ${field}`);
    }
    if (field !== opposite && statement[field] !== undefined && statement[opposite] !== undefined) {
      throw malformed(`Statement contains both ${field} and ${opposite}`);
    }
  }
  if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny') {
    throw malformed(`Invalid effect: ${String(statement['Effect'])}`);
  }
  const principal = statement['Principal'] ?? statement['NotPrincipal'];
  if (principal !== '*' && !isObject(principal)) throw malformed('Invalid policy syntax.');
  const actions = texts(statement['Action'] ?? statement['NotAction'], 'Policy has invalid action');
  if (!actions.every((action) => action === '*' || /^s3[\w-]*:[\w*?]+$/i.test(action))) {
    throw malformed('Policy has invalid action');
  }
  const resources = texts(statement['Resource'] ?? statement['NotResource'], 'Policy has invalid resource');
  if (!resources.every((resource) => isOfBucket(resource, bucket)))
    throw malformed('Policy has invalid resource');
  checkScope(statement, actions, resources);
}

/** `arn:aws:s3:::bucket`, `…:::bucket/…`, or a pattern whose bucket part can be this bucket. */
function isOfBucket(resource: string, bucket: string): boolean {
  if (resource === '*') return true;
  const arn = /^arn:aws[a-z-]*:s3:::([^/]+)/.exec(resource);
  return arn?.[1] !== undefined && globMatches(compileGlob(arn[1]), bucket);
}

/**
 * An object action with nothing but the bucket's own ARN, or the reverse, applies to nothing.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
function checkScope(statement: Json, actions: readonly string[], resources: readonly string[]): void {
  if (statement['Action'] === undefined || statement['Resource'] === undefined) return;
  const objects = resources.some(
    (resource) => resource === '*' || resource.includes('/') || resource.endsWith('*'),
  );
  const buckets = resources.some((resource) => !resource.includes('/'));
  const fits = actions.some((action) => {
    if (/[*?]/.test(action)) return true;
    return objectActions.has(action.toLowerCase())
      ? objects
      : bucketActions.has(action.toLowerCase())
        ? buckets
        : true;
  });
  if (!fits) throw malformed('Action does not apply to any resource(s) in statement');
}

const objectActions: ReadonlySet<string> = new Set(
  [
    'GetObject',
    'GetObjectVersion',
    'GetObjectAcl',
    'GetObjectTagging',
    'PutObject',
    'PutObjectAcl',
    'PutObjectTagging',
    'DeleteObject',
    'DeleteObjectVersion',
    'AbortMultipartUpload',
    'ListMultipartUploadParts',
    'RestoreObject',
  ].map((name) => `s3:${name.toLowerCase()}`),
);

const bucketActions: ReadonlySet<string> = new Set(
  [
    'ListBucket',
    'ListBucketVersions',
    'ListBucketMultipartUploads',
    'GetBucketLocation',
    'GetBucketPolicy',
    'PutBucketPolicy',
    'DeleteBucketPolicy',
    'DeleteBucket',
    'GetLifecycleConfiguration',
    'PutLifecycleConfiguration',
  ].map((name) => `s3:${name.toLowerCase()}`),
);

function checkSids(statements: readonly Json[]): void {
  const seen = new Set<unknown>();
  for (const { Sid: sid } of statements) {
    if (sid === undefined || sid === '') continue;
    if (seen.has(sid)) throw malformed('Statement IDs (SID) in a single policy must be unique.');
    seen.add(sid);
  }
}

function texts(value: unknown, otherwise: string): string[] {
  const list = [value].flat();
  if (list.length === 0 || !list.every((item) => typeof item === 'string')) throw malformed(otherwise);
  return list;
}

function refuseUnknown(record: Json, known: ReadonlySet<string>): void {
  const unknown = Object.keys(record).find((name) => !known.has(name));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicy', message, 400);
}

/** Naming operations from the wire alone, and telling reads from writes. */
import { describe, expect, it } from 'vitest';
import { createOverlay } from '../../../server/sandbox/overlay/index.ts';
import { loadModel } from '../../../server/sandbox/overlay/model.ts';
import { clients } from '../../../server/sandbox/overlay/services.ts';
import {
  requiredMembers,
  type OperationModel,
  type ServiceModel,
} from '../../../server/sandbox/overlay/model.ts';
import { pathTemplate } from '../../../server/sandbox/overlay/wire/routes.ts';
import type { WireRequest } from '../../../server/sandbox/types.ts';

const overlay = createOverlay([]);

function wire(line: string, headers: Record<string, string> = {}): WireRequest {
  const [method = '', target = ''] = line.split(' ');
  const [path = '', query = ''] = target.split('?');
  return { method, path, query, headers };
}

async function name(line: string, service: string | null, headers = {}, body = ''): Promise<string | null> {
  const found = await overlay.identify(wire(line, headers), service, Buffer.from(body));
  return found === null ? null : `${found.service}:${found.operation}`;
}

describe('S3 routes', () => {
  it.each<[string, string | null, Record<string, string>?]>([
    ['GET /', 's3:ListBuckets'],
    ['GET /?x-id=ListBuckets', 's3:ListBuckets'],
    ['PUT /b', 's3:CreateBucket'],
    ['PUT /b/', 's3:CreateBucket'],
    ['HEAD /b', 's3:HeadBucket'],
    ['DELETE /b', 's3:DeleteBucket'],
    ['GET /b', 's3:ListObjects'],
    ['GET /b?prefix=a&marker=b&encoding-type=url', 's3:ListObjects'],
    ['GET /b?list-type=2&prefix=a', 's3:ListObjectsV2'],
    ['GET /b/?list-type=2', 's3:ListObjectsV2'],
    ['GET /b?versions&prefix=', 's3:ListObjectVersions'],
    ['GET /b?uploads', 's3:ListMultipartUploads'],
    ['GET /b?location', 's3:GetBucketLocation'],
    ['GET /b?policy', 's3:GetBucketPolicy'],
    ['GET /b?policyStatus', 's3:GetBucketPolicyStatus'],
    ['PUT /b?policy', 's3:PutBucketPolicy'],
    ['DELETE /b?policy', 's3:DeleteBucketPolicy'],
    ['GET /b?lifecycle', 's3:GetBucketLifecycleConfiguration'],
    ['PUT /b?lifecycle', 's3:PutBucketLifecycleConfiguration'],
    ['PUT /b?lifecycle=', 's3:PutBucketLifecycleConfiguration'],
    ['DELETE /b?lifecycle', 's3:DeleteBucketLifecycle'],
    ['GET /b?publicAccessBlock', 's3:GetPublicAccessBlock'],
    ['GET /b?analytics', 's3:ListBucketAnalyticsConfigurations'],
    ['GET /b?analytics&id=1', 's3:GetBucketAnalyticsConfiguration'],
    ['POST /b?delete', 's3:DeleteObjects'],
    ['GET /b/k', 's3:GetObject'],
    ['GET /b/a/b/c%2Fd', 's3:GetObject'],
    ['GET /b/folder/', 's3:GetObject'],
    ['GET /b//', 's3:GetObject'],
    ['GET /b/k?versionId=1&response-content-type=x', 's3:GetObject'],
    ['GET /b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0', 's3:GetObject'],
    ['HEAD /b/k', 's3:HeadObject'],
    ['PUT /b/k', 's3:PutObject'],
    ['PUT /b/k', 's3:CopyObject', { 'x-amz-copy-source': 'b/x' }],
    ['PUT /b/k?partNumber=1&uploadId=u', 's3:UploadPart'],
    ['PUT /b/k?partNumber=1&uploadId=u', 's3:UploadPartCopy', { 'x-amz-copy-source': 'b/x' }],
    ['POST /b/k?uploads', 's3:CreateMultipartUpload'],
    ['POST /b/k?uploadId=u', 's3:CompleteMultipartUpload'],
    ['GET /b/k?uploadId=u', 's3:ListParts'],
    ['DELETE /b/k?uploadId=u', 's3:AbortMultipartUpload'],
    ['DELETE /b/k', 's3:DeleteObject'],
    ['GET /b/k?acl', 's3:GetObjectAcl'],
    ['GET /b?acl', 's3:GetBucketAcl'],
    ['GET /b/k?tagging', 's3:GetObjectTagging'],
    ['GET /b?tagging', 's3:GetBucketTagging'],
    ['GET /b/k?attributes', 's3:GetObjectAttributes', { 'x-amz-object-attributes': 'ETag' }],
    ['POST /b/k?restore', 's3:RestoreObject'],
    ['POST /b/k?select&select-type=2', 's3:SelectObjectContent'],
    ['POST /b', 's3:PostObject', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['POST /b/k', null],
    ['OPTIONS /b/k', null],
    ['PATCH /b', null],
  ])('%s is %s', async (line, expected, headers) => {
    expect(await name(line, 's3', headers)).toBe(expected);
  });

  it('belong to whoever does not sign, too', async () => {
    expect(await name('GET /b/k', null)).toBe('s3:GetObject');
  });
});

describe.each(['s3', 'eks'])('every operation of the %s model', (service) => {
  it('is found again from its own method, path and required parameters', async () => {
    const model = await loadModel(service);
    if (model === null) throw new Error(`${service} has no model`);
    const elsewhere = new Set(['WriteGetObjectResponse', 'ListDirectoryBuckets', 'CreateSession']);
    const wanted = [...model.operations.values()].filter((operation) => !elsewhere.has(operation.name));
    const found: [string, string | null][] = [];
    for (const operation of wanted) {
      const { line, headers } = smallestCall(model, operation);
      found.push([operation.name, await name(line, service, headers)]);
    }
    expect(wanted.length).toBeGreaterThan(40);
    expect(found).toEqual(wanted.map((operation) => [operation.name, `${service}:${operation.name}`]));
  });
});

function smallestCall(model: ServiceModel, operation: OperationModel) {
  const [method, uri] = operation.http ?? ['', ''];
  const [path = '', literals = ''] = uri.split('?');
  const headers: Record<string, string> = {};
  const query = literals.split('&').filter((part) => part !== '' && !part.startsWith('x-id'));
  const members = operation.input.getMemberSchemas();
  for (const member of requiredMembers(operation.input)) {
    const { httpQuery, httpHeader } = members[member]?.getMergedTraits() ?? {};
    if (httpQuery) query.push(`${httpQuery}=1`);
    if (httpHeader) headers[httpHeader.toLowerCase()] = '1';
  }
  const filled = pathTemplate(model, operation, path).map((part) => (part.startsWith('{') ? 'x' : part));
  return { line: `${method} /${filled.join('/')}?${query.join('&')}`, headers };
}

describe('other protocols', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

  it.each<[string, string | null, string]>([
    ['SageMaker.CreateEndpoint', 'sagemaker', 'sagemaker:CreateEndpoint'],
    ['AmazonSSM.GetParameter', 'ssm', 'ssm:GetParameter'],
    ['AmazonEC2ContainerRegistry_V20150921.DescribeImages', 'ecr', 'ecr:DescribeImages'],
    ['TrentService.DescribeKey', 'kms', 'kms:DescribeKey'],
    ['AWSBudgetServiceGateway.CreateBudget', 'budgets', 'budgets:CreateBudget'],
    ['Logs_20140328.DescribeLogGroups', 'logs', 'logs:DescribeLogGroups'],
    ['ServiceQuotasV20190624.GetServiceQuota', 'servicequotas', 'servicequotas:GetServiceQuota'],
    ['GraniteServiceVersion20100801.DescribeAlarms', 'monitoring', 'cloudwatch:DescribeAlarms'],
    ['AWSEvents.PutRule', 'events', 'events:PutRule'],
    [
      'AnyScaleFrontendService.PutScalingPolicy',
      'application-autoscaling',
      'application-autoscaling:PutScalingPolicy',
    ],
    ['CertificateManager.ListCertificates', null, 'acm:ListCertificates'],
    ['NoOneKnows_20990101.DoIt', 'newservice', 'newservice:DoIt'],
  ])('target %s', async (target, service, expected) => {
    expect(await name('POST /', service, { 'x-amz-target': target })).toBe(expected);
  });

  it.each<[string, string | null, string | null]>([
    ['Action=DescribeVpcs&Version=2016-11-15', 'ec2', 'ec2:DescribeVpcs'],
    ['Version=2011-06-15&Action=GetCallerIdentity', 'sts', 'sts:GetCallerIdentity'],
    ['Action=DescribeAlarms&Version=2010-08-01', 'monitoring', 'cloudwatch:DescribeAlarms'],
    ['Action=DescribeRules&Version=2015-12-01', 'elasticloadbalancing', 'elasticloadbalancing:DescribeRules'],
    ['Action=Subscribe&Version=2010-03-31', 'sns', 'sns:Subscribe'],
    [
      'Action=DescribeAutoScalingGroups&Version=2011-01-01',
      'autoscaling',
      'autoscaling:DescribeAutoScalingGroups',
    ],
    ['Action=AssumeRoleWithWebIdentity&Version=2011-06-15', null, 'sts:AssumeRoleWithWebIdentity'],
    ['Action=Mystery&Version=1999-01-01', null, null],
    ['Action=..%2F..%2Fetc', 'iam', null],
  ])('form %s', async (body, service, expected) => {
    expect(await name('POST /', service, form, body)).toBe(expected);
  });

  it('a query call by GET, as presigned ones are', async () => {
    expect(await name('GET /?Action=GetCallerIdentity&Version=2011-06-15', 'sts')).toBe(
      'sts:GetCallerIdentity',
    );
  });

  it('Smithy RPC v2, which botocore speaks to CloudWatch', async () => {
    const path = 'POST /service/GraniteServiceVersion20100801/operation/PutMetricAlarm';
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
    expect(await name(path, 'monitoring', headers)).toBe('cloudwatch:PutMetricAlarm');
  });

  it('EKS and Scheduler by their routes, and nothing for a REST service without a model', async () => {
    expect(await name('POST /clusters/c/node-groups', 'eks')).toBe('eks:CreateNodegroup');
    expect(await name('GET /clusters/c%2Fd/node-groups/n', 'eks')).toBe('eks:DescribeNodegroup');
    expect(await name('GET /schedules/x', 'scheduler')).toBe('scheduler:GetSchedule');
    expect(await name('GET /schedules?NextToken=a', 'scheduler')).toBe('scheduler:ListSchedules');
    expect(await name('GET /functions/x', 'lambda')).toBeNull();
    expect(await name('GET /clusters/c/nonsense/x/y', 'eks')).toBeNull();
  });
});

describe('isReadOnly', () => {
  const reads = (operation: string): boolean => {
    const [service = '', action = ''] = operation.split(':');
    return overlay.isReadOnly({ service, operation: action });
  };

  it.each([
    's3:GetObject',
    's3:HeadBucket',
    's3:ListObjectsV2',
    's3:ListMultipartUploads',
    's3:SelectObjectContent',
    's3:GetBucketPolicyStatus',
    'ec2:DescribeVpcs',
    'ec2:GetConsoleOutput',
    'ec2:GetManagedPrefixListEntries',
    'ec2:GetEbsEncryptionByDefault',
    'iam:SimulatePrincipalPolicy',
    'iam:GetAccountAuthorizationDetails',
    'sts:GetCallerIdentity',
    'kms:ListAliases',
    'ecr:BatchGetImage',
    'cloudtrail:LookupEvents',
    'logs:FilterLogEvents',
    'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
    'budgets:DescribeBudget',
  ])('%s reads', (operation) => {
    expect(reads(operation)).toBe(true);
  });

  it.each([
    's3:PutObject',
    's3:DeleteObjects',
    's3:PostObject',
    's3:RestoreObject',
    's3:CreateSession',
    's3:AbortMultipartUpload',
    's3:CopyObject',
    'sts:AssumeRole',
    'sts:GetSessionToken',
    'sts:GetFederationToken',
    'ssm:StartSession',
    'ssm:SendCommand',
    'ec2:RunInstances',
    'ec2:GetPasswordData',
    'kms:Decrypt',
    'kms:GenerateDataKey',
    'ecr:GetAuthorizationToken',
    'iam:GenerateCredentialReport',
    'logs:StartQuery',
    'sqs:ReceiveMessage',
    'new:Getaway',
    'new:Listen',
    'new:Headline',
    'new:Unknown',
    'new:',
  ])('%s does not', (operation) => {
    expect(reads(operation)).toBe(false);
  });

  it('never calls a REST operation a read that is not GET or HEAD, stated exceptions apart', async () => {
    const wrong: string[] = [];
    let looked = 0;
    for (const service of Object.keys(clients)) {
      const model = await loadModel(service);
      for (const { name: operation, http } of model?.operations.values() ?? []) {
        if (http === null) continue;
        looked += 1;
        if (overlay.isReadOnly({ service, operation }) && !/^(GET|HEAD)$/.test(http[0]))
          wrong.push(`${service}:${operation}`);
      }
    }
    expect(looked).toBeGreaterThan(150);
    // These three carry a filter in their body; they change nothing.
    expect(wrong).toEqual([
      'eks:DescribeIdentityProviderConfig',
      'eks:ListInsights',
      's3:SelectObjectContent',
    ]);
  });
});

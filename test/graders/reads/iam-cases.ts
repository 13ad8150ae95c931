import {
  accountAuthorization,
  accountSummary,
  getLoginProfile,
  getPolicy,
  getPolicyVersion,
  getRole,
  listAccessKeys,
} from '../../../graders/reads/iam.ts';
import type { ReadCase } from './s3-cases.ts';

const NS = 'xmlns="https://iam.amazonaws.com/doc/2010-05-08/"';
export const answer = (operation: string, body: string): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response ${NS}><${operation}Result>${body}</${operation}Result><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></${operation}Response>`,
});
const xml = { protocol: 'xml' as const };
const noSuchEntity = { status: 404, code: 'NoSuchEntityException' };

const ALLOW = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
/** As IAM returns documents: percent-encoded. */
export const encoded = (document: unknown): string => encodeURIComponent(JSON.stringify(document));
const DATE = '<CreateDate>2026-03-01T09:00:00Z</CreateDate>';
const attached = (name: string, arn: string): string =>
  `<AttachedManagedPolicies><member><PolicyName>${name}</PolicyName><PolicyArn>${arn}</PolicyArn></member></AttachedManagedPolicies>`;
const boundary = (arn: string): string =>
  `<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>${arn}</PermissionsBoundaryArn></PermissionsBoundary>`;
const S3_FULL = 'arn:aws:iam::aws:policy/AmazonS3FullAccess';
const OWN = 'arn:aws:iam::123456789012:policy/own';

export const IAM_READ_CASES: readonly ReadCase[] = [
  {
    ...xml,
    read: accountAuthorization,
    args: {},
    answer: answer(
      'GetAccountAuthorizationDetails',
      '<IsTruncated>false</IsTruncated>' +
        `<UserDetailList><member><Path>/</Path><UserName>amelia</UserName><UserId>AIDA</UserId><Arn>arn:aws:iam::123456789012:user/amelia</Arn>${DATE}<GroupList><member>ml</member></GroupList>` +
        `<UserPolicyList><member><PolicyName>own</PolicyName><PolicyDocument>${encoded(ALLOW)}</PolicyDocument></member></UserPolicyList>${attached('AmazonS3FullAccess', S3_FULL)}${boundary(OWN)}</member></UserDetailList>` +
        `<GroupDetailList><member><Path>/</Path><GroupName>ml</GroupName><GroupId>AGPA</GroupId><Arn>arn:aws:iam::123456789012:group/ml</Arn>${DATE}<GroupPolicyList/><AttachedManagedPolicies/></member></GroupDetailList>` +
        `<RoleDetailList><member><Path>/jobs/</Path><RoleName>trainer</RoleName><RoleId>AROA</RoleId><Arn>arn:aws:iam::123456789012:role/jobs/trainer</Arn>${DATE}<AssumeRolePolicyDocument>${encoded(ALLOW)}</AssumeRolePolicyDocument><RolePolicyList/>${attached('own', OWN)}</member></RoleDetailList>` +
        `<Policies><member><PolicyName>own</PolicyName><PolicyId>ANPA</PolicyId><Arn>${OWN}</Arn><Path>/</Path><DefaultVersionId>v2</DefaultVersionId><PolicyVersionList>` +
        `<member><Document>${encoded({ Version: '2012-10-17', Statement: [] })}</Document><VersionId>v1</VersionId><IsDefaultVersion>false</IsDefaultVersion></member>` +
        `<member><Document>${encoded(ALLOW)}</Document><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></member></PolicyVersionList></member></Policies>`,
    ),
    value: {
      UserDetailList: [
        {
          UserName: 'amelia',
          Arn: 'arn:aws:iam::123456789012:user/amelia',
          GroupList: ['ml'],
          UserPolicyList: [{ PolicyName: 'own', PolicyDocument: ALLOW }],
          AttachedManagedPolicies: [{ PolicyName: 'AmazonS3FullAccess', PolicyArn: S3_FULL }],
          PermissionsBoundary: { PermissionsBoundaryArn: OWN },
        },
      ],
      GroupDetailList: [
        {
          GroupName: 'ml',
          Arn: 'arn:aws:iam::123456789012:group/ml',
          GroupPolicyList: [],
          AttachedManagedPolicies: [],
        },
      ],
      RoleDetailList: [
        {
          RoleName: 'trainer',
          Arn: 'arn:aws:iam::123456789012:role/jobs/trainer',
          AssumeRolePolicyDocument: ALLOW,
          RolePolicyList: [],
          AttachedManagedPolicies: [{ PolicyName: 'own', PolicyArn: OWN }],
          PermissionsBoundary: null,
        },
      ],
      Policies: [{ PolicyName: 'own', Arn: OWN, DefaultVersionId: 'v2', Document: ALLOW }],
    },
    absent: null,
    action: 'iam:GetAccountAuthorizationDetails',
  },
  {
    ...xml,
    read: accountSummary,
    args: {},
    answer: answer(
      'GetAccountSummary',
      '<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry><entry><key>AccountAccessKeysPresent</key><value>0</value></entry><entry><key>Users</key><value>27</value></entry></SummaryMap>',
    ),
    value: { AccountMFAEnabled: 1, AccountAccessKeysPresent: 0, AccountPasswordPresent: null },
    absent: null,
    action: 'iam:GetAccountSummary',
  },
  {
    ...xml,
    read: getPolicy,
    args: { arn: S3_FULL },
    answer: answer(
      'GetPolicy',
      `<Policy><PolicyName>AmazonS3FullAccess</PolicyName><DefaultVersionId>v2</DefaultVersionId><PolicyId>ANPA</PolicyId><Path>/</Path><Arn>${S3_FULL}</Arn>${DATE}</Policy>`,
    ),
    value: { PolicyName: 'AmazonS3FullAccess', Arn: S3_FULL, DefaultVersionId: 'v2' },
    absent: noSuchEntity,
    action: 'iam:GetPolicy',
  },
  {
    ...xml,
    read: getPolicyVersion,
    args: { arn: S3_FULL, versionId: 'v2' },
    answer: answer(
      'GetPolicyVersion',
      `<PolicyVersion><Document>${encoded(ALLOW)}</Document><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion>${DATE}</PolicyVersion>`,
    ),
    value: { Document: ALLOW },
    absent: noSuchEntity,
    action: 'iam:GetPolicyVersion',
  },
  {
    ...xml,
    read: getRole,
    args: { role: 'trainer' },
    answer: answer(
      'GetRole',
      `<Role><Path>/</Path><RoleName>trainer</RoleName><RoleId>AROA</RoleId><Arn>arn:aws:iam::123456789012:role/trainer</Arn>${DATE}<AssumeRolePolicyDocument>${encoded(ALLOW)}</AssumeRolePolicyDocument><MaxSessionDuration>7200</MaxSessionDuration>${boundary(OWN)}</Role>`,
    ),
    value: {
      RoleName: 'trainer',
      Arn: 'arn:aws:iam::123456789012:role/trainer',
      MaxSessionDuration: 7200,
      PermissionsBoundary: { PermissionsBoundaryArn: OWN },
    },
    absent: noSuchEntity,
    action: 'iam:GetRole',
  },
  {
    ...xml,
    read: listAccessKeys,
    args: { user: 'ml-engineer' },
    answer: answer(
      'ListAccessKeys',
      `<IsTruncated>false</IsTruncated><AccessKeyMetadata><member><UserName>ml-engineer</UserName><AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId><Status>Active</Status>${DATE}</member></AccessKeyMetadata>`,
    ),
    value: [{ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Active' }],
    absent: noSuchEntity,
    action: 'iam:ListAccessKeys',
  },
  {
    ...xml,
    read: getLoginProfile,
    args: { user: 'ml-engineer' },
    answer: answer(
      'GetLoginProfile',
      `<LoginProfile><UserName>ml-engineer</UserName>${DATE}<PasswordResetRequired>false</PasswordResetRequired></LoginProfile>`,
    ),
    value: { UserName: 'ml-engineer', CreateDate: '2026-03-01T09:00:00.000Z' },
    absent: noSuchEntity,
    action: 'iam:GetLoginProfile',
  },
];

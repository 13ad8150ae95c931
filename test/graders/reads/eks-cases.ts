import { cluster, clusterVersions } from '../../../graders/reads/eks.ts';
import { podIdentityAssociation, podIdentityAssociations } from '../../../graders/reads/eks-identity.ts';
import { nodegroup, nodegroups } from '../../../graders/reads/eks-nodes.ts';
import { repository, repositoryImages, registryScanning } from '../../../graders/reads/ecr.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, jsonAnswer, seconds } from './sagemaker-training-cases.ts';

const NAME = 'bm-serving';
const ROLE = 'arn:aws:iam::123456789012:role/bm-node';
const ARN = 'arn:aws:eks:us-east-1:123456789012';
const rest = (value: unknown): ReadCase['answer'] => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const absent = { status: 404, code: 'ResourceNotFoundException' };

export const EKS_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: cluster,
    args: { name: NAME },
    answer: rest({
      cluster: {
        name: NAME,
        arn: `${ARN}:cluster/${NAME}`,
        createdAt: seconds,
        version: '1.35',
        endpoint: 'https://ABC.gr7.us-east-1.eks.amazonaws.com',
        certificateAuthority: { data: 'LS0t' },
        roleArn: ROLE,
        resourcesVpcConfig: {
          subnetIds: ['subnet-a', 'subnet-b'],
          securityGroupIds: [],
          clusterSecurityGroupId: 'sg-1',
          vpcId: 'vpc-1',
          endpointPublicAccess: true,
          endpointPrivateAccess: false,
          publicAccessCidrs: ['203.0.113.0/24'],
        },
        logging: {
          clusterLogging: [
            { types: ['api', 'audit'], enabled: true },
            { types: ['authenticator'], enabled: false },
          ],
        },
        identity: { oidc: { issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/ABC' } },
        status: 'ACTIVE',
        upgradePolicy: { supportType: 'STANDARD' },
        computeConfig: { enabled: true, nodePools: ['system'], nodeRoleArn: ROLE },
        tags: { Owner: 'amelia' },
      },
    }),
    value: {
      name: NAME,
      arn: `${ARN}:cluster/${NAME}`,
      version: '1.35',
      endpoint: 'https://ABC.gr7.us-east-1.eks.amazonaws.com',
      certificateAuthority: { data: 'LS0t' },
      status: 'ACTIVE',
      resourcesVpcConfig: {
        vpcId: 'vpc-1',
        subnetIds: ['subnet-a', 'subnet-b'],
        endpointPublicAccess: true,
        endpointPrivateAccess: false,
        publicAccessCidrs: ['203.0.113.0/24'],
      },
      logging: {
        clusterLogging: [
          { types: ['api', 'audit'], enabled: true },
          { types: ['authenticator'], enabled: false },
        ],
      },
      identity: { oidc: { issuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/ABC' } },
      upgradePolicy: { supportType: 'STANDARD' },
      computeConfig: { enabled: true, nodeRoleArn: ROLE },
      tags: { Owner: 'amelia' },
    },
    absent,
    action: 'eks:DescribeCluster',
  },
  {
    ...json,
    read: clusterVersions,
    args: {},
    answer: rest({
      clusterVersions: [
        {
          clusterVersion: '1.35',
          clusterType: 'eks',
          defaultVersion: true,
          releaseDate: seconds,
          endOfStandardSupportDate: 1_806_105_600,
          endOfExtendedSupportDate: 1_837_728_000,
          status: 'standard-support',
          versionStatus: 'STANDARD_SUPPORT',
        },
        // An older answer says it in its own words only.
        { clusterVersion: '1.32', clusterType: 'eks', status: 'extended-support' },
        { clusterVersion: '1.20', clusterType: 'eks' },
      ],
    }),
    value: [
      {
        clusterVersion: '1.35',
        versionStatus: 'STANDARD_SUPPORT',
        endOfStandardSupportDate: '2027-03-27T00:00:00.000Z',
        endOfExtendedSupportDate: '2028-03-27T00:00:00.000Z',
      },
      {
        clusterVersion: '1.32',
        versionStatus: 'EXTENDED_SUPPORT',
        endOfStandardSupportDate: null,
        endOfExtendedSupportDate: null,
      },
      {
        clusterVersion: '1.20',
        versionStatus: null,
        endOfStandardSupportDate: null,
        endOfExtendedSupportDate: null,
      },
    ],
    absent: null,
    action: 'eks:DescribeClusterVersions',
  },
  {
    ...json,
    read: nodegroups,
    args: { cluster: NAME },
    answer: rest({ nodegroups: ['cpu', 'gpu'] }),
    value: ['cpu', 'gpu'],
    absent,
    action: 'eks:ListNodegroups',
  },
  {
    ...json,
    read: nodegroup,
    args: { cluster: NAME, name: 'gpu' },
    answer: rest({
      nodegroup: {
        nodegroupName: 'gpu',
        nodegroupArn: `${ARN}:nodegroup/${NAME}/gpu/1`,
        clusterName: NAME,
        version: '1.35',
        createdAt: seconds,
        status: 'ACTIVE',
        capacityType: 'SPOT',
        scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 1 },
        subnets: ['subnet-a'],
        remoteAccess: { ec2SshKey: 'ada', sourceSecurityGroups: ['sg-1'] },
        amiType: 'AL2023_x86_64_NVIDIA',
        nodeRole: ROLE,
        labels: { workload: 'gpu' },
        taints: [
          { key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' },
          { key: 'spot', effect: 'PREFER_NO_SCHEDULE' },
        ],
        launchTemplate: { id: 'lt-1', name: 'gpu-nodes', version: '2' },
        health: { issues: [] },
      },
    }),
    value: {
      nodegroupName: 'gpu',
      status: 'ACTIVE',
      version: '1.35',
      capacityType: 'SPOT',
      scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 1 },
      instanceTypes: [],
      subnets: ['subnet-a'],
      remoteAccess: { ec2SshKey: 'ada', sourceSecurityGroups: ['sg-1'] },
      amiType: 'AL2023_x86_64_NVIDIA',
      nodeRole: ROLE,
      labels: { workload: 'gpu' },
      taints: [
        { key: 'nvidia.com/gpu', value: 'true', effect: 'NO_SCHEDULE' },
        { key: 'spot', value: null, effect: 'PREFER_NO_SCHEDULE' },
      ],
      diskSize: null,
      launchTemplate: { id: 'lt-1', name: 'gpu-nodes', version: '2' },
      tags: {},
    },
    absent,
    action: 'eks:DescribeNodegroup',
  },
  {
    ...json,
    read: podIdentityAssociations,
    args: { cluster: NAME },
    answer: rest({
      associations: [
        { clusterName: NAME, namespace: 'serving', serviceAccount: 'model-server', associationId: 'a-1' },
      ],
    }),
    value: [{ associationId: 'a-1', namespace: 'serving', serviceAccount: 'model-server' }],
    absent,
    action: 'eks:ListPodIdentityAssociations',
  },
  {
    ...json,
    read: podIdentityAssociation,
    args: { cluster: NAME, id: 'a-1' },
    answer: rest({
      association: {
        clusterName: NAME,
        namespace: 'serving',
        serviceAccount: 'model-server',
        roleArn: ROLE,
        associationArn: `${ARN}:podidentityassociation/${NAME}/a-1`,
        associationId: 'a-1',
        createdAt: seconds,
        disableSessionTags: true,
        targetRoleArn: ROLE,
        externalId: 'x',
        policy: '{}',
      },
    }),
    value: {
      associationId: 'a-1',
      associationArn: `${ARN}:podidentityassociation/${NAME}/a-1`,
      namespace: 'serving',
      serviceAccount: 'model-server',
      roleArn: ROLE,
      targetRoleArn: ROLE,
      externalId: 'x',
      disableSessionTags: true,
      policy: '{}',
    },
    absent,
    action: 'eks:DescribePodIdentityAssociation',
  },
  {
    ...json,
    read: repository,
    args: { name: 'bm/model-server' },
    answer: jsonAnswer({
      repositories: [
        {
          repositoryName: 'bm/model-server',
          repositoryUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/bm/model-server',
          createdAt: seconds,
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
          imageScanningConfiguration: { scanOnPush: true },
        },
      ],
    }),
    value: {
      repositoryName: 'bm/model-server',
      repositoryUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/bm/model-server',
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev-*' }],
      imageScanningConfiguration: { scanOnPush: true },
    },
    absent: { status: 400, code: 'RepositoryNotFoundException' },
    action: 'ecr:DescribeRepositories',
  },
  {
    ...json,
    read: repositoryImages,
    args: { name: 'bm/model-server' },
    answer: jsonAnswer({
      imageDetails: [
        {
          repositoryName: 'bm/model-server',
          imageDigest: 'sha256:ab',
          imageTags: ['v1', 'latest'],
          imagePushedAt: seconds,
          imageManifestMediaType: 'application/vnd.oci.image.manifest.v1+json',
        },
        { imageDigest: 'sha256:cd', artifactMediaType: 'application/vnd.example.sbom' },
      ],
    }),
    value: [
      { imageDigest: 'sha256:ab', imageTags: ['v1', 'latest'] },
      { imageDigest: 'sha256:cd', imageTags: [] },
    ],
    absent: { status: 400, code: 'RepositoryNotFoundException' },
    action: 'ecr:DescribeImages',
  },
  {
    ...json,
    read: registryScanning,
    args: {},
    answer: jsonAnswer({
      registryId: '123456789012',
      scanningConfiguration: {
        scanType: 'ENHANCED',
        rules: [
          {
            scanFrequency: 'CONTINUOUS_SCAN',
            repositoryFilters: [{ filter: 'bm/*', filterType: 'WILDCARD' }],
          },
        ],
      },
    }),
    value: {
      scanType: 'ENHANCED',
      rules: [
        { scanFrequency: 'CONTINUOUS_SCAN', repositoryFilters: [{ filter: 'bm/*', filterType: 'WILDCARD' }] },
      ],
    },
    absent: null,
    action: 'ecr:GetRegistryScanningConfiguration',
  },
];

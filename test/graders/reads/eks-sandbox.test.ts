/** The reads of the EKS lab and of balancers against the sandbox: what the lab's own solution leaves, and every fault. */
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateOpenIDConnectProviderCommand, IAMClient } from '@aws-sdk/client-iam';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockedReason } from '../../../graders/contract/index.ts';
import { resolveVariables } from '../../../graders/engine/index.ts';
import type { AnyRead, Observation } from '../../../graders/kit/index.ts';
import { certificate, certificates } from '../../../graders/reads/acm.ts';
import { registryScanning, repository, repositoryImages } from '../../../graders/reads/ecr.ts';
import { cluster, clusterVersions } from '../../../graders/reads/eks.ts';
import { podIdentityAssociation, podIdentityAssociations } from '../../../graders/reads/eks-identity.ts';
import { nodegroup, nodegroups } from '../../../graders/reads/eks-nodes.ts';
import { listenerRules, listeners, loadBalancer } from '../../../graders/reads/elbv2.ts';
import { targetGroup, targetHealth } from '../../../graders/reads/elbv2-targets.ts';
import { openIdProviders } from '../../../graders/reads/iam-providers.ts';
import { loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';
import type { FaultKind, Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';
import { testSession, TEST_RUN } from '../../helpers/session.ts';

const ROOT = join(import.meta.dirname, '../../..');
const LAB = 'eks-serving';
const CLUSTER = 'bm-serving';
const REPO = 'bm/model-server';
let sandbox: Sandbox;
let account: SandboxAccount;
/** ARNs and ids that the sandbox gave. */
const made = { alb: '', listener: '', rule: '', tg: '', certificate: '', association: '', vpc: '' };

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('eks-reads');
  const lab = loadLabForGrading(ROOT, LAB);
  const scripts = loadScripts(ROOT, LAB);
  const variables = resolveVariables({ lab: lab.manifest, common: lab.common, overrides: {} });
  const options = clientOf(sandbox, account);
  const target = { ...options, account: account.account };
  for (const name of ['setup', 'solution']) {
    const script = scripts.get(name);
    if (!script) throw new Error(name);
    await runScript(script, { scripts, labFolder: lab.folder, variables, target });
  }
  await balance(options);
  const providers = new IAMClient(options);
  await providers.send(new CreateOpenIDConnectProviderCommand({ Url: 'https://oidc.example/id/A' }));
}, 300_000);
afterAll(() => sandbox.faults.clear(account.account));

/** A balancer in front of two targets, one of them on whichever port its group says. */
async function balance(options: ReturnType<typeof clientOf>): Promise<void> {
  const ec2 = new EC2Client(options);
  const elb = new ElasticLoadBalancingV2Client(options);
  const Filters = [{ Name: 'tag:Tier', Values: ['public'] }];
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
  made.vpc = Subnets[0]?.VpcId ?? '';
  const subnets = Subnets.flatMap(({ SubnetId }) => SubnetId ?? []);
  const alb = await elb.send(new CreateLoadBalancerCommand({ Name: 'bm-alb', Subnets: subnets }));
  made.alb = alb.LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  const tg = await elb.send(
    new CreateTargetGroupCommand({
      Name: 'bm-tg',
      Protocol: 'HTTP',
      Port: 8000,
      VpcId: made.vpc,
      TargetType: 'ip',
      HealthCheckPath: '/health',
    }),
  );
  made.tg = tg.TargetGroups?.[0]?.TargetGroupArn ?? '';
  const forward = { Type: 'forward' as const, TargetGroupArn: made.tg };
  const arn = await issued();
  const listener = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: made.alb,
      Protocol: 'HTTPS',
      Port: 443,
      Certificates: [{ CertificateArn: arn }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
    }),
  );
  made.listener = listener.Listeners?.[0]?.ListenerArn ?? '';
  const rule = await elb.send(
    new CreateRuleCommand({
      ListenerArn: made.listener,
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/predict'] } }],
      Actions: [forward],
    }),
  );
  made.rule = rule.Rules?.[0]?.RuleArn ?? '';
  const Targets = [{ Id: '10.44.16.10', Port: 8000 }, { Id: '10.44.32.10' }];
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn: made.tg, Targets }));
}

async function issued(): Promise<string> {
  const seen = await ask(certificates, {});
  const [first] = seen.state === 'present' ? (seen.value as { CertificateArn: string }[]) : [];
  made.certificate = first?.CertificateArn ?? '';
  return made.certificate;
}

async function ask(read: AnyRead, args: unknown, callMs = 10_000): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const { credentials, endpoint, region } = clientOf(sandbox, account, 'reader');
  const target = { kind: 'sandbox' as const, endpoint, region, credentials };
  const run = { ...TEST_RUN, account: account.account, target };
  const session = testSession({ target, reads: [read], limits: { callMs }, run, errors });
  const observation = await session.ask(read, args);
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

const like = (fields: object): unknown => expect.objectContaining(fields) as unknown;
const some = (...items: unknown[]): unknown => expect.arrayContaining(items) as unknown;
const READS: [read: AnyRead, args: () => unknown, value: () => unknown][] = [
  [
    cluster,
    () => ({ name: CLUSTER }),
    () =>
      like({
        version: '1.36',
        status: 'ACTIVE',
        resourcesVpcConfig: like({
          vpcId: made.vpc,
          endpointPublicAccess: true,
          endpointPrivateAccess: true,
          publicAccessCidrs: ['203.0.113.0/24'],
        }),
        logging: { clusterLogging: some({ types: ['api', 'audit'], enabled: true }) },
        identity: { oidc: { issuer: expect.stringMatching(/^https:\/\/oidc\.eks\./) as string } },
        upgradePolicy: { supportType: 'STANDARD' },
        computeConfig: like({ enabled: false }),
      }),
  ],
  [
    clusterVersions,
    () => ({}),
    () =>
      some(
        like({ clusterVersion: '1.36', endOfStandardSupportDate: '2027-08-02T00:00:00.000Z' }),
        // Without support since 2025: listed only because everything is asked for.
        like({ clusterVersion: '1.28', versionStatus: 'UNSUPPORTED' }),
      ),
  ],
  [nodegroups, () => ({ cluster: CLUSTER }), () => ['cpu', 'gpu']],
  [
    nodegroup,
    () => ({ cluster: CLUSTER, name: 'gpu' }),
    () =>
      like({
        status: 'ACTIVE',
        scalingConfig: { minSize: 0, maxSize: 3, desiredSize: 1 },
        instanceTypes: ['g6.xlarge'],
        remoteAccess: null,
        amiType: 'AL2023_x86_64_NVIDIA',
        nodeRole: `arn:aws:iam::${account.account}:role/bm-eks-node`,
        labels: { workload: 'gpu' },
        taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
        launchTemplate: null,
      }),
  ],
  [
    podIdentityAssociations,
    () => ({ cluster: CLUSTER }),
    () => [like({ namespace: 'serving', serviceAccount: 'model-server' })],
  ],
  [
    podIdentityAssociation,
    () => ({ cluster: CLUSTER, id: made.association }),
    () =>
      like({
        roleArn: `arn:aws:iam::${account.account}:role/bm-model-server`,
        targetRoleArn: null,
        disableSessionTags: false,
        policy: null,
      }),
  ],
  [
    repository,
    () => ({ name: REPO }),
    () => like({ imageTagMutability: 'IMMUTABLE', imageScanningConfiguration: { scanOnPush: true } }),
  ],
  [
    repositoryImages,
    () => ({ name: REPO }),
    () => [{ imageDigest: expect.stringMatching(/^sha256:/) as string, imageTags: ['v1'] }],
  ],
  [registryScanning, () => ({}), () => ({ scanType: 'BASIC', rules: [] })],
  [certificates, () => ({}), () => [like({ DomainName: 'api.brackenmere.example' })]],
  [
    certificate,
    () => ({ arn: made.certificate }),
    () => like({ DomainName: 'api.brackenmere.example', Status: 'ISSUED' }),
  ],
  [
    loadBalancer,
    () => ({ name: 'bm-alb' }),
    () =>
      like({
        LoadBalancerArn: made.alb,
        Scheme: 'internet-facing',
        State: { Code: 'active' },
        Type: 'application',
        AvailabilityZones: some(like({ ZoneName: 'us-east-1a' }), like({ ZoneName: 'us-east-1b' })),
      }),
  ],
  [
    listeners,
    () => ({ loadBalancerArn: made.alb }),
    () => [
      like({
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: made.certificate }],
        DefaultActions: [
          like({ Type: 'fixed-response', ForwardConfig: null, FixedResponseConfig: { StatusCode: '503' } }),
        ],
      }),
    ],
  ],
  [
    listenerRules,
    () => ({ listenerArn: made.listener }),
    () =>
      some(
        like({
          RuleArn: made.rule,
          Priority: '10',
          IsDefault: false,
          Conditions: [{ Field: 'path-pattern', Values: ['/predict'], RegexValues: [] }],
          Actions: [like({ ForwardConfig: { TargetGroups: [{ TargetGroupArn: made.tg, Weight: 1 }] } })],
        }),
        like({ IsDefault: true }),
      ),
  ],
  [
    targetGroup,
    () => ({ name: 'bm-tg' }),
    () =>
      like({
        TargetGroupArn: made.tg,
        Port: 8000,
        TargetType: 'ip',
        HealthCheckPath: '/health',
        LoadBalancerArns: [made.alb],
      }),
  ],
  [
    targetHealth,
    () => ({ targetGroupArn: made.tg }),
    () => [
      { Target: like({ Id: '10.44.16.10', Port: 8000 }), TargetHealth: like({ State: 'healthy' }) },
      { Target: like({ Id: '10.44.32.10', Port: 8000 }), TargetHealth: like({ State: 'healthy' }) },
    ],
  ],
  [openIdProviders, () => ({}), () => [`arn:aws:iam::${account.account}:oidc-provider/oidc.example/id/A`]],
];

describe('on the sandbox', () => {
  beforeAll(async () => {
    const seen = await ask(podIdentityAssociations, { cluster: CLUSTER });
    const all = seen.state === 'present' ? (seen.value as { associationId: string }[]) : [];
    made.association = all[0]?.associationId ?? '';
  });

  it.each(READS)('$id is read as it is', async (read, args, value) => {
    expect(await ask(read, args())).toEqual({ state: 'present', value: value() });
  });

  const elb = (kind: string) =>
    `arn:aws:elasticloadbalancing:us-east-1:${account.account}:${kind}/ghost/0123456789abcdef`;
  it.each<[AnyRead, () => unknown, string]>([
    [cluster, () => ({ name: 'ghost' }), 'ResourceNotFoundException'],
    [nodegroups, () => ({ cluster: 'ghost' }), 'ResourceNotFoundException'],
    [nodegroup, () => ({ cluster: CLUSTER, name: 'ghost' }), 'ResourceNotFoundException'],
    [podIdentityAssociations, () => ({ cluster: 'ghost' }), 'ResourceNotFoundException'],
    [repository, () => ({ name: 'ghost' }), 'RepositoryNotFoundException'],
    [repositoryImages, () => ({ name: 'ghost' }), 'RepositoryNotFoundException'],
    [
      certificate,
      () => ({
        arn: `arn:aws:acm:us-east-1:${account.account}:certificate/00000000-0000-4000-8000-000000000000`,
      }),
      'ResourceNotFoundException',
    ],
    [loadBalancer, () => ({ name: 'ghost' }), 'LoadBalancerNotFound'],
    [listeners, () => ({ loadBalancerArn: elb('loadbalancer/app') }), 'LoadBalancerNotFound'],
    [targetGroup, () => ({ name: 'ghost' }), 'TargetGroupNotFound'],
    [targetHealth, () => ({ targetGroupArn: elb('targetgroup') }), 'TargetGroupNotFound'],
  ])('what $id does not find is absent', async (read, args, code) => {
    expect(await ask(read, args())).toEqual({ state: 'absent', code });
  });
});

const FAULTS: [FaultKind, BlockedReason][] = [
  ['deny', 'denied'],
  ['throttle', 'throttled'],
  ['timeout', 'timeout'],
  ['error', 'timeout'],
  ['malformed', 'unsupported-by-target'],
  ['unsupported', 'unsupported-by-target'],
];
describe('under the fault', () => {
  it.each(FAULTS)('%s every read is blocked, never absent or empty', async (kind, reason) => {
    for (const [read] of READS) sandbox.faults.add(account.account, { operation: read.id, kind });
    const seen = await Promise.all(
      READS.map(async ([read, args]) => {
        const observation = await ask(read, args(), kind === 'timeout' ? 500 : 10_000);
        return [read.id, observation.state === 'blocked' ? observation.reason : observation] as const;
      }),
    );
    sandbox.faults.clear(account.account);
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(READS.map(([read]) => [read.id, reason])));
  });
});

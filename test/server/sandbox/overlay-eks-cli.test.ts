/** EKS, ECR, ACM and Elastic Load Balancing as the AWS CLI and boto3 meet them: arguments, waiters, paginators, kubeconfig. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { runAws } from '../../helpers/aws-cli.ts';
import { awsEnv, runVenv, sharedSandbox } from '../../helpers/sandbox.ts';

let sandbox: Sandbox;
let account: SandboxAccount;
let folder: string;
const network = { vpc: '', subnets: ['', ''] };
const roles = { cluster: '', node: '', pod: '' };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eks-cli-'));
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('eks-cli');
  network.vpc = await text('ec2 create-vpc --cidr-block 10.50.0.0/16 --query Vpc.VpcId');
  const subnet = (block: string, zone: string) =>
    text(`ec2 create-subnet --vpc-id ${network.vpc} --cidr-block ${block} --availability-zone ${zone}
      --query Subnet.SubnetId`);
  network.subnets = [await subnet('10.50.0.0/24', 'us-east-1a'), await subnet('10.50.1.0/24', 'us-east-1b')];
  const gateway = await text('ec2 create-internet-gateway --query InternetGateway.InternetGatewayId');
  await text(`ec2 attach-internet-gateway --vpc-id ${network.vpc} --internet-gateway-id ${gateway}`);
  roles.cluster = await role('cluster', 'eks.amazonaws.com');
  roles.node = await role('node', 'ec2.amazonaws.com');
  roles.pod = await role('pod', 'pods.eks.amazonaws.com');
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command of the AWS CLI; no argument has a space in it. */
async function text(line: string): Promise<string> {
  const args = line.split(/\s+/);
  const { code, stdout, stderr } = await runAws([...args, '--output', 'text'], env(), folder);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
  return stdout.trim();
}

function env(): Record<string, string> {
  return awsEnv(sandbox, account, { HOME: folder });
}

async function refused(line: string): Promise<string> {
  const args = line.split(/\s+/);
  const { code, stderr } = await runAws(args, env(), folder);
  expect(code).not.toBe(0);
  return stderr;
}

function role(name: string, service: string): Promise<string> {
  const Statement = [
    { Effect: 'Allow', Principal: { Service: service }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
  ];
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ Version: '2012-10-17', Statement }));
  return text(`iam create-role --role-name ${name} --assume-role-policy-document file://${name}.json
      --query Role.Arn`);
}

describe('AWS CLI', { timeout: 180_000 }, () => {
  it('makes a cluster, waits for it and writes a kubeconfig', async () => {
    const vpc = `subnetIds=${network.subnets.join(',')},endpointPrivateAccess=true,publicAccessCidrs=203.0.113.0/24`;
    await text(`eks create-cluster --name bm-serving --role-arn ${roles.cluster}
      --resources-vpc-config ${vpc} --upgrade-policy supportType=STANDARD`);
    await text('eks wait cluster-active --name bm-serving');
    await text(`eks create-nodegroup --cluster-name bm-serving --nodegroup-name gpu --node-role ${roles.node}
      --subnets ${network.subnets.join(' ')} --instance-types g6.xlarge --ami-type AL2023_x86_64_NVIDIA
      --scaling-config minSize=0,maxSize=3,desiredSize=1 --labels workload=gpu --taints key=nvidia.com/gpu,value=true,effect=NO_SCHEDULE`);
    await text('eks wait nodegroup-active --cluster-name bm-serving --nodegroup-name gpu');
    expect(
      await text(
        `eks describe-nodegroup --cluster-name bm-serving --nodegroup-name gpu --query nodegroup.[status,taints[0].effect,labels.workload,remoteAccess]`,
      ),
    ).toBe('ACTIVE\tNO_SCHEDULE\tgpu\tNone');
    const update = await text(
      'eks update-cluster-config --name bm-serving --query update.id --logging {"clusterLogging":[{"types":["api","audit"],"enabled":true}]}',
    );
    expect(
      await text(`eks describe-update --name bm-serving --update-id ${update} --query update.status`),
    ).toBe('Successful');
    expect(await text('eks update-kubeconfig --name bm-serving')).toMatch(/^Added new context arn:/);
    const jump = await refused('eks update-cluster-version --name bm-serving --kubernetes-version 1.28');
    expect(jump).toMatch(/\(InvalidParameterException\).*unsupported Kubernetes version/);
    const resource = await text('eks describe-cluster --name bm-serving --query cluster.arn');
    await text(`eks tag-resource --resource-arn ${resource} --tags Owner=ana`);
    expect(await text(`eks list-tags-for-resource --resource-arn ${resource} --query tags.Owner`)).toBe(
      'ana',
    );
  });

  it('pushes nothing, but makes a repository that an image can be put into', async () => {
    await text(`ecr create-repository --repository-name bm/model-server --image-tag-mutability IMMUTABLE
      --image-scanning-configuration scanOnPush=true`);
    const { digest } = await sandbox.pushImage(account.account, { repository: 'bm/model-server', tag: 'v1' });
    expect(
      await text('ecr describe-images --repository-name bm/model-server --query imageDetails[].imageDigest'),
    ).toBe(digest);
    const manifest = await text(
      'ecr batch-get-image --repository-name bm/model-server --image-ids imageTag=v1 --query images[0].imageManifest',
    );
    // The documented way to give an image another tag.
    writeFileSync(join(folder, 'manifest.json'), manifest);
    await text(
      'ecr put-image --repository-name bm/model-server --image-tag stable --image-manifest file://manifest.json',
    );
    await sandbox.pushImage(account.account, { repository: 'bm/model-server', tag: 'v2' });
    await expect(
      sandbox.pushImage(account.account, { repository: 'bm/model-server', tag: 'v1' }),
    ).rejects.toMatchObject({ message: expect.stringContaining('immutable') });
  });

  it('puts a balancer with TLS in front, and waits for both ends', async () => {
    const certificate =
      await text(`acm request-certificate --domain-name api.brackenmere.example --validation-method DNS
      --query CertificateArn`);
    await text(`acm wait certificate-validated --certificate-arn ${certificate}`);
    const balancer =
      await text(`elbv2 create-load-balancer --name bm-cap --subnets ${network.subnets.join(' ')}
      --query LoadBalancers[0].LoadBalancerArn`);
    await text(`elbv2 wait load-balancer-available --load-balancer-arns ${balancer}`);
    const group =
      await text(`elbv2 create-target-group --name bm-cap-tg --protocol HTTP --port 8000 --vpc-id ${network.vpc}
      --target-type ip --query TargetGroups[0].TargetGroupArn`);
    await text(`elbv2 create-listener --load-balancer-arn ${balancer} --protocol HTTPS --port 443
      --certificates CertificateArn=${certificate} --default-actions Type=forward,TargetGroupArn=${group}`);
    const redirect = 'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}';
    await text(`elbv2 create-listener --load-balancer-arn ${balancer} --protocol HTTP --port 80
      --default-actions ${redirect}`);
    await text(`elbv2 register-targets --target-group-arn ${group} --targets Id=10.50.0.10 Id=10.50.1.10`);
    await text(`elbv2 wait target-in-service --target-group-arn ${group}`);
    const again =
      await refused(`elbv2 create-listener --load-balancer-arn ${balancer} --protocol HTTP --port 80
      --default-actions ${redirect}`);
    expect(again).toMatch(/\(DuplicateListener\)/);
    expect(await refused('elbv2 describe-load-balancers --names none')).toMatch(
      /\(LoadBalancerNotFound\).*Load balancers '\[none\]' not found/,
    );
  });
});

const SCRIPT = `
import json, boto3
eks, elb, ecr, iam = (boto3.client(name) for name in ("eks", "elbv2", "ecr", "iam"))
eks.get_waiter("cluster_active").wait(name="bm-serving")
pages = eks.get_paginator("list_pod_identity_associations")
for name in ("a", "b", "c"):
    eks.create_pod_identity_association(clusterName="bm-serving", namespace="serving", serviceAccount=name, roleArn=ROLE)
try:
    eks.create_pod_identity_association(clusterName="bm-serving", namespace="serving", serviceAccount="a", roleArn=ROLE)
except eks.exceptions.ResourceInUseException as error:
    taken = error.response["ResponseMetadata"]["HTTPStatusCode"]
found = [one["serviceAccount"] for page in pages.paginate(clusterName="bm-serving", PaginationConfig={"PageSize": 2}) for one in page["associations"]]
issuer = eks.describe_cluster(name="bm-serving")["cluster"]["identity"]["oidc"]["issuer"]
iam.create_open_id_connect_provider(Url=issuer, ClientIDList=["sts.amazonaws.com"])
providers = [one["Arn"] for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]]
provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=providers[0])
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": providers[0]}, "Action": "sts:AssumeRoleWithWebIdentity"}]}
iam.create_role(RoleName="irsa", AssumeRolePolicyDocument=json.dumps(trust))
iam.attach_role_policy(RoleName="node", PolicyArn="arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy")
iam.put_role_policy(RoleName="irsa", PolicyName="read", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}))
details = {one["RoleName"]: one for page in iam.get_paginator("get_account_authorization_details").paginate(Filter=["Role"]) for one in page["RoleDetailList"]}
versions = eks.describe_cluster_versions()["clusterVersions"]
print(json.dumps({
    "found": sorted(found), "taken": taken, "provider": providers[0].endswith(issuer.removeprefix("https://")),
    "audience": provider["ClientIDList"],
    "attached": [one["PolicyName"] for one in details["node"]["AttachedManagedPolicies"]],
    "inline": [one["PolicyName"] for one in details["irsa"]["RolePolicyList"]],
    "trust": details["irsa"]["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Federated": providers[0]},
    "dates": versions[0]["endOfStandardSupportDate"].isoformat()[:4].isdigit(),
    "rules": len(elb.describe_rules(ListenerArn=elb.describe_listeners(LoadBalancerArn=elb.describe_load_balancers(Names=["bm-cap"])["LoadBalancers"][0]["LoadBalancerArn"])["Listeners"][0]["ListenerArn"])["Rules"]),
    "images": len([one for page in ecr.get_paginator("describe_images").paginate(repositoryName="bm/model-server", PaginationConfig={"PageSize": 1}) for one in page["imageDetails"]]),
}))
`;

it('boto3: waiters, paginators, exceptions, and identity by IRSA', { timeout: 120_000 }, async () => {
  writeFileSync(join(folder, 'script.py'), `ROLE = ${JSON.stringify(roles.pod)}\n${SCRIPT}`);
  const { code, stdout, stderr } = await runVenv('python', ['script.py'], env(), folder);
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toEqual({
    found: ['a', 'b', 'c'],
    taken: 409,
    provider: true,
    audience: ['sts.amazonaws.com'],
    attached: ['AmazonEKSWorkerNodePolicy'],
    inline: ['read'],
    trust: true,
    dates: true,
    rules: 1,
    images: 2,
  });
});

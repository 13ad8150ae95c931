/** A network, roles and clients for tests of EKS through the whole sandbox. */
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  type CreateSubnetCommandInput,
} from '@aws-sdk/client-ec2';
import { EKSClient } from '@aws-sdk/client-eks';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf } from '../../helpers/sandbox.ts';

/** A day on which 1.33 is in extended support, 1.34 and what follows in standard support. */
export const DAY = new Date('2026-11-27T09:00:00Z').getTime();
/** A clock that began on that day; the test moves it. */
export const clock = { ms: DAY - Date.now(), now: (): Date => new Date(Date.now() + clock.ms) };

export interface EksGround {
  account: SandboxAccount;
  eks: EKSClient;
  ec2: EC2Client;
  iam: IAMClient;
  vpc: string;
  /** Two zones. */
  subnets: [string, string];
  clusterRole: string;
  nodeRole: string;
  podRole: string;
  role(name: string, service: string): Promise<string>;
  end(): void;
}

/** Signatures name the sandbox's day; else the client would learn today's from the engine's answers. */
export function onSandboxTime(of: EKSClient | EC2Client | IAMClient): void {
  // They differ in their commands only.
  const client = of as EKSClient;
  client.middlewareStack.add(
    (next) => (args) => {
      client.config.systemClockOffset = clock.ms;
      return next(args);
    },
    { step: 'build', name: 'sandboxTime' },
  );
}

/** An account with a VPC of two zones and the three roles that a cluster, its nodes and its pods need. */
export async function eksGround(sandbox: Sandbox, label: string): Promise<EksGround> {
  const account = await sandbox.createAccount(label);
  const options = { ...clientOf(sandbox, account), maxAttempts: 1 };
  const [eks, ec2, iam] = [new EKSClient(options), new EC2Client(options), new IAMClient(options)];
  for (const client of [eks, ec2, iam]) onSandboxTime(client);
  const role = async (RoleName: string, Service: string): Promise<string> => {
    const Statement = [
      { Effect: 'Allow', Principal: { Service }, Action: ['sts:AssumeRole', 'sts:TagSession'] },
    ];
    const made = await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    return made.Role?.Arn ?? '';
  };
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.40.0.0/16' }));
  const vpc = Vpc?.VpcId ?? '';
  const subnet = async (asked: Partial<CreateSubnetCommandInput>): Promise<string> =>
    (await ec2.send(new CreateSubnetCommand({ VpcId: vpc, ...asked }))).Subnet?.SubnetId ?? '';
  return {
    account,
    eks,
    ec2,
    iam,
    vpc,
    subnets: [
      await subnet({ CidrBlock: '10.40.0.0/24', AvailabilityZone: 'us-east-1a' }),
      await subnet({ CidrBlock: '10.40.1.0/24', AvailabilityZone: 'us-east-1b' }),
    ],
    clusterRole: await role('cluster', 'eks.amazonaws.com'),
    nodeRole: await role('node', 'ec2.amazonaws.com'),
    podRole: await role('pod', 'pods.eks.amazonaws.com'),
    role,
    end: () => {
      for (const client of [eks, ec2, iam]) client.destroy();
    },
  };
}

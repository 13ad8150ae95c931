/** Changing an Auto Scaling group piece by piece, through the whole sandbox. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let scaling: AutoScalingClient;
const AutoScalingGroupName = 'trainers';

beforeAll(async () => {
  const sandbox = await sharedSandbox();
  const account = await sandbox.createAccount('autoscaling');
  const ec2 = new EC2Client(clientOf(sandbox, account));
  await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'trainer',
      LaunchTemplateData: { ImageId: 'ami-04f7c02ae9d5b8316', InstanceType: 'g6.xlarge' },
    }),
  );
  ec2.destroy();
  scaling = new AutoScalingClient({ ...clientOf(sandbox, account), maxAttempts: 1 });
});
afterAll(() => scaling.destroy());

const create = () =>
  scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      MinSize: 0,
      MaxSize: 2,
      DesiredCapacity: 0,
      AvailabilityZones: ['us-east-1a'],
      CapacityRebalance: true,
      MixedInstancesPolicy: {
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateName: 'trainer', Version: '$Default' },
          Overrides: [{ InstanceType: 'g6.xlarge' }, { InstanceType: 'g5.xlarge' }],
        },
        InstancesDistribution: {
          OnDemandBaseCapacity: 0,
          OnDemandPercentageAboveBaseCapacity: 0,
          SpotAllocationStrategy: 'lowest-price',
        },
      },
    }),
  );
const update = (input: Omit<UpdateAutoScalingGroupCommandInput, 'AutoScalingGroupName'>) =>
  scaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, ...input }));
const group = async () => {
  const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand({}));
  return AutoScalingGroups?.[0];
};

it('a part of the policy changes that part', async () => {
  await create();
  await update({
    MixedInstancesPolicy: {
      InstancesDistribution: { SpotAllocationStrategy: 'price-capacity-optimized', SpotMaxPrice: '' },
    },
  });
  expect((await group())?.MixedInstancesPolicy).toMatchObject({
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'trainer' },
      Overrides: [{ InstanceType: 'g6.xlarge' }, { InstanceType: 'g5.xlarge' }],
    },
    InstancesDistribution: {
      OnDemandPercentageAboveBaseCapacity: 0,
      SpotAllocationStrategy: 'price-capacity-optimized',
    },
  });
  await update({
    MixedInstancesPolicy: { LaunchTemplate: { Overrides: [{ InstanceType: 'g4dn.xlarge' }] } },
  });
  expect((await group())?.MixedInstancesPolicy).toMatchObject({
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: 'trainer' },
      Overrides: [{ InstanceType: 'g4dn.xlarge' }],
    },
    InstancesDistribution: { SpotAllocationStrategy: 'price-capacity-optimized' },
  });
});

it('rebalancing is switched, sizes change beside it, and a new group begins anew', async () => {
  await update({ CapacityRebalance: false });
  expect((await group())?.CapacityRebalance).toBe(false);
  await update({ MaxSize: 5 });
  expect(await group()).toMatchObject({ MaxSize: 5, CapacityRebalance: false });
  await scaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }));
  expect(await group()).toBeUndefined();
  await create();
  expect((await group())?.CapacityRebalance).toBe(true);
});

it('a group that is not there is refused', async () => {
  const missing = scaling.send(
    new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'nobody', MaxSize: 1 }),
  );
  await expect(missing).rejects.toMatchObject({ name: 'ValidationError' });
});

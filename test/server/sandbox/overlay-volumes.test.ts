/** Volumes through the whole sandbox. */
import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  DescribeVolumesCommand,
  DetachVolumeCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

let ec2: EC2Client;

beforeAll(async () => {
  const sandbox = await sharedSandbox();
  ec2 = new EC2Client(clientOf(sandbox, await sandbox.createAccount('volumes')));
});

afterAll(() => ec2.destroy());

it('a volume is detached by its id alone, and only once', async () => {
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-04f7c02ae9d5b8316',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
    }),
  );
  const { VolumeId } = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1, VolumeType: 'gp3' }),
  );
  const InstanceId = Instances?.[0]?.InstanceId;
  await ec2.send(new AttachVolumeCommand({ VolumeId, InstanceId, Device: '/dev/sdh' }));
  const state = async () =>
    (await ec2.send(new DescribeVolumesCommand({ VolumeIds: [VolumeId ?? ''] }))).Volumes?.[0]?.State;
  expect(await state()).toBe('in-use');
  expect(await ec2.send(new DetachVolumeCommand({ VolumeId }))).toMatchObject({ VolumeId, InstanceId });
  expect(await state()).toBe('available');
  await expect(ec2.send(new DetachVolumeCommand({ VolumeId }))).rejects.toMatchObject({
    name: 'IncorrectState',
  });
});

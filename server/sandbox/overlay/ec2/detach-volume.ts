/**
 * DetachVolume names a volume, which is enough at AWS; the engine wants the instance, too, and forgets it by the device.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DetachVolume.html
 */
import type { DetachVolumeCommandInput } from '@aws-sdk/client-ec2';
import { AwsError, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

const detach: OverlayHandler = (context, input) => {
  const asked = input as unknown as DetachVolumeCommandInput;
  return askEc2(context, async (client, sdk) => {
    const { Volumes = [] } = await client.send(
      new sdk.DescribeVolumesCommand({ VolumeIds: [asked.VolumeId ?? ''] }),
    );
    const attached = Volumes[0]?.Attachments?.[0];
    if (!attached)
      throw new AwsError('IncorrectState', `Volume '${asked.VolumeId}' is in the 'available' state.`, 400);
    const { InstanceId, Device } = attached;
    return answerOf(await client.send(new sdk.DetachVolumeCommand({ InstanceId, Device, ...asked })));
  });
};

export const detachVolume: OverlayOperation = { service: 'ec2', operation: 'DetachVolume', answer: detach };

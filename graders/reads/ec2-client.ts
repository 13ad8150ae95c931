import { EC2Client, type Tag as SdkTag } from '@aws-sdk/client-ec2';
import type { ClientSpec } from '../kit/index.ts';

export const ec2: ClientSpec<EC2Client> = { service: 'ec2', create: (config) => new EC2Client(config) };

/**
 * EC2 shows a change after some seconds; AWS names no figure and tells callers to ask again with growing pauses. We take IAM's.
 * https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
 */
export const EC2_CONSISTENCY_SECONDS = 15;

export interface Tag {
  Key: string;
  Value: string;
}

export function tagsOf(tags: readonly SdkTag[] | undefined): Tag[] {
  return (tags ?? []).map(({ Key, Value }) => ({ Key: Key ?? '', Value: Value ?? '' }));
}

import { EC2Client, type Tag as SdkTag } from '@aws-sdk/client-ec2';
import type { ClientSpec } from '../kit/index.ts';

export const ec2: ClientSpec<EC2Client> = { service: 'ec2', create: (config) => new EC2Client(config) };

export interface Tag {
  Key: string;
  Value: string;
}

export function tagsOf(tags: readonly SdkTag[] | undefined): Tag[] {
  return (tags ?? []).map(({ Key, Value }) => ({ Key: Key ?? '', Value: Value ?? '' }));
}

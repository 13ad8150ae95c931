import { GetInstanceProfileCommand } from '@aws-sdk/client-iam';
import { Absent, defineRead } from '../kit/index.ts';
import { anyPath, iam, IAM_CONSISTENCY_SECONDS } from './iam-client.ts';

/**
 * Names of the roles of an instance profile: one, or none. Absent: NoSuchEntity.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetInstanceProfile.html
 */
export const instanceProfile = defineRead<{ name: string }, { Roles: string[] }>({
  id: 'iam:GetInstanceProfile',
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  resources: ({ name }, run) => anyPath(run, 'instance-profile', name),
  call: async ({ client }, { name }) => {
    const { InstanceProfile } = await client(iam)
      .send(new GetInstanceProfileCommand({ InstanceProfileName: name }))
      .catch((error: unknown) => {
        if (error instanceof Error && error.name.startsWith('NoSuchEntity')) throw new Absent('NoSuchEntity');
        throw error;
      });
    return { Roles: (InstanceProfile?.Roles ?? []).flatMap(({ RoleName }) => RoleName ?? []) };
  },
});

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Absent, defineRead, type ClientSpec } from '../kit/index.ts';

export const sts: ClientSpec<STSClient> = { service: 'sts', create: (config) => new STSClient(config) };

export interface CallerIdentity {
  /** 12 digits. */
  account: string;
  arn: string;
}

/**
 * Opens every run: whose account is this. Needs no permission; AWS answers it even where a policy denies it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export const callerIdentity = defineRead<Record<string, never>, CallerIdentity>({
  id: 'sts:GetCallerIdentity',
  actions: [],
  resources: () => [],
  call: async ({ client }) => {
    const answer = await client(sts).send(new GetCallerIdentityCommand({}));
    if (!answer.Account) throw new Absent('NoAccount');
    return { account: answer.Account, arn: answer.Arn ?? '' };
  },
});

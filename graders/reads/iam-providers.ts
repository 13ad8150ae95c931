import { ListOpenIDConnectProvidersCommand } from '@aws-sdk/client-iam';
import { defineRead } from '../kit/index.ts';
import { iam, IAM_CONSISTENCY_SECONDS } from './iam-client.ts';

/**
 * ARNs of the OpenID Connect providers of the account; the operation has no pages.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html
 */
export const openIdProviders = defineRead<Record<string, never>, string[]>({
  id: 'iam:ListOpenIDConnectProviders',
  resources: () => ['*'],
  consistencySeconds: IAM_CONSISTENCY_SECONDS,
  call: async ({ client }) => {
    const { OpenIDConnectProviderList: all } = await client(iam).send(
      new ListOpenIDConnectProvidersCommand({}),
    );
    return (all ?? []).flatMap(({ Arn }) => Arn ?? []);
  },
});

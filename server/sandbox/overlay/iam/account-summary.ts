/**
 * GetAccountSummary: the engine's counts, with the root user's flags over them. The engine has no root user: it says 0 to
 * every flag, for ever.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
import { GetAccountSummaryCommand, IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { INHERITED_ROOT, type RootUser } from '../../account/root-user.ts';
import type { OverlayHandler, OverlayOperation } from '../../types.ts';

const answer: OverlayHandler = async (context) => {
  const client = new IAMClient(context.engineClient() as IAMClientConfig);
  try {
    const { SummaryMap: counts } = await client.send(new GetAccountSummaryCommand({}));
    const root = context.state.get<RootUser>('root') ?? INHERITED_ROOT;
    return {
      SummaryMap: {
        ...counts,
        AccountMFAEnabled: root.mfaEnabled ? 1 : 0,
        AccountAccessKeysPresent: root.accessKeysPresent ? 1 : 0,
        AccountPasswordPresent: 1,
      },
    };
  } finally {
    client.destroy();
  }
};

export const getAccountSummary: OverlayOperation = {
  service: 'iam',
  operation: 'GetAccountSummary',
  answer,
};

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
import type { GetSessionTokenCommandInput } from '@aws-sdk/client-sts';
import { AwsError, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { accessOf, duration } from './request.ts';

const answer: OverlayHandler = (context, input) => {
  const { DurationSeconds } = input as GetSessionTokenCommandInput;
  const { caller, issue, mfaShown } = accessOf(context);
  const { holder, session } = caller.key;
  if (session !== null || holder.type === 'role' || holder.type === 'reader')
    throw new AwsError('AccessDenied', 'Cannot call GetSessionToken with session credentials', 403);
  const seconds = duration(DurationSeconds, 43_200, 129_600);
  const now = context.now().getTime();
  const mfaAt = mfaShown ? now : null;
  return Promise.resolve({
    Credentials: issue({ holder, issuedAt: now, expiresAt: now + seconds * 1_000, mfaAt }),
  });
};

export const getSessionToken: OverlayOperation = { service: 'sts', operation: 'GetSessionToken', answer };

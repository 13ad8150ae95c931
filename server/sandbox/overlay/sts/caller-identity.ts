/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
import type { OverlayHandler, OverlayOperation } from '../../types.ts';
import { accessOf } from './request.ts';

const answer: OverlayHandler = (context) => {
  const { caller } = accessOf(context);
  return Promise.resolve({ UserId: caller.userId, Account: context.account, Arn: caller.principal.arn });
};

export const getCallerIdentity: OverlayOperation = { service: 'sts', operation: 'GetCallerIdentity', answer };

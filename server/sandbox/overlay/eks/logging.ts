/** Control plane logs. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
import type { LogSetup } from '@aws-sdk/client-eks';
import { checkOneOf } from './refusals.ts';

export const LOG_TYPES = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/** The entries after a request on top of those before, as AWS shows them: one for what is on, one for what is off. */
export function mergedLogging(before: readonly LogSetup[], asked: readonly LogSetup[]): LogSetup[] {
  const on = new Set(before.filter(({ enabled }) => enabled).flatMap(({ types = [] }) => types as string[]));
  for (const { types = [], enabled } of asked) {
    for (const type of types) {
      checkOneOf(type, LOG_TYPES, 'logging.clusterLogging.types');
      if (enabled === true) on.add(type);
      else on.delete(type);
    }
  }
  const off = LOG_TYPES.filter((type) => !on.has(type));
  const entry = (types: string[], enabled: boolean): LogSetup[] =>
    types.length === 0 ? [] : [{ types: types as NonNullable<LogSetup['types']>, enabled }];
  return [
    ...entry(
      LOG_TYPES.filter((type) => on.has(type)),
      true,
    ),
    ...entry(off, false),
  ];
}

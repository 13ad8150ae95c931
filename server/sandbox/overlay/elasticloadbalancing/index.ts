/**
 * Elastic Load Balancing, version 2. Limits and security policies are the engine's; classic balancers (another API under
 * the same name) are wholly its own.
 */
import type { OverlayOperation } from '../../types.ts';
import { attributeOperations } from './attributes.ts';
import { certificateOperations } from './certificates.ts';
import { listenerOperations } from './listeners.ts';
import { balancerOperations } from './load-balancers.ts';
import { ruleOperations } from './rules.ts';
import { tagOperations } from './tags.ts';
import { targetGroupOperations } from './target-groups.ts';
import { targetOperations } from './targets.ts';

export const loadBalancingOperations: readonly OverlayOperation[] = [
  ...balancerOperations,
  ...listenerOperations,
  ...certificateOperations,
  ...ruleOperations,
  ...targetGroupOperations,
  ...targetOperations,
  ...attributeOperations,
  ...tagOperations,
];

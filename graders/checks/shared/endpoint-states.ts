/** What the state of a VPC endpoint means to a task (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpoint.html). */
import { fail, type ReasonSpec } from '../../kit/index.ts';
import type { VpcEndpoint } from '../../semantics/network/index.ts';

const GONE = new Set(['deleting', 'deleted', 'rejected', 'failed', 'expired']);
const COMING = new Set(['pending', 'pendingacceptance']);

/** The two common reasons of what has a state, as they read for an endpoint. They rank right after the missing one. */
export const endpointReasons = {
  'not-yet': fail('Endpoint {endpoint} is still {state}.', 'Grade again when it is available.'),
  unhealthy: fail('Endpoint {endpoint} is {state}.', 'Delete it and make it again.'),
} satisfies Record<string, ReasonSpec>;

/** An endpoint that is gone is ignored, one that is coming is not there yet; every other state is none of these. */
export function endpointPhase({ state }: VpcEndpoint): 'gone' | 'coming' | 'available' | 'unhealthy' {
  if (GONE.has(state)) return 'gone';
  if (COMING.has(state)) return 'coming';
  return state === 'available' ? 'available' : 'unhealthy';
}

import { openSession, type Session } from '../../graders/engine/session.ts';
import { DEFAULT_LIMITS, type Limits, type Target } from '../../graders/engine/types.ts';
import type { AnyRead, ArtifactFile, Box, RunFacts } from '../../graders/kit/index.ts';

export const TEST_KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' };

export function endpointTarget(endpoint: string, kind: Target['kind'] = 'endpoint'): Target {
  return { kind, endpoint, region: 'us-east-1', credentials: TEST_KEYS };
}

export const TEST_RUN: RunFacts = {
  account: '123456789012',
  region: 'us-east-1',
  today: '2026-11-25',
  now: '2026-11-25T10:00:00.000Z',
  target: { kind: 'endpoint', endpoint: 'http://127.0.0.1:1' },
};

/** A session that allows the given reads against an endpoint; close it. */
export function testSession(options: {
  target: Target;
  reads: readonly AnyRead[];
  limits?: Partial<Limits>;
  artifacts?: Record<string, readonly ArtifactFile[]>;
  box?: Box;
  run?: RunFacts;
  signal?: AbortSignal;
  acceptedCost?: number;
  errors?: unknown[];
  standAside?: () => Promise<void>;
}): Session {
  return openSession({
    target: options.target,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    allowed: new Set(options.reads.map((read) => read.id)),
    artifacts: options.artifacts ?? {},
    box: options.box,
    run: options.run ?? { ...TEST_RUN, target: options.target },
    signal: options.signal,
    ...(options.acceptedCost === undefined ? {} : { acceptedCost: options.acceptedCost }),
    standAside: options.standAside,
    onError: (error) => options.errors?.push(error),
  });
}

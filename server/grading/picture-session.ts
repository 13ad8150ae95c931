import { DEFAULT_LIMITS, type Target } from '../../graders/engine/index.ts';
import { openSession } from '../../graders/engine/session.ts';
import type { AnyRead, Observation } from '../../graders/kit/index.ts';
import type { PictureJob } from './ports.ts';

/** Makes a read; the answer is an observation as a check gets it. */
export type AskRead = <T>(read: { id: string }, args: object) => Promise<Observation<T>>;

export interface PictureSession {
  /** The day of the picture, `YYYY-MM-DD`. */
  day: string;
  /** The moment of its reads, ISO. */
  now: string;
  ask: AskRead;
}

/** Opens the reads of one picture, which refuse every other operation, and closes them when `use` is done. */
export async function withPictureSession<T>(
  {
    target,
    today,
    artifacts = {},
  }: Pick<PictureJob, 'today' | 'artifacts'> & { target: Target & { account: string } },
  reads: readonly { id: string }[],
  use: (session: PictureSession) => Promise<T>,
): Promise<T> {
  const now = new Date();
  const day = today ?? now.toISOString().slice(0, 10);
  const session = openSession({
    target,
    limits: DEFAULT_LIMITS,
    allowed: new Set(reads.map(({ id }) => id)),
    artifacts,
    box: undefined,
    run: {
      account: target.account,
      region: target.region,
      today: day,
      now: now.toISOString(),
      target: { kind: target.kind, endpoint: target.endpoint },
    },
    signal: undefined,
    onError: undefined,
  });
  try {
    return await use({
      day,
      now: now.toISOString(),
      ask: async <V>(read: { id: string }, args: object) =>
        (await session.ask(read as AnyRead, args)) as Observation<V>,
    });
  } finally {
    session.close();
  }
}

/** Why something could not be read, as a picture says it. */
export function blockedMessage({ operation, detail }: Observation<unknown> & { state: 'blocked' }): string {
  return `${operation} could not be read: ${detail}.`;
}

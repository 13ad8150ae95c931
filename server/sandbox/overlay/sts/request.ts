/** What STS checks in the requests that make credentials. */
import type { Access } from '../../iam/access.ts';
import { AwsError, type OverlayContext } from '../../types.ts';

/** Operations of STS are for callers with credentials. */
export function accessOf(context: OverlayContext): Access {
  if (context.access === null) throw new Error('an anonymous call reached an operation of credentials');
  return context.access;
}

/** @returns seconds, or the default @throws AwsError ValidationError outside the bounds */
export function duration(value: number | undefined, fallback: number, most: number): number {
  const seconds = value ?? fallback;
  if (!(seconds >= 900))
    throw invalid(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    );
  if (seconds > most)
    throw invalid(
      `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to ${most}`,
    );
  return seconds;
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationError', message, 400);
}

/** Faults and small tests that the lifecycle validation shares. */
import { AwsError } from '../../types.ts';
import { malformedXml } from '../wire/input.ts';

/** Days are 32-bit integers in the schema. */
const maxDays = 2 ** 31 - 1;

/** Throws MalformedXML for a number that the schema's integers cannot hold. */
export function isPositive(value: number): boolean {
  return isCount(value) && value > 0;
}

export function isCount(value: number): boolean {
  if (!Number.isInteger(value) || Math.abs(value) > maxDays) throw malformedXml();
  return value >= 0;
}

export function checkMidnight(date: Date): void {
  if (date.getTime() % 86_400_000 !== 0) throw invalidArgument("'Date' must be at midnight GMT");
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequest', message, 400);
}

export function invalidArgument(message: string): AwsError {
  return new AwsError('InvalidArgument', message, 400);
}

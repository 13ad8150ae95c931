/** What Amazon ECR refuses, in its words. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
import { AwsError } from '../../types.ts';

export function refused(code: string, message: string): AwsError {
  return new AwsError(`${code}Exception`, message, 400);
}

export function invalidParameter(parameter: string, why: string): AwsError {
  return refused(
    'InvalidParameter',
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${why}'`,
  );
}

/** A value that is none of its enumeration; undefined passes. */
export function checkOneOf(value: string | undefined, values: readonly string[], parameter: string): void {
  if (value !== undefined && !values.includes(value))
    throw invalidParameter(parameter, `Member must satisfy enum value set: [${values.join(', ')}]`);
}

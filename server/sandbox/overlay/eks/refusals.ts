/** What Amazon EKS refuses, in its words. https://docs.aws.amazon.com/eks/latest/APIReference/CommonErrors.html */
import { AwsError } from '../../types.ts';

type About = Partial<Record<'clusterName' | 'nodegroupName' | 'addonName', string>>;

export function invalidParameter(message: string, about: About = {}): AwsError {
  return new AwsError('InvalidParameterException', message, 400, { ...about });
}

export function invalidRequest(message: string, about: About = {}): AwsError {
  return new AwsError('InvalidRequestException', message, 400, { ...about });
}

export function inUse(message: string, about: About = {}): AwsError {
  return new AwsError('ResourceInUseException', message, 409, { ...about });
}

export function notFound(message: string, about: About = {}): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404, { ...about });
}

/** A value that is none of its enumeration; undefined passes. */
export function checkOneOf(value: string | undefined, values: readonly string[], member: string): void {
  if (value === undefined || values.includes(value)) return;
  throw invalidParameter(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

import { IAMClient } from '@aws-sdk/client-iam';
import type { ClientSpec, RunFacts } from '../kit/index.ts';
import { globalArn } from './arn.ts';

export const iam: ClientSpec<IAMClient> = { service: 'iam', create: (config) => new IAMClient(config) };

/** Changes to IAM reach every endpoint after some seconds (IAM User Guide, "Changes that I make are not always immediately visible"). */
export const IAM_CONSISTENCY_SECONDS = 15;

/** ARN of a user, role or instance profile whose path is not known: the name under no path, and under any. */
export function anyPath(
  run: Pick<RunFacts, 'account' | 'region'>,
  kind: 'role' | 'user' | 'instance-profile',
  name: string,
): string[] {
  return [globalArn(run, 'iam', `${kind}/${name}`), globalArn(run, 'iam', `${kind}/*/${name}`)];
}

/**
 * A policy document as IAM returns it: percent-encoded JSON text (API_GetPolicyVersion). Emulators send it plain. Text that
 * is no JSON stays text, for the model to say what is wrong with it.
 */
export function policyDocument(text: string | undefined): unknown {
  if (text === undefined) return null;
  const plain = /^\s*%7B/i.test(text) ? decoded(text) : text;
  try {
    return JSON.parse(plain) as unknown;
  } catch {
    return plain;
  }
}

/** Text with a broken escape stays as it came. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

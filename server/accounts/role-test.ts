import { randomBytes } from 'node:crypto';
import type { RoleTestReply, RoleTestStep } from '../contract/index.ts';
import type { ErrorCode } from '../errors.ts';
import type { Assumed, Sts } from './sts.ts';

/** What a test of a role decided: it may be used, it may not and why, or nothing. */
export type RoleVerdict =
  | 'CONFIRMED'
  | Extract<
      ErrorCode,
      | 'ROLE_OPENS_WITHOUT_ID'
      | 'ROLE_OPENS_WITH_WRONG_ID'
      | 'ROLE_DOES_NOT_OPEN'
      | 'ROLE_IDENTITY_DIFFERS'
      | 'ROLE_NOT_TESTED'
    >;

export interface RoleTest extends Omit<RoleTestReply, 'at' | 'verdict'> {
  verdict: RoleVerdict;
}

/**
 * An external id that nobody can guess. The test's wrong one has the same shape, so that a trust policy which takes any id that begins
 * like ours is found out.
 */
export function newExternalId(): string {
  return `gs-${randomBytes(16).toString('hex')}`;
}

/** How each step should end. */
const WANTED: Readonly<Record<'without-id' | 'wrong-id' | 'right-id', Assumed['state']>> = {
  'without-id': 'refused',
  'wrong-id': 'refused',
  'right-id': 'opened',
};

/**
 * Tries a role as a stranger would, then as we would: without the external id and with a wrong one it must refuse, with the right one
 * open, and its session must be of the account in its ARN. What AWS did not answer is no verdict.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export async function testRole(
  sts: Pick<Sts, 'assume' | 'identity'>,
  role: { roleArn: string; externalId: string; region: string },
): Promise<RoleTest> {
  const { roleArn, region } = role;
  const ids = [
    ['without-id', undefined],
    ['wrong-id', newExternalId()],
    ['right-id', role.externalId],
  ] as const;
  const answers = await Promise.all(
    ids.map(async ([step, externalId]) => ({
      step,
      answer: await sts.assume({ roleArn, externalId, region }),
    })),
  );
  const steps = answers.map(({ step, answer }): RoleTestStep => {
    const { state } = answer;
    const detail = answer.state === 'opened' ? 'AWS gave a session' : answer.detail;
    return {
      step,
      outcome: state === 'untested' ? 'untested' : state === WANTED[step] ? 'good' : 'bad',
      detail,
    };
  });
  const opened = answers.at(-1)?.answer;
  steps.push(
    opened?.state === 'opened'
      ? await identityStep(sts, roleArn, region, opened.keys)
      : { step: 'identity', outcome: 'untested', detail: 'there was no session to ask with' },
  );
  return { verdict: verdictOf(steps), steps };
}

async function identityStep(
  sts: Pick<Sts, 'identity'>,
  roleArn: string,
  region: string,
  keys: Extract<Assumed, { state: 'opened' }>['keys'],
): Promise<RoleTestStep> {
  const seen = await sts.identity(region, keys);
  if (seen.state === 'untested') return { step: 'identity', outcome: 'untested', detail: seen.detail };
  const { account } = seen.caller;
  const outcome = account === accountOfRole(roleArn) ? 'good' : 'bad';
  return { step: 'identity', outcome, detail: `the session is of account ${account}` };
}

/** An open door counts whatever else could not be tried. */
function verdictOf(steps: readonly RoleTestStep[]): RoleVerdict {
  const outcome = (step: RoleTestStep['step']): string | undefined =>
    steps.find((one) => one.step === step)?.outcome;
  if (outcome('without-id') === 'bad') return 'ROLE_OPENS_WITHOUT_ID';
  if (outcome('wrong-id') === 'bad') return 'ROLE_OPENS_WITH_WRONG_ID';
  if (outcome('right-id') === 'bad') return 'ROLE_DOES_NOT_OPEN';
  if (outcome('identity') === 'bad') return 'ROLE_IDENTITY_DIFFERS';
  return steps.every((one) => one.outcome === 'good') ? 'CONFIRMED' : 'ROLE_NOT_TESTED';
}

/** The 12 digits of an ARN. */
export function accountOfRole(roleArn: string): string {
  return roleArn.split(':')[4] ?? '';
}

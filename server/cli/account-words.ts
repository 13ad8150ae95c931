/** What `groundschool account` says, in lines of text. */
import type { AccountLabReply, AccountRegistration, AccountReply } from '../contract/index.ts';

/** A registration, and what to do next. */
export function inWords({ registration, problem }: AccountReply): string {
  const trouble = problem ? `${problem.message} ${problem.cure ?? ''}\n` : '';
  if (!registration) return `${trouble}No AWS account is registered.\n`;
  const { account, region, labs, externalId, status, roleArn, role } = registration;
  const head = [
    `Account ${account}, ${region}: ${status}`,
    `Labs:        ${labs.join(', ')}`,
    `External id: ${externalId}`,
    `Role:        ${roleArn ?? '(none yet)'}`,
    ...(role ? [`Trusts:      ${role.principal}`] : []),
  ].join('\n');
  const next =
    status === 'confirmed' || !role
      ? ''
      : `\n${role.cli}\nThe same as a file: --format cloudformation, or --format terraform. Then: groundschool account confirm <role ARN>\n`;
  return `${trouble}${head}\n${steps(registration)}${next}`;
}

const STEPS = {
  'without-id': 'Without an external id it refuses',
  'wrong-id': 'With a wrong one it refuses',
  'right-id': 'With yours it opens',
  identity: 'Its session is of your account',
} as const;
const OUTCOMES = { good: 'yes', bad: 'NO', untested: 'not known' } as const;

/** The last test of the role, a line for each step; empty before the first. */
export function steps(registration: AccountRegistration | null): string {
  const { test } = registration ?? {};
  if (!test) return '';
  const lines = test.steps.map(
    ({ step, outcome, detail }) => `  ${`${STEPS[step]}: ${OUTCOMES[outcome]}`.padEnd(44)} ${detail}`,
  );
  return `Test of ${test.at}:\n${lines.join('\n')}\n`;
}

/** What a lab may cost, and the commands that are its owner's. */
export function factsInWords({
  title,
  account,
  region,
  costNote,
  costs,
  start,
  leftovers,
}: AccountLabReply): string {
  const parts = costs.map(({ script, usdPerHour, lines, missing, pricesOf }) =>
    [
      `${script}: $${usdPerHour.toFixed(2)} an hour${missing.length > 0 ? ' and more' : ''} while it stands (prices of ${pricesOf}).`,
      ...lines.map(({ what, usd }) => `  $${usd}/h  ${what}`),
      ...missing.map((one) => `  no price  ${one}`),
    ].join('\n'),
  );
  const begin = start === null ? '' : `Make the start state, with your own credentials:\n  ${start}\n`;
  return `${title} in account ${account}, ${region}\n${costNote}\n\n${parts.join('\n')}\n\n${begin}See afterwards what still costs money:\n  ${leftovers}\n\n`;
}

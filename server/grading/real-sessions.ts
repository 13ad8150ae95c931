/** Lab sessions in an AWS account of the learner's own: what differs from the sandbox. */
import type { Variables } from '../../graders/contract/index.ts';
import type { SessionTarget } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { LabSession } from '../store/index.ts';
import type { RealAccounts } from './ports.ts';
import { isReal } from './targets.ts';

/** Of a server without registrations. */
export const NO_ACCOUNTS: RealAccounts = {
  confirmed: () => Promise.reject(new CodedError('ACCOUNT_NOT_REGISTERED')),
  target: () => Promise.reject(new CodedError('ACCOUNT_NOT_REGISTERED')),
};

type Place = Pick<LabSession, 'target_kind' | 'account' | 'region' | 'status'>;

/**
 * Where a session is to be. In an account at AWS there is nothing to prepare: Groundschool may only read there, so it is ready at once
 * and its start state is made by its owner.
 *
 * @throws CodedError ACCOUNT_NOT_REGISTERED, ACCOUNT_NOT_CONFIRMED, ACCOUNT_NUMBER_DIFFERS, ACCOUNT_LAB_NOT_COVERED,
 *   ACCOUNT_REGION_REFUSED
 */
export async function placeFor(
  accounts: RealAccounts,
  { learner, lab, variables }: { learner: string; lab: string; variables: Variables },
  target: SessionTarget = { kind: 'sandbox' },
): Promise<Place> {
  const pinned = String(variables['region'] ?? 'us-east-1');
  if (target.kind === 'sandbox')
    return { target_kind: 'sandbox', account: null, region: pinned, status: 'preparing' };
  const { account, region, labs } = await accounts.confirmed(learner);
  const typed = target.account ?? '(none)';
  if (typed !== account) throw new CodedError('ACCOUNT_NUMBER_DIFFERS', { typed, account });
  if (!labs.includes(lab))
    throw new CodedError('ACCOUNT_LAB_NOT_COVERED', { account, lab, labs: labs.join(', ') });
  if (region !== pinned) throw new CodedError('ACCOUNT_REGION_REFUSED', { lab, pinned, region });
  return { target_kind: 'aws', account, region, status: 'ready' };
}

/** What only the sandbox has, and what to do instead. */
const SANDBOX_PARTS = {
  reset: [
    'the reset',
    'Groundschool changes nothing in your account. Take down what you made: `groundschool target leftovers` lists it with the commands.',
  ],
  keys: ['the connection with its keys', 'Use the credentials with which you reach your account anyway.'],
  journal: ['the call journal', 'What happened in your account stands in its CloudTrail.'],
  terminal: ['the terminal in the browser', 'Use your own, signed in to your account.'],
} as const;

/** @throws CodedError SANDBOX_ONLY for a session in an account at AWS */
export function refuseReal(session: LabSession, part: keyof typeof SANDBOX_PARTS): void {
  if (!isReal(session)) return;
  const [what, cure] = SANDBOX_PARTS[part];
  throw new CodedError('SANDBOX_ONLY', { account: session.account ?? '', what, cure });
}

/** In words, for messages. */
export function whereOf(session: LabSession): string {
  return isReal(session) ? `your AWS account ${session.account}` : 'the sandbox';
}

/**
 * The session as it can be used now: lost while its account is not this learner's confirmed one. Not stored, because confirming it
 * again brings it back.
 */
export async function seenAtAws(accounts: RealAccounts, session: LabSession): Promise<LabSession> {
  try {
    const { account } = await accounts.confirmed(session.learner);
    if (account === session.account) return session;
    const problem = `You have registered account ${account}, and this lab is in ${session.account}. Move it, under /account.`;
    return { ...session, status: 'lost', problem };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const problem = `${error.message} ${error.cure ?? ''} Or move the lab back to the sandbox.`;
    return { ...session, status: 'lost', problem };
  }
}

import type { BlockedReason } from '../contract/index.ts';
import type { Observation, RunFacts } from '../kit/index.ts';
import { TLS_TROUBLE } from './classify.ts';
import { NOT_VISIBLE } from './not-visible.ts';

type BlockedObservation = Extract<Observation<unknown>, { state: 'blocked' }>;
type Facts = Pick<RunFacts, 'account' | 'region' | 'target'>;

/** Whose move it is, and what exactly to do. One row per blocked reason, so that every surface gives the same advice. */
/** What the account owner does so that the principal that grades may look into a cluster. */
const ACCESS_ENTRY =
  "The account owner's move: give the principal that grades an access entry of the cluster (`aws eks create-access-entry`) with the " +
  'access policy AmazonEKSViewPolicy (`aws eks associate-access-policy`; `groundschool lab policy` prints both), ';
/** Reads of a cluster's own API; whatever stands in their way, the manifest can be handed in instead. */
const ofCluster = (operation: string): boolean => operation.startsWith('eks:api');

const CURES: Record<BlockedReason, (observation: BlockedObservation, facts: Facts) => string> = {
  denied: ({ action, operation }) => {
    if (ofCluster(operation)) return `${ACCESS_ENTRY}or hand in the manifest. Then grade again.`;
    const needed = action ?? operation;
    if (needed === 'sts:AssumeRole') {
      return "The account owner's move: let the role trust Groundschool's principal with the registered external id, then grade again.";
    }
    return (
      `The account owner's move: allow ${needed} to the credentials that grade (\`groundschool lab policy\` prints the whole ` +
      'policy), and look for an explicit Deny in a bucket policy, a boundary or an SCP. Then grade again.'
    );
  },
  throttled: () => 'Nobody has to change anything: AWS asks for a pause. Grade again in a minute.',
  timeout: ({ operation, detail }, { target }) =>
    ofCluster(operation)
      ? "Let this machine reach the cluster's endpoint (its public access, or grade from inside its VPC), or hand in the manifest. Then grade again."
      : detail.startsWith(NOT_VISIBLE)
        ? 'Nobody has to change anything: grade again in half a minute.'
        : detail.startsWith(TLS_TROUBLE)
          ? `Your move: name the certificates of its authority with --ca-bundle FILE (or AWS_CA_BUNDLE), then grade again.`
          : target.kind === 'aws'
            ? 'Look at the network between this machine and AWS, then grade again.'
            : `Your move: make sure that ${target.endpoint ?? 'the sandbox'} runs and answers, then grade again.`,
  'credentials-expired': ({ detail }, { target }) =>
    /TimeTooSkewed|RequestInTheFuture|clock of this machine/.test(detail)
      ? 'Set the clock of the machine that grades: its time is minutes off. Then grade again.'
      : target.kind === 'sandbox'
        ? 'Open the connection panel (or `groundschool sandbox env`) for the keys of this sandbox account, then grade again.'
        : target.kind === 'endpoint'
          ? 'Your move: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or a profile) for this endpoint, then grade again.'
          : 'Your move: sign in again (`aws sso login`, `aws login` or fresh keys) for the account of this lab, then grade again.',
  'region-disabled': (_observation, { region }) =>
    `The account owner's move: enable ${region} under Account → AWS Regions, or choose another region. Then grade again.`,
  'unsupported-by-target': ({ operation }, { target }) =>
    ofCluster(operation)
      ? 'Hand in the manifest instead, then grade again; report it if the cluster answers others.'
      : target.kind === 'aws'
        ? "Groundschool's move: this is not an answer that AWS documents. Grade again, and report it if it stays."
        : 'This target cannot show whether the task is done. Grade this lab in the Groundschool sandbox or on a real account.',
  'no-runtime': () =>
    'On the machine that grades: install Python 3.10 or newer and bubblewrap (`apt-get install python3 bubblewrap`), then grade again.',
  'costs-money': () =>
    "The account owner's move: say how much the paid reads of a run may cost (`groundschool grade --accept-cost USD`), then grade again. Without that nothing is asked that costs money.",
  'price-missing': () =>
    "Groundschool's move: the dated price list lacks this entry. It costs you nothing; report it.",
  'unsupported-construct': () =>
    'Express the same thing in another way, or report it: Groundschool cannot evaluate this construct yet.',
  'check-crashed': () => "Groundschool's move: the check itself failed. It costs you nothing; report it.",
};

const WHY: Record<BlockedReason, string> = {
  denied: 'access was denied',
  throttled: 'the service kept throttling',
  timeout: 'there was no answer',
  'credentials-expired': 'the credentials are not valid (any more)',
  'region-disabled': 'the region is not enabled for this account',
  'unsupported-by-target': 'this target does not support it',
  'no-runtime': 'this machine cannot run it',
  'costs-money': 'AWS charges for this call and nobody agreed to pay',
  'price-missing': 'a price is missing',
  'unsupported-construct': 'it uses something that cannot be evaluated',
  'check-crashed': 'the check crashed',
};

/** What could not be read, why, whose move it is, and what to do. */
export function blockedMessage(observation: BlockedObservation, facts: Facts): string {
  const { reason, operation, detail } = observation;
  const why = detail ? `${WHY[reason]} (${detail})` : WHY[reason];
  return `${operation} could not be checked: ${why}. ${CURES[reason](observation, facts)}`;
}

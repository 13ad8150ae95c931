// `blocked` is never the learner's fault alone and never costs a point; this says whose move it is (lab-catalogue §1).
export interface Move {
  who: string;
  what: string;
}

const MOVES: Record<string, Move> = {
  denied: {
    who: 'The account owner',
    what: 'The grader may not make this call. Allow the IAM action named below to the role that grades, then check again.',
  },
  throttled: {
    who: 'Nobody, it passes by itself',
    what: 'AWS asked to slow down. Wait a minute and check again.',
  },
  timeout: {
    who: 'Nobody, it passes by itself',
    what: 'The call took too long. Check again; if it stays, look whether the endpoint is reachable.',
  },
  'credentials-expired': {
    who: 'You',
    what: 'The keys with which the account is read have run out. Reset the account, or sign in again.',
  },
  'region-disabled': {
    who: 'The account owner',
    what: 'The Region is not enabled in this account. Enable it, or choose another Region.',
  },
  'unsupported-by-target': {
    who: 'Nobody in this account',
    what: 'This target does not implement the operation. Check the task against a target that does.',
  },
  'no-runtime': {
    who: 'Whoever runs this Groundschool',
    what: 'Scripts are judged with Python 3.10 or newer. Install it on the machine and start Groundschool again.',
  },
  'costs-money': {
    who: 'The account owner',
    what: 'AWS charges for this call, and nobody has agreed to pay. Grade with an amount that the paid reads may cost.',
  },
  'price-missing': {
    who: 'Groundschool',
    what: 'A price that the judge needs is not in its data. Your work is fine; report the missing price.',
  },
  'unsupported-construct': {
    who: 'Groundschool',
    what: 'Something here is newer than the judge, or it is nothing that AWS accepts. Look at the place named below.',
  },
  'check-crashed': {
    who: 'Groundschool',
    what: 'The check itself stopped. Your work is untouched; report it with the reason shown.',
  },
};

/** Whose move it is after a blocked reason, and what exactly to do. */
export const moveFor = (reason: string): Move =>
  MOVES[reason] ?? {
    who: 'Groundschool',
    what: 'The check did not finish. Check again, and report the reason if it stays.',
  };

/** Errors of learners' own AWS accounts; part of ERRORS. */
export const ACCOUNT_ERRORS = {
  ACCOUNTS_UNAVAILABLE: {
    status: 503,
    message: 'This server cannot reach AWS accounts: {problem}.',
    cure: 'Whoever runs it gives it credentials of AWS that may call sts:AssumeRole, or names its identity in GROUNDSCHOOL_PRINCIPAL. The sandbox works meanwhile.',
  },
  ACCOUNT_NOT_REGISTERED: {
    status: 404,
    message: 'You have registered no AWS account.',
    cure: 'Register one under /account.',
  },
  ACCOUNT_NOT_CONFIRMED: {
    status: 409,
    message: 'Your AWS account {account} is not confirmed.',
    cure: 'Make the role, then confirm it under /account.',
  },
  ACCOUNT_EXISTS: {
    status: 409,
    message: 'You have registered account {account} already.',
    cure: 'Remove that registration first; under /account stands how to remove its role.',
  },
  ACCOUNT_TAKEN: {
    status: 409,
    message: 'Account {account} serves somebody else on this server.',
    cure: 'Use an account of your own. If it is yours, ask your instructor who registered it.',
  },
  ACCOUNT_REGION_REFUSED: {
    status: 400,
    message: 'Lab {lab} is written for {pinned}, not for {region}: its images and prices are of that Region.',
    cure: 'Register the account for {pinned}, or leave this lab out.',
  },
  ACCOUNT_NUMBER_DIFFERS: {
    status: 409,
    message: 'The number {typed} is not that of your registered account {account}.',
    cure: 'Type the 12 digits of the registered account: what you make there costs its owner money.',
  },
  ACCOUNT_LAB_NOT_COVERED: {
    status: 409,
    message: 'The role in account {account} was not made for lab {lab}.',
    cure: 'Its labs are {labs}. To add one, remove the registration, register again and make the role anew.',
  },
  LAB_SESSION_ELSEWHERE: {
    status: 409,
    message: 'You have this lab open in {where}.',
    cure: 'Move it there with POST /api/lab-sessions/{id}/target; your score stays.',
  },
  SANDBOX_ONLY: {
    status: 409,
    message: 'This lab runs in your own AWS account {account}; {what} belongs to the sandbox.',
    cure: '{cure}',
  },
  ROLE_POLICY_TOO_LONG: {
    status: 409,
    message: 'The policy for these labs has {length} characters; IAM takes {most} in a role.',
    cure: 'Choose fewer labs.',
  },
  ROLE_OTHER_ACCOUNT: {
    status: 409,
    message: 'The role is in account {found}, and you registered account {account}.',
    cure: 'Make the role in account {account}, or remove the registration and register {found}.',
  },
  ROLE_OPENS_WITHOUT_ID: {
    status: 409,
    message: 'The role opens without the external id, so that anybody could have us read your account.',
    cure: 'Put the trust policy under /account in place of the one that the role has, wait half a minute, then test again.',
  },
  ROLE_OPENS_WITH_WRONG_ID: {
    status: 409,
    message: 'The role opens with an external id that is not yours.',
    cure: 'Let its trust policy compare sts:ExternalId with StringEquals and your id alone, as under /account; then test again.',
  },
  ROLE_DOES_NOT_OPEN: {
    status: 409,
    message: 'The role does not open with your external id.',
    cure: 'Compare its ARN and its trust policy with those under /account. A role that is a few seconds old needs up to a minute; then test again.',
  },
  ROLE_IDENTITY_DIFFERS: {
    status: 409,
    message: 'The session of this role is not of account {account}.',
    cure: 'Name the ARN as the role’s page in IAM shows it. At an emulator, use the target of an endpoint instead.',
  },
  ROLE_NOT_TESTED: {
    status: 503,
    message: 'The role could not be tested, so nothing was decided.',
    cure: 'What stood in the way is in the details. Try again in a minute.',
  },
} as const;

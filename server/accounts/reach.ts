import { labSessions, type CheckMap } from '../../graders/engine/index.ts';
import { CodedError } from '../errors.ts';
import type { RealAccounts, RealTarget } from '../grading/index.ts';
import { awsAccountOf, type AwsAccount, type Db } from '../store/index.ts';
import type { AccountCalls } from './calls.ts';
import { roleCredentials, sessionName } from '../targets/credentials.ts';

export interface ReachOptions {
  db: Db;
  checks: CheckMap;
  calls: AccountCalls;
  /** Only for tests: where AWS is. */
  awsEndpoint?: string;
}

/** How grading reaches learners' accounts: by sessions of the confirmed role, each narrowed to what one lab reads. */
export class Reach implements RealAccounts {
  readonly #options: ReachOptions;

  constructor(options: ReachOptions) {
    this.#options = options;
  }

  async confirmed(learner: string): ReturnType<RealAccounts['confirmed']> {
    const { account, region, labs } = await this.#confirmed(learner);
    return { account, region, labs: JSON.parse(labs) as string[] };
  }

  async target({
    learner,
    account,
    lab,
    variables,
    run,
  }: Parameters<RealAccounts['target']>[0]): Promise<RealTarget> {
    const { calls, checks, awsEndpoint } = this.#options;
    const stored = await this.#confirmed(learner);
    if (stored.account !== account) throw new CodedError('ACCOUNT_NOT_CONFIRMED', { account });
    const { role_arn: roleArn, external_id: externalId, region } = stored;
    const policies = await labSessions({ lab, checks, variables, account, region });
    const name = sessionName(lab.id, run);
    const onCall = calls.listener({ learner, account, lab: lab.id, run, sessionName: name });
    return {
      kind: 'aws',
      endpoint: awsEndpoint ?? null,
      region,
      account,
      onCall,
      ...roleCredentials({
        roleArn,
        externalId,
        region,
        sessions: { policies, name },
        onCall,
        ...(awsEndpoint === undefined ? {} : { stsEndpoint: awsEndpoint }),
      }),
    };
  }

  async #confirmed(learner: string): Promise<AwsAccount & { role_arn: string }> {
    const stored = await awsAccountOf(this.#options.db, learner);
    if (!stored) throw new CodedError('ACCOUNT_NOT_REGISTERED');
    const { status, account, role_arn } = stored;
    if (status !== 'confirmed' || role_arn === null)
      throw new CodedError('ACCOUNT_NOT_CONFIRMED', { account });
    return { ...stored, role_arn };
  }
}

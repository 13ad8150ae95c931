/** Learners' own AWS accounts: registered, tested, removed. */
import type { FastifyBaseLogger } from 'fastify';
import type { CheckMap } from '../../graders/engine/index.ts';
import type { Catalog, Lab } from '../catalog/index.ts';
import type {
  AccountLabReply,
  AccountRegistration,
  AccountReply,
  RegisterAccountBody,
  RemovedAccountReply,
  RoleTestReply,
} from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { learnerVariables } from '../grading/index.ts';
import {
  awsAccountOf,
  endAwsAccount,
  insertAwsAccount,
  inTransaction,
  isAccountTaken,
  labSessionOf,
  newId,
  saveAccountTest,
  writeAudit,
  type AwsAccount,
  type Db,
} from '../store/index.ts';
import { removalCommands } from '../targets/role-templates.ts';
import { labFacts } from './lab-facts.ts';
import { AccountCalls } from './calls.ts';
import { Reach } from './reach.ts';
import { Principal } from './principal.ts';
import { regionOf, roleOffer } from './role-offer.ts';
import { accountOfRole, newExternalId, testRole, type RoleTest } from './role-test.ts';
import { Sts } from './sts.ts';

export interface AccountsOptions {
  db: Db;
  catalog: Catalog;
  checks: CheckMap;
  /** From GROUNDSCHOOL_PRINCIPAL. */
  principal: string | null;
  log: FastifyBaseLogger;
  version: string;
  now(): number;
  /** Only for tests: where AWS is. */
  awsEndpoint?: string;
}

/** Whose account it is; the seed never leaves the server. */
interface Owner {
  id: string;
  seed: string;
}

export class Accounts {
  /** For grading. */
  readonly reach: Reach;
  /** What its owner is shown of what was asked there. */
  readonly calls: AccountCalls;
  readonly #options: AccountsOptions;
  readonly #sts: Sts;
  readonly #principal: Principal;

  constructor(options: AccountsOptions) {
    const { awsEndpoint, principal, now } = options;
    this.#options = options;
    this.#sts = new Sts(awsEndpoint === undefined ? {} : { endpoint: awsEndpoint });
    this.calls = new AccountCalls(options);
    this.reach = new Reach({ ...options, calls: this.calls });
    this.#principal = new Principal({ configured: principal, sts: this.#sts, now });
  }

  /** The learner's registration with everything that its owner needs for it. */
  async show(owner: Owner): Promise<AccountReply> {
    const { db, catalog } = this.#options;
    const { principal, problem } = await this.#reach();
    const stored = await awsAccountOf(db, owner.id);
    return {
      problem,
      labs: [...catalog.labs.values()].map(({ manifest: { id, title } }) => ({
        id,
        title,
        region: this.#pinned(owner, id),
      })),
      registration: stored ? await this.#registration(owner, stored, principal) : null,
    };
  }

  /**
   * Begins a registration and issues its external id: the learner never chooses it.
   *
   * @throws CodedError ACCOUNTS_UNAVAILABLE, LAB_NOT_FOUND, ACCOUNT_REGION_REFUSED, ACCOUNT_EXISTS, ROLE_POLICY_TOO_LONG
   */
  async begin(owner: Owner, body: RegisterAccountBody): Promise<AccountReply> {
    const { db, catalog, now } = this.#options;
    const principal = await this.#principal.arn();
    const { account } = body;
    const labs = [...new Set(body.labs ?? catalog.labs.keys())];
    for (const lab of labs) this.#lab(lab);
    const region = body.region ?? this.#pinned(owner, labs[0] ?? '');
    for (const lab of labs) {
      const pinned = this.#pinned(owner, lab);
      if (pinned !== region) throw new CodedError('ACCOUNT_REGION_REFUSED', { lab, pinned, region });
    }
    const externalId = newExternalId();
    // Before anything is stored: a role that IAM would not take is no offer.
    await roleOffer({ ...this.#options, learner: owner, account, region, labs, principal, externalId });
    const row = { id: newId(), learner: owner.id, account, region, labs: JSON.stringify(labs) };
    const inserted = await inTransaction(db, async (tx) => {
      if (!(await insertAwsAccount(tx, { ...row, external_id: externalId }, now()))) return false;
      const entry = { actor: owner.id, action: 'account.registered', subject: owner.id };
      await writeAudit(tx, { ...entry, detail: { account, region, labs } }, now());
      return true;
    });
    if (!inserted) {
      const { account: other } = await this.#current(owner.id);
      throw new CodedError('ACCOUNT_EXISTS', { account: other });
    }
    return await this.show(owner);
  }

  /**
   * Tests a role and, when it opens to us alone, confirms the account with it.
   *
   * @throws CodedError ROLE_OTHER_ACCOUNT, ACCOUNT_TAKEN, or the one of the test's verdict with its steps
   */
  async confirm(owner: Owner, roleArn: string): Promise<AccountReply> {
    const stored = await this.#current(owner.id);
    const { account } = stored;
    const found = accountOfRole(roleArn);
    if (found !== account) throw new CodedError('ROLE_OTHER_ACCOUNT', { found, account });
    return await this.#test(owner, stored, roleArn);
  }

  /** Tests the registered role again. @throws CodedError ACCOUNT_NOT_CONFIRMED when none was named yet; as confirm() */
  async test(owner: Owner): Promise<AccountReply> {
    const stored = await this.#current(owner.id);
    if (stored.role_arn === null) throw new CodedError('ACCOUNT_NOT_CONFIRMED', { account: stored.account });
    return await this.#test(owner, stored, stored.role_arn);
  }

  /** What a lab may cost in the registered account, and what its owner runs there. @throws CodedError LAB_NOT_FOUND */
  async lab(owner: Owner, id: string): Promise<AccountLabReply> {
    const { db, catalog, now } = this.#options;
    const registration = await this.#current(owner.id);
    const lab = this.#lab(id);
    const session = await labSessionOf(db, owner.id, id);
    return await labFacts({ catalog, learner: owner, lab, registration, session, now: now() });
  }

  /** Ends the registration: from here on nothing is asked in that account. The role is its owner's to remove. */
  async remove(owner: Owner): Promise<RemovedAccountReply> {
    const { db, now } = this.#options;
    const { id, account, labs } = await this.#current(owner.id);
    await inTransaction(db, async (tx) => {
      if (!(await endAwsAccount(tx, id, now()))) throw new CodedError('ACCOUNT_NOT_REGISTERED');
      const entry = { actor: owner.id, action: 'account.removed', subject: owner.id };
      await writeAudit(tx, { ...entry, detail: { account } }, now());
    });
    return { account, removal: removalCommands(JSON.parse(labs) as string[]) };
  }

  async #test(owner: Owner, stored: AwsAccount, roleArn: string): Promise<AccountReply> {
    const { account, external_id: externalId, region } = stored;
    const found = await testRole(this.#sts, { roleArn, externalId, region });
    await this.#save(stored, roleArn, found);
    const { verdict } = found;
    if (verdict === 'CONFIRMED') return await this.show(owner);
    const details = found.steps.map(({ step, outcome, detail }) => `${step}: ${outcome}, ${detail}`);
    throw new CodedError(verdict, { account }, { details });
  }

  /** Stores a verdict and what it decides. Without one, or when a new role is no better, the registration stays what it was. */
  async #save(stored: AwsAccount, roleArn: string, { verdict, steps }: RoleTest): Promise<void> {
    const { db, now } = this.#options;
    const { id, learner, account } = stored;
    const at = now();
    const last_test = JSON.stringify({
      at: new Date(at).toISOString(),
      verdict,
      steps,
    } satisfies RoleTestReply);
    const good = verdict === 'CONFIRMED';
    const works = stored.status === 'confirmed' && stored.role_arn !== roleArn;
    const kept = verdict === 'ROLE_NOT_TESTED' || (!good && works);
    const decided = { role_arn: roleArn, tested_at: at, status: good ? 'confirmed' : 'pending' };
    await inTransaction(db, async (tx) => {
      if (good && (await isAccountTaken(tx, stored))) throw new CodedError('ACCOUNT_TAKEN', { account });
      const change = kept ? { last_test } : { ...decided, last_test, serves: good ? 1 : null };
      if (!(await saveAccountTest(tx, id, change))) throw new CodedError('ACCOUNT_NOT_REGISTERED');
      const action = good ? 'account.confirmed' : 'account.role-refused';
      if (verdict === 'ROLE_NOT_TESTED') return;
      const detail = { account, roleArn, verdict };
      await writeAudit(tx, { actor: learner, action, subject: learner, detail }, at);
    });
  }

  async #registration(
    owner: Owner,
    stored: AwsAccount,
    principal: string | null,
  ): Promise<AccountRegistration> {
    const { id, account, region, external_id: externalId, status, role_arn, tested_at } = stored;
    const labs = JSON.parse(stored.labs) as string[];
    const offer = { ...this.#options, learner: owner, account, region, labs, externalId };
    return {
      id,
      account,
      region,
      labs,
      externalId,
      status: status as AccountRegistration['status'],
      roleArn: role_arn,
      createdAt: new Date(stored.created_at).toISOString(),
      testedAt: tested_at === null ? null : new Date(tested_at).toISOString(),
      test: stored.last_test === null ? null : (JSON.parse(stored.last_test) as RoleTestReply),
      role: principal === null ? null : await roleOffer({ ...offer, principal }),
    };
  }

  #lab(id: string): Lab {
    const { labs } = this.#options.catalog;
    const found = labs.get(id);
    if (found) return found;
    throw new CodedError('LAB_NOT_FOUND', { lab: id, known: [...labs.keys()].join(', ') || 'none' });
  }

  async #current(learner: string): Promise<AwsAccount> {
    const stored = await awsAccountOf(this.#options.db, learner);
    if (stored) return stored;
    throw new CodedError('ACCOUNT_NOT_REGISTERED');
  }

  async #reach(): Promise<{ principal: string | null; problem: AccountReply['problem'] }> {
    try {
      return { principal: await this.#principal.arn(), problem: null };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const { code, message, cure } = error;
      return { principal: null, problem: { code, message, ...(cure === undefined ? {} : { cure }) } };
    }
  }

  #pinned(owner: Owner, lab: string): string {
    return regionOf(learnerVariables(this.#options.catalog, owner, lab));
  }
}

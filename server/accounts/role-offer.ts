import { labPolicy, unitePolicies, type CheckMap } from '../../graders/engine/index.ts';
import type { PolicyDocument, Variables } from '../../graders/contract/index.ts';
import type { Catalog, Lab } from '../catalog/index.ts';
import type { RoleOfferReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { learnerVariables } from '../grading/index.ts';
import { ACCESS_ENTRY, asksClusters } from '../targets/cluster-access.ts';
import { removalCommands, roleTemplate, trustPolicy } from '../targets/role-templates.ts';

/**
 * Characters of all inline policies of a role, without blanks.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MOST_CHARACTERS = 10_240;
const DEFAULT_REGION = 'us-east-1';

export interface OfferInput {
  catalog: Catalog;
  checks: CheckMap;
  /** Names of the learner's own things are drawn from its seed. */
  learner: { seed: string };
  account: string;
  region: string;
  labs: readonly string[];
  principal: string;
  externalId: string;
}

/**
 * The role that lets the labs be graded: what each of them reads, whom it trusts, and how to make it and take it away.
 *
 * @throws CodedError ROLE_POLICY_TOO_LONG
 */
export async function roleOffer(input: OfferInput): Promise<RoleOfferReply> {
  const { labs, principal, externalId, checks } = input;
  const found = labs.flatMap((id) => input.catalog.labs.get(id) ?? []);
  const policies = await Promise.all(
    found.map(async (lab) => ({
      lab: lab.manifest.id,
      title: lab.manifest.title,
      policy: await policyOf(lab, input),
    })),
  );
  const policy = unitePolicies(policies.map((one) => one.policy));
  const { length } = JSON.stringify(policy);
  if (length > MOST_CHARACTERS)
    throw new CodedError('ROLE_POLICY_TOO_LONG', { length, most: MOST_CHARACTERS });
  const role = { labs, policy, principal, externalId };
  const clusters = await Promise.all(found.map(({ manifest }) => asksClusters(manifest, checks)));
  return {
    principal,
    policy,
    policies,
    trust: trustPolicy(role),
    cloudformation: roleTemplate('cloudformation', role),
    terraform: roleTemplate('terraform', role),
    cli: roleTemplate('cli', role),
    removal: removalCommands(labs),
    notes: clusters.includes(true) ? [ACCESS_ENTRY] : [],
  };
}

async function policyOf(
  { manifest }: Lab,
  { catalog, checks, learner, account, region }: OfferInput,
): Promise<PolicyDocument> {
  const variables = learnerVariables(catalog, learner, manifest.id);
  return await labPolicy({ lab: manifest, checks, variables, account, region });
}

/** The Region that a lab is written for. */
export function regionOf(variables: Variables): string {
  return String(variables['region'] ?? DEFAULT_REGION);
}

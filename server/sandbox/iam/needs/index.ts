/** Everything that a request needs to be allowed. */
import { isReadOnly } from '../../overlay/read-only.ts';
import type { Call } from '../call.ts';
import { ec2Needs } from './ec2.ts';
import { iamNeeds } from './iam.ts';
import type { Need, NeedsOf, World } from './need.ts';
import { balancerNeeds, budgetsNeeds, certificateNeeds, eksNeeds, logsNeeds, otherNeeds } from './others.ts';
import { passRoleNeeds } from './pass-role.ts';
import { s3Needs } from './s3.ts';
import { sagemakerNeeds } from './sagemaker.ts';
import { stsNeeds } from './sts.ts';

export { listingOf } from './s3.ts';
export type { LaunchTemplate, Need, World } from './need.ts';

const TABLES: Readonly<Record<string, NeedsOf>> = {
  acm: certificateNeeds,
  budgets: budgetsNeeds,
  ec2: ec2Needs,
  eks: eksNeeds,
  elasticloadbalancing: balancerNeeds,
  iam: iamNeeds,
  logs: logsNeeds,
  s3: s3Needs,
  sagemaker: sagemakerNeeds,
  sts: stsNeeds,
};

/** Services that would do for the caller what the caller may not do, because the engine asks nobody. */
const ON_BEHALF: ReadonlySet<string> = new Set([
  'cloudformation',
  'servicecatalog',
  'tag',
  'resource-groups',
  'cloudcontrolapi',
]);

/**
 * The needs of a call, the main one first. An empty list: nothing has to allow it.
 *
 * @throws URIError when the path of the request cannot be decoded
 */
export async function needsOf(call: Call, world: World): Promise<Need[]> {
  const { service } = call.operation;
  const table = Object.hasOwn(TABLES, service) ? TABLES[service] : undefined;
  const needs = [...(await (table ?? otherNeeds)(call, world)), ...passRoleNeeds(call, world)];
  if (!ON_BEHALF.has(service) || isReadOnly(call.operation)) return needs;
  const why = `the sandbox does not judge what ${service} would do for the caller`;
  return needs.map((one) => ({ ...one, impossible: why }));
}

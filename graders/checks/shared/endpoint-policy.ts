/**
 * What a VPC endpoint lets through, by its policy. A gateway endpoint reads principals in its own way: an account as the
 * principal means its root user only, so users and roles have to be let in by `*`, where conditions may narrow it.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html#vpc-endpoint-policies-gateway
 */
import type { RunFacts } from '../../kit/index.ts';
import {
  evaluate,
  mismatchInWords,
  nearestAllow,
  principalText,
  statementName,
  type Decision,
  type Policy,
  type Principal,
} from '../../semantics/iam/index.ts';
import { requestContext } from './iam-context.ts';

type Run = Pick<RunFacts, 'account' | 'region' | 'now'>;

/** A request that goes through an endpoint. */
export interface EndpointProbe {
  readonly action: string;
  readonly resource: string;
  readonly vpcId: string;
  readonly endpointId: string;
  /** Address of the instance that asks, where one is known. */
  readonly from: string | undefined;
}

/** Somebody of the account whom the policy stops. */
export interface Stopped {
  readonly principal: string;
  readonly action: string;
  readonly words: string;
  /** Position of the Deny, when it is one. */
  readonly statement: number | undefined;
}

/** Users and roles of the account, with and without a path: they stand for any of them. */
function people(account: string): Principal[] {
  const iam = `arn:aws:iam::${account}`;
  const session = (role: string): Principal => ({
    type: 'aws',
    arn: `arn:aws:sts::${account}:assumed-role/x/x`,
    roleArn: `${iam}:role/${role}`,
  });
  return [
    { type: 'aws', arn: `${iam}:user/x` },
    { type: 'aws', arn: `${iam}:user/team/x` },
    session('x'),
    session('team/x'),
  ];
}

/** The first user or role of the account whom a gateway endpoint's policy does not let make one of the requests. */
export function stoppedByGatewayPolicy(
  policy: Policy,
  probes: readonly EndpointProbe[],
  run: Run,
): Stopped | undefined {
  for (const probe of probes) {
    for (const principal of people(run.account)) {
      const decision = throughGateway(policy, probe, principal, run);
      if (decision === undefined) continue;
      const { deciding } = decision;
      const denied = decision.effect === 'explicit-deny' && deciding !== undefined;
      return {
        principal: principalText(principal),
        action: probe.action,
        words: denied ? `${statementName(deciding)} denies it` : notAllowed(decision),
        statement: denied ? deciding.index : undefined,
      };
    }
  }
  return undefined;
}

/** The decision that stops a request, or undefined when the policy lets it through. */
function throughGateway(
  policy: Policy,
  { action, resource, vpcId, endpointId, from }: EndpointProbe,
  principal: Principal,
  run: Run,
): Decision | undefined {
  const context = {
    ...requestContext(principal, run, resource),
    's3:ResourceAccount': run.account,
    'aws:SourceVpc': vpcId,
    'aws:SourceVpce': endpointId,
    'aws:VpceAccount': run.account,
    ...(from === undefined ? {} : { 'aws:VpcSourceIp': from }),
  };
  const decision = evaluate(
    { principal, action, resource, resourceAccount: run.account, context },
    { resource: [{ name: 'of the endpoint', policy }] },
    { resourceMustAllow: true },
  );
  if (decision.effect === 'explicit-deny') return decision;
  const admitted = decision.statements.some(
    ({ applies, effect, principalMatch }) => applies && effect === 'Allow' && principalMatch !== 'account',
  );
  return admitted ? undefined : decision;
}

function notAllowed(decision: Decision): string {
  const delegated = decision.statements.find(
    ({ applies, effect, principalMatch }) => applies && effect === 'Allow' && principalMatch === 'account',
  );
  if (delegated !== undefined)
    return `${statementName(delegated)} names the account, which at a gateway endpoint is its root user only`;
  const closest = nearestAllow({ ...decision, withheldBy: 'resource' });
  const why = closest?.mismatches.map(mismatchInWords).join(', and ');
  return closest === undefined
    ? 'no statement allows anything'
    : `no statement allows it. Closest: ${statementName(closest)}: ${why}`;
}

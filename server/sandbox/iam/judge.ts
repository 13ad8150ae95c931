/** Is a request allowed? Asks the model that also grades, and says a denial in AWS's words and in the journal's. */
import {
  callerContext,
  defaultContext,
  evaluate,
  mismatchInWords,
  nearestAllow,
  reasonInWords,
  statementName,
  type Decision,
  type NamedPolicy,
  type PatternElement,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';
import { readPolicy } from './directory.ts';
import { failClosed, statementKey } from './fail-closed.ts';
import type { Need } from './needs/index.ts';
import type { Caller, Subject } from './types.ts';

/** What the request itself adds, whatever it asks for. */
export interface Circumstances {
  account: string;
  region: string;
  now: Date;
  sourceIp: string;
  userAgent: string | undefined;
  referer: string | undefined;
}

export interface Denial {
  action: string;
  resource: string;
  /** The end of AWS's message: `because no identity-based policy allows the s3:GetObject action`. */
  because: string;
  /** The deciding statement, or what was missing, for the journal. */
  decision: string;
}

/** Services that answer in us-east-1 wherever they are called from (reference_policies_examples_aws_deny-requested-region). */
const GLOBAL_SERVICES =
  /^(account|aws-portal|billing|budgets|ce|cloudfront|cur|freetier|globalaccelerator|health|iam|organizations|route53|route53domains|shield|support|trustedadvisor|waf):/;

/** @returns null when the caller may do what it needs */
export function judge(caller: Caller, need: Need, circumstances: Circumstances): Denial | null {
  const { action, resource } = need;
  const no = (because: string, decision: string): Denial => ({ action, resource, because, decision });
  if (need.impossible !== undefined) {
    const isRole = action === 'sts:AssumeRole';
    return no(isRole ? '' : `because ${need.impossible}`, need.impossible);
  }
  const { problems, policies, principal } = caller.subject;
  const [problem] = problems;
  if (problem !== undefined) return no(`because ${problem}`, problem);

  let resourcePolicy: NamedPolicy | undefined;
  if (need.resourcePolicy !== undefined) {
    const { kind, document } = need.resourcePolicy;
    const read = readPolicy(kind === 'trust' ? 'trust policy' : 'bucket policy', document);
    if (!read.ok) return no(`because ${read.problem}`, read.problem);
    resourcePolicy = read.policy;
  }
  const isTrust = need.resourcePolicy?.kind === 'trust';
  const all = resourcePolicy === undefined ? policies : { ...policies, resource: [resourcePolicy] };
  const closed = failClosed(all, need.knows, need.exact);
  const decision = evaluate(
    {
      principal,
      action,
      resource,
      resourceAccount: circumstances.account,
      context: { ...contextOf(caller, action, circumstances), ...need.context },
    },
    closed.policies,
    isTrust ? { resourceMustAllow: true } : {},
  );
  if (decision.allowed) return null;
  const { deciding } = decision;
  const unknown = deciding === undefined ? undefined : closed.unknown.get(statementKey(deciding));
  if (deciding !== undefined && unknown !== undefined) {
    const why = `the sandbox does not know ${unknown}, which ${statementName(deciding)} asks for`;
    return no(`because ${why}`, why);
  }
  return no(inAwsWords(decision, isTrust), inJournalWords(decision, closed.unknown));
}

/**
 * May the caller do everything, whatever it is? For requests whose operation has no name: an Allow of every action on
 * every resource in each layer, and no Deny at all.
 */
export function allowsEverything({ policies, problems }: Subject): boolean {
  const { identity = [], boundary, session } = policies;
  const layers = [identity, ...(boundary ? [boundary] : []), ...(session ? [session] : [])];
  return (
    problems.length === 0 &&
    layers.every((layer) => {
      const statements = layer.flatMap(({ policy }) => policy.statements);
      const open = statements.some(
        ({ effect, action, resource, conditions }) =>
          effect === 'Allow' && isOpen(action) && resource && isOpen(resource) && conditions.length === 0,
      );
      return open && statements.every(({ effect }) => effect === 'Allow');
    })
  );
}

function isOpen({ not, patterns }: PatternElement): boolean {
  return !not && patterns.some(({ source }) => source === '*');
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function inAwsWords(decision: Decision, isTrust: boolean): string {
  const { deciding, withheldBy, request } = decision;
  const layer = deciding?.layer ?? withheldBy ?? 'identity';
  const name = {
    identity: 'identity-based policy',
    resource: isTrust ? 'role trust policy' : 'resource-based policy',
    boundary: 'permissions boundary',
    session: 'session policy',
  }[layer];
  if (decision.effect === 'implicit-deny') return `because no ${name} allows the ${request.action} action`;
  const article = layer === 'identity' ? 'an' : isTrust && layer === 'resource' ? 'the' : 'a';
  return `with an explicit deny in ${article} ${name}`;
}

function inJournalWords(decision: Decision, unknown: ReadonlyMap<string, string>): string {
  const reason = reasonInWords(decision);
  if (decision.effect === 'explicit-deny') return reason;
  const nearest = nearestAllow(decision);
  const closest =
    nearest === undefined
      ? ''
      : `; closest is ${statementName(nearest)}: ${nearest.mismatches.map(mismatchInWords).join(', and ')}`;
  const [set] = new Set(unknown.values());
  return `${reason}${closest}${set === undefined ? '' : `; the sandbox does not know ${set}`}`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function contextOf(caller: Caller, action: string, circumstances: Circumstances): RequestContext {
  const { account, now, sourceIp, userAgent, referer } = circumstances;
  const { principal, context } = caller.subject;
  const region = GLOBAL_SERVICES.test(action) ? 'us-east-1' : circumstances.region;
  const mfaAt = caller.key.session?.mfaAt ?? null;
  const withAge = mfaAt !== null && caller.key.holder.type !== 'role';
  return {
    // The sandbox speaks HTTP on this machine only; for policies that counts as TLS.
    ...defaultContext(principal, { region, now: now.toISOString() }),
    ...callerContext(principal),
    'aws:EpochTime': Math.floor(now.getTime() / 1_000),
    'aws:SourceIp': sourceIp,
    'aws:ViaAWSService': 'false',
    'aws:ResourceAccount': account,
    ...(userAgent === undefined ? {} : { 'aws:UserAgent': userAgent }),
    ...(referer === undefined ? {} : { 'aws:Referer': referer }),
    ...(withAge ? { 'aws:MultiFactorAuthAge': Math.floor((now.getTime() - mfaAt) / 1_000) } : {}),
    ...context,
  };
}

/**
 * The vocabulary of the IAM model: a parsed policy, a request, a decision.
 * Everything here is plain data, so that a decision can be stored as evidence and drawn in the browser.
 */
import type { Template } from './template.ts';

export type Effect = 'Allow' | 'Deny';

/** Policy language version: variables exist only under 2012-10-17 (reference_policies_elements_version). */
export type LanguageVersion = '2008-10-17' | '2012-10-17';

/** `Action`/`NotAction`, `Resource`/`NotResource`: a list of patterns, or everything except that list. */
export interface PatternElement {
  readonly not: boolean;
  readonly patterns: readonly Template[];
}

export type PrincipalKind = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

/** `Principal`/`NotPrincipal`. `everyone` is `"*"` or `{"AWS": "*"}`. */
export interface PrincipalElement {
  readonly not: boolean;
  readonly everyone: boolean;
  readonly entries: readonly { readonly kind: PrincipalKind; readonly id: string }[];
}

export type OperatorFamily = 'String' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'Ip' | 'Arn' | 'Null';

/** One line of a condition block: one operator applied to one key. */
export interface ConditionTest {
  /** As written, for example `ForAnyValue:StringLikeIfExists`. */
  readonly operator: string;
  readonly comparison: string;
  readonly family: OperatorFamily;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  /** As written; matching ignores case. */
  readonly key: string;
  readonly lookup: string;
  readonly values: readonly Template[];
}

export interface Statement {
  /** Position in the policy, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: Effect;
  readonly principal?: PrincipalElement;
  readonly action: PatternElement;
  /** Absent in role trust policies, where the role itself is the resource. */
  readonly resource?: PatternElement;
  readonly conditions: readonly ConditionTest[];
}

export interface Policy {
  readonly version: LanguageVersion;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/**
 * Why a document could not be turned into a policy.
 * `not-json`: the text is not JSON. `malformed`: AWS would refuse it. `unsupported`: this model does not know the construct.
 */
export interface PolicyProblem {
  readonly code: 'not-json' | 'malformed' | 'unsupported';
  /** The offending name or value, for example `StringEqualz`. */
  readonly construct: string;
  /** JSON path, for example `$.Statement[0].Condition.StringEqualz`. */
  readonly path: string;
  readonly message: string;
}

export type ParseResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Who asks. `aws` covers account root, IAM users, roles, role sessions and federated-user sessions. */
export type Principal =
  | { readonly type: 'anonymous' }
  | {
      readonly type: 'aws';
      readonly arn: string;
      /** Full role ARN of a session whose role has a path. */ readonly roleArn?: string;
    }
  | { readonly type: 'service'; readonly name: string }
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'canonical'; readonly id: string };

export type ContextScalar = string | number | boolean;
/** An array is a multivalued key such as aws:TagKeys; a key that is missing is absent. */
export type RequestContext = Readonly<Record<string, ContextScalar | readonly ContextScalar[] | undefined>>;

export interface AccessRequest {
  readonly principal: Principal;
  /** `service:Operation`. */
  readonly action: string;
  /** ARN of the resource, or `*` for operations without a resource. */
  readonly resource: string;
  /** Account that owns the resource, when the ARN does not say (S3). Default: the ARN's account, else the principal's. */
  readonly resourceAccount?: string;
  readonly context: RequestContext;
}

export type Layer = 'identity' | 'resource' | 'boundary' | 'session';

/** A policy with the name under which the learner knows it. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: Policy;
}

/** The policies that apply to one request. A missing `boundary` or `session` does not limit; an empty one allows nothing. */
export interface PolicySet {
  /** User: inline, attached and group policies. Role: inline and attached. */
  readonly identity?: readonly NamedPolicy[];
  /** Bucket policy, trust policy, key policy. */
  readonly resource?: readonly NamedPolicy[];
  readonly boundary?: readonly NamedPolicy[];
  readonly session?: readonly NamedPolicy[];
}

/** How a `Principal` element met the requester; it decides which implicit denies still count. */
export type PrincipalMatch = 'everyone' | 'direct' | 'role' | 'account';

export type Mismatch =
  | {
      readonly element: 'Principal' | 'NotPrincipal';
      readonly wanted: readonly string[];
      readonly actual: string;
    }
  | { readonly element: 'Action' | 'NotAction'; readonly wanted: readonly string[]; readonly actual: string }
  | {
      readonly element: 'Resource' | 'NotResource';
      readonly wanted: readonly string[];
      readonly actual: string;
    }
  | {
      readonly element: 'Condition';
      readonly operator: string;
      readonly key: string;
      readonly wanted: readonly string[];
      /** undefined: the key is absent from the request. */
      readonly actual: readonly string[] | undefined;
    };

export interface StatementOutcome {
  readonly layer: Layer;
  readonly policy: string;
  readonly index: number;
  readonly sid?: string;
  readonly effect: Effect;
  readonly applies: boolean;
  readonly principalMatch?: PrincipalMatch;
  /** Everything that kept the statement from applying, in the order Principal, Action, Resource, Condition. */
  readonly mismatches: readonly Mismatch[];
}

export interface Decision {
  readonly effect: 'allow' | 'explicit-deny' | 'implicit-deny';
  readonly allowed: boolean;
  readonly request: AccessRequest;
  /** The statement that settled it: the Deny, or the first Allow that counted. Absent for an implicit deny. */
  readonly deciding?: StatementOutcome;
  /** For an implicit deny: the layer that did not allow. */
  readonly withheldBy?: Layer;
  readonly crossAccount: boolean;
  readonly statements: readonly StatementOutcome[];
}

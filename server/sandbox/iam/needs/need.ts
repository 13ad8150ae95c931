/** One thing that a request needs to be allowed. A request is allowed when all its needs are. */
import type { RequestContext } from '../../../../graders/semantics/iam/index.ts';
import type { Call } from '../call.ts';
import type { Directory } from '../directory.ts';
import type { Caller } from '../types.ts';

export interface Need {
  action: string;
  /** ARN; `*` where the action has no resource, or where `exact` is false. */
  resource: string;
  /** False: AWS asks about a resource here, and the sandbox does not know which. */
  exact: boolean;
  /** Condition keys of this action and resource; the global ones come with the caller. */
  context: RequestContext;
  /** Lower-case patterns of the condition keys whose values, or whose absence, the sandbox knows for this need. */
  knows: RegExp;
  /** The bucket policy or trust policy that has a say. */
  resourcePolicy?: { kind: 'bucket' | 'trust'; document: string };
  /** The request is denied whatever policies say; in the journal's words. */
  impossible?: string;
}

export interface LaunchTemplate {
  instanceType: string | null;
  /** Name or ARN. */
  profile: string | null;
}

/** What the tables may ask about the account. */
export interface World {
  caller: Caller;
  directory: Directory;
  /** The call itself brings a right code of the caller's MFA device. */
  mfaShown: boolean;
  /** The bucket's policy as it was put. */
  bucketPolicy(bucket: string): string | undefined;
  /** The user, by id, that an access key belongs to; undefined for a key that the sandbox did not make. */
  keyOwner(accessKeyId: string): string | undefined;
  /** Tags of EC2 resources, by id. */
  ec2Tags(ids: readonly string[]): Promise<ReadonlyMap<string, Record<string, string>>>;
  /** What a launch template sets, by the `LaunchTemplate.*` parameters that name it; null when there is none. */
  launchTemplate(named: readonly [string, string][]): Promise<LaunchTemplate | null>;
}

/** Finds the needs of the calls of one service. */
export type NeedsOf = (call: Call, world: World) => Need[] | Promise<Need[]>;

const NOTHING = /^$/;

export function need(
  action: string,
  resource: string,
  extra: Partial<Omit<Need, 'action' | 'resource'>> = {},
): Need {
  return { action, resource, exact: true, context: {}, knows: NOTHING, ...extra };
}

/** A need whose resource is not known. */
export function vague(action: string, extra: Partial<Need> = {}): Need {
  return need(action, '*', { exact: false, ...extra });
}

/** aws:RequestTag and aws:TagKeys. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
export function requestTags(tags: Record<string, string>): RequestContext {
  const names = Object.keys(tags);
  return {
    ...Object.fromEntries(names.map((name) => [`aws:RequestTag/${name}`, tags[name]])),
    ...(names.length === 0 ? {} : { 'aws:TagKeys': names }),
  };
}

/** The tags of a resource, under the global key and, where it has one, the service's own. */
export function resourceTags(tags: Record<string, string>, service?: string): RequestContext {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) => [
      [`aws:ResourceTag/${name}`, value],
      ...(service === undefined ? [] : [[`${service}:ResourceTag/${name}`, value]]),
    ]),
  );
}

/** Visits every member of a JSON value, however deep; an element of a list goes by the list's name. */
export function walk(value: unknown, visit: (name: string, value: unknown) => void, name = ''): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (typeof item !== 'object') visit(name, item);
      walk(item, visit, name);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      visit(key, member);
      walk(member, visit, key);
    }
  }
}

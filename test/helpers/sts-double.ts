import { startDouble, type DoubleReply, type HttpDouble } from './http-double.ts';

/** What the double's STS is asked for: the parameters of the call, and the account of the role. */
export interface AskedRole {
  roleArn: string;
  account: string;
  /** Undefined where the call has none. */
  externalId: string | undefined;
  policy: string | undefined;
  sessionName: string;
}

export interface StsDouble extends HttpDouble {
  /** Every AssumeRole so far. */
  assumed(): AskedRole[];
  /** What AssumeRole answers from now on. */
  roles(decide: (role: AskedRole) => 'open' | DoubleReply): void;
  /** The account that a session says it is of; default the role's own. */
  identity(of: (account: string) => string): void;
}

/** What every session of the double has: a test looks for it where no secret may be. */
export const SESSION_SECRET = 'secret-access-key-of-a-session-0123456789';
export const SESSION_TOKEN = 'session-token-of-a-session-0123456789';

const XML = { 'content-type': 'text/xml' };
const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** An error as STS sends it. */
export function stsError(code: string, status = 403, message = 'scripted'): DoubleReply {
  return {
    status,
    headers: XML,
    body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
  };
}

/** A trust policy as it should be: it opens to this external id and to no other. */
export const opensTo =
  (externalId: () => string) =>
  (role: AskedRole): 'open' | DoubleReply =>
    role.externalId === externalId() ? 'open' : stsError('AccessDenied');

/**
 * STS on a free port: moto's looks at no trust policy, so what a role answers is scripted. AssumeRole gives keys whose access key id
 * names the account, and GetCallerIdentity reads it there.
 *
 * @param seconds how long its sessions last
 */
export async function startSts(seconds = 900): Promise<StsDouble> {
  let decide: (role: AskedRole) => 'open' | DoubleReply = () => stsError('AccessDenied');
  let identity = (account: string): string => account;
  const asked: AskedRole[] = [];
  const double = await startDouble(({ body, headers }) => {
    const given = new URLSearchParams(body);
    if (given.get('Action') === 'GetCallerIdentity') {
      const key = /Credential=ASIA(\d{12})/.exec(headers.authorization ?? '')?.[1] ?? '111122223333';
      const account = identity(key);
      return {
        status: 200,
        headers: XML,
        body: `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:user/groundschool</Arn><UserId>AIDA</UserId><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      };
    }
    const roleArn = given.get('RoleArn') ?? '';
    const role: AskedRole = {
      roleArn,
      account: roleArn.split(':')[4] ?? '',
      externalId: given.get('ExternalId') ?? undefined,
      policy: given.get('Policy') ?? undefined,
      sessionName: given.get('RoleSessionName') ?? '',
    };
    asked.push(role);
    const decided = decide(role);
    if (decided !== 'open') return decided;
    const expires = new Date(Date.now() + seconds * 1_000).toISOString();
    return {
      status: 200,
      headers: XML,
      body:
        `<AssumeRoleResponse xmlns="${NAMESPACE}"><AssumeRoleResult><Credentials><AccessKeyId>ASIA${role.account}</AccessKeyId>` +
        `<SecretAccessKey>${SESSION_SECRET}</SecretAccessKey><SessionToken>${SESSION_TOKEN}</SessionToken><Expiration>${expires}</Expiration></Credentials>` +
        `<AssumedRoleUser><Arn>arn:aws:sts::${role.account}:assumed-role/x/y</Arn><AssumedRoleId>AROA:y</AssumedRoleId></AssumedRoleUser>` +
        '</AssumeRoleResult></AssumeRoleResponse>',
    };
  });
  return Object.assign(double, {
    assumed: () => asked,
    roles: (next: typeof decide) => {
      decide = next;
      asked.length = 0;
    },
    identity: (of: typeof identity) => {
      identity = of;
    },
  });
}

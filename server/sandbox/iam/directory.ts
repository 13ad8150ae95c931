/** The users, groups, roles and policies of one account as the engine has them at one moment. */
import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  ListAccessKeysCommand,
  ListVirtualMFADevicesCommand,
  NoSuchEntityException,
  paginateGetAccountAuthorizationDetails,
  type AttachedPolicy,
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  type PolicyDetail,
  type RoleDetail,
  type Tag,
  type UserDetail,
  type VirtualMFADevice,
} from '@aws-sdk/client-iam';
import { parsePolicy, type NamedPolicy } from '../../../graders/semantics/iam/index.ts';

/** A policy that the model understands, or what is wrong with it. */
export type ReadPolicy = { ok: true; policy: NamedPolicy } | { ok: false; problem: string };

const AWS_POLICY = /^arn:aws[a-z-]*:iam::aws:policy\//;

export class Directory {
  readonly users: readonly UserDetail[];
  readonly roles: readonly RoleDetail[];
  readonly #groups: readonly GroupDetail[];
  readonly #policies: ReadonlyMap<string, ManagedPolicyDetail>;
  readonly #client: IAMClient;
  readonly #awsPolicies: Map<string, ReadPolicy>;
  readonly #read = new Map<unknown, unknown>();

  private constructor(
    client: IAMClient,
    awsPolicies: Map<string, ReadPolicy>,
    found: {
      users: UserDetail[];
      roles: RoleDetail[];
      groups: GroupDetail[];
      policies: ManagedPolicyDetail[];
    },
  ) {
    this.#client = client;
    this.#awsPolicies = awsPolicies;
    this.users = found.users;
    this.roles = found.roles;
    this.#groups = found.groups;
    this.#policies = new Map(found.policies.map((policy) => [policy.Arn ?? '', policy]));
  }

  /**
   * Asks the engine for everything but AWS's own policies, of which only those are read that are attached.
   *
   * @param awsPolicies what is known of AWS's own policies: they never change, so they outlive a directory
   * @param boundaryOf ARN of a user's boundary, by the user's id: the engine does not keep those
   */
  static async load(
    client: IAMClient,
    awsPolicies: Map<string, ReadPolicy>,
    boundaryOf: (userId: string) => string | undefined,
  ): Promise<Directory> {
    const found = {
      users: [] as UserDetail[],
      roles: [] as RoleDetail[],
      groups: [] as GroupDetail[],
      policies: [] as ManagedPolicyDetail[],
    };
    const filter = { Filter: ['User', 'Role', 'Group', 'LocalManagedPolicy'] as const };
    for await (const page of paginateGetAccountAuthorizationDetails(
      { client },
      { Filter: [...filter.Filter] },
    )) {
      for (const user of page.UserDetailList ?? []) {
        const arn = boundaryOf(user.UserId ?? '');
        found.users.push(
          arn === undefined ? user : { ...user, PermissionsBoundary: { PermissionsBoundaryArn: arn } },
        );
      }
      found.roles.push(...(page.RoleDetailList ?? []));
      found.groups.push(...(page.GroupDetailList ?? []));
      found.policies.push(...(page.Policies ?? []));
    }
    return new Directory(client, awsPolicies, found);
  }

  /** Computes something once for this state of the account; what failed is tried again. */
  once<T>(key: string, compute: () => T): T {
    if (!this.#read.has(key)) {
      const value = compute();
      this.#read.set(key, value);
      if (value instanceof Promise) value.catch(() => this.#read.delete(key));
    }
    return this.#read.get(key) as T;
  }

  user(name: string): UserDetail | undefined {
    return this.users.find(({ UserName }) => UserName === name);
  }

  role(name: string): RoleDetail | undefined {
    return this.roles.find(({ RoleName }) => RoleName === name);
  }

  roleByArn(arn: string): RoleDetail | undefined {
    return this.roles.find(({ Arn }) => Arn === arn);
  }

  group(name: string): GroupDetail | undefined {
    return this.#groups.find(({ GroupName }) => GroupName === name);
  }

  /** ARNs of the roles in an instance profile. @param profile its name or its ARN */
  profileRoles(profile: string): string[] {
    return this.roles
      .filter(({ InstanceProfileList = [] }) =>
        InstanceProfileList.some(
          ({ InstanceProfileName, Arn }) => profile === InstanceProfileName || profile === Arn,
        ),
      )
      .flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
  }

  /** Is this the active key of this user? */
  isActiveKey(userName: string, accessKeyId: string): Promise<'active' | 'inactive' | 'absent'> {
    return this.once(`key/${accessKeyId}`, async () => {
      const { AccessKeyMetadata = [] } = await this.#client.send(
        new ListAccessKeysCommand({ UserName: userName }),
      );
      const key = AccessKeyMetadata.find(({ AccessKeyId }) => AccessKeyId === accessKeyId);
      return key === undefined ? 'absent' : key.Status === 'Active' ? 'active' : 'inactive';
    });
  }

  /** MaxSessionDuration of a role, in seconds; the account's details leave it out. */
  longestSession(roleName: string): Promise<number> {
    return this.once(`longest/${roleName}`, async () => {
      const { Role } = await this.#client.send(new GetRoleCommand({ RoleName: roleName }));
      return Role?.MaxSessionDuration ?? 3_600;
    });
  }

  /** Virtual MFA devices with their seeds, which the engine tells. */
  mfaDevices(): Promise<VirtualMFADevice[]> {
    return this.once('mfa', async () => {
      const { VirtualMFADevices } = await this.#client.send(new ListVirtualMFADevicesCommand({}));
      return VirtualMFADevices ?? [];
    });
  }

  /** The inline policies of a user, role or group. */
  inline(list: readonly PolicyDetail[] | undefined): ReadPolicy[] {
    return (list ?? []).map((detail) => this.document(detail.PolicyName ?? '', detail.PolicyDocument));
  }

  /** The managed policies of a user, role or group. */
  attached(list: readonly AttachedPolicy[] | undefined): Promise<ReadPolicy[]> {
    return Promise.all((list ?? []).map(({ PolicyArn = '' }) => this.managed(PolicyArn)));
  }

  /** A managed policy in its default version. */
  async managed(arn: string): Promise<ReadPolicy> {
    if (AWS_POLICY.test(arn)) return this.#awsPolicy(arn);
    const detail = this.#policies.get(arn);
    const version = detail?.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
    if (detail === undefined || version === undefined)
      return { ok: false, problem: `the policy ${arn} does not exist` };
    return this.document(detail.PolicyName ?? arn, version.Document);
  }

  /** Parses a document, once for this state of the account. */
  document(name: string, text: string | undefined): ReadPolicy {
    return this.once(`document/${name}/${text}`, () => readPolicy(name, text));
  }

  /** @see ReadPolicy; a policy of AWS's own is asked for once and then remembered */
  async #awsPolicy(arn: string): Promise<ReadPolicy> {
    const known = this.#awsPolicies.get(arn);
    if (known !== undefined) return known;
    const read = await this.#readAwsPolicy(arn);
    this.#awsPolicies.set(arn, read);
    return read;
  }

  async #readAwsPolicy(arn: string): Promise<ReadPolicy> {
    try {
      const { Policy } = await this.#client.send(new GetPolicyCommand({ PolicyArn: arn }));
      const wanted = { PolicyArn: arn, VersionId: Policy?.DefaultVersionId };
      const { PolicyVersion } = await this.#client.send(new GetPolicyVersionCommand(wanted));
      return readPolicy(Policy?.PolicyName ?? arn, PolicyVersion?.Document);
    } catch (error) {
      if (error instanceof NoSuchEntityException)
        return { ok: false, problem: `the policy ${arn} does not exist` };
      throw error;
    }
  }
}

/** Reads a policy document, plain or percent-encoded as IAM sends it. */
export function readPolicy(name: string, text: string | undefined): ReadPolicy {
  const parsed = parsePolicy(plain(text ?? ''));
  if (parsed.ok) return { ok: true, policy: { name, policy: parsed.policy } };
  const [problem] = parsed.problems;
  return {
    ok: false,
    problem: `the policy ${name} cannot be read (${problem?.path ?? '$'}: ${problem?.message ?? ''})`,
  };
}

/** Leading white space hides from the parser that a document is encoded. */
function plain(text: string): string {
  if (!/^\s*%/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // the parser says what is wrong with it
  }
}

/** Tags as a record. */
export function tagRecord(tags: readonly Tag[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

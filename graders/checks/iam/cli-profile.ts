import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact, type Artifact } from '../../reads/artifact.ts';
import { parseIni, type IniSection } from '../shared/ini.ts';

const CONFIG = 'config';
const IDENTITY = 'identity.json';
const KEY_NAMES = ['aws_access_key_id', 'aws_secret_access_key'];
/** A key that was only commented out still lies on the disk. */
const STORED_KEY = /^\s*[#;]+\s*(aws_access_key_id|aws_secret_access_key)\s*[=:]\s*\S/im;

interface Wanted {
  account: string;
  prefix: string;
  role: string;
  region: string;
}

/** Where the profile gets short credentials from; null when nothing in it does. */
function sessionSource({ keys }: IniSection, { account, role }: Wanted): string | null {
  const has = (name: string): boolean => (keys.get(name) ?? '') !== '';
  const isRole = roleArn(account, role).test(keys.get('role_arn') ?? '');
  if (isRole && (has('source_profile') || has('credential_source'))) return 'role_arn';
  const hasStart = has('sso_session') || has('sso_start_url');
  if (hasStart && keys.get('sso_account_id') === account && has('sso_role_name')) return 'sso_session';
  return has('login_session') ? 'login_session' : null;
}

/** The role's ARN, under any path. */
const roleArn = (account: string, role: string): RegExp =>
  new RegExp(`^arn:aws[a-z-]*:iam::${account}:role/([^\\s]*/)?${literal(role)}$`);

/** A session of the engineer role, or of a role that IAM Identity Center made. */
const sessionArn = (account: string, role: string): RegExp =>
  new RegExp(`^arn:aws[a-z-]*:sts::${account}:assumed-role/(${literal(role)}|AWSReservedSSO_[^/]+)/[^/]+$`);

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

type Identity = { ok: true; account: string; arn: string } | { ok: false; problem: string };

function identityOf(text: string): Identity {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { ok: false, problem: 'it is no JSON object' };
    const { Account, Arn } = value as Record<string, unknown>;
    return {
      ok: true,
      account: typeof Account === 'string' ? Account : '',
      arn: typeof Arn === 'string' ? Arn : '',
    };
  } catch (error) {
    return { ok: false, problem: `it is no JSON: ${(error as Error).message}` };
  }
}

export default defineCheck({
  id: 'iam/cli-profile',
  title: 'A CLI profile works with short sessions and stores no key',
  params: Type.Object({ prefix: Type.String(), role: Type.String(), region: Type.String() }),
  reads: { config: artifact, identity: artifact },
  bind: (_params, _run, task) => ({
    config: { task, name: CONFIG },
    identity: { task, name: IDENTITY },
  }),
  reasons: {
    'short-sessions': pass('Profile {prefix} gets its sessions from {source}, and the file holds no key.'),
    ...artifactReasons,
    'profile-missing': fail('{name} has no [profile {prefix}].', 'Name the profile exactly {prefix}.'),
    'stored-key': fail(
      '{name} holds a long-lived key: {key}.',
      'Take it out, also where it is commented out, and deactivate it.',
    ),
    'no-session-source': fail(
      'Nothing in [profile {prefix}] names a source of short credentials: {found}.',
      'Name role_arn with source_profile, an sso_session with account and role, or a login_session.',
    ),
    'wrong-defaults': fail(
      '[profile {prefix}] has {key} = {actual}, the task wants {expected}.',
      'Set both defaults in the profile.',
    ),
    'wrong-identity': fail(
      'The identity is {actual}, not a session of {role} in account {account}.',
      'Call aws sts get-caller-identity with this profile and hand in what it prints.',
    ),
  },
  judge(saw, { prefix, role, region }, run) {
    const wanted: Wanted = { account: run.account, prefix, role, region };
    const textOf = (file: Artifact | undefined): string | undefined => file?.text ?? undefined;
    const ini = () => {
      const text = textOf(saw.config());
      return text === undefined ? undefined : parseIni(text);
    };
    const profile = () => {
      const parsed = ini();
      if (!parsed?.ok) return undefined;
      return parsed.sections.find(
        ({ name }) => name === `profile ${prefix}` || (prefix === 'default' && name === 'default'),
      );
    };
    const identity = () => {
      const text = textOf(saw.identity());
      return text === undefined ? undefined : identityOf(text);
    };
    const missing = (view: typeof saw.config, name: string) =>
      view()
        ? undefined
        : {
            reason: 'artifact-missing' as const,
            data: { name },
            evidence: [view.at('', name, 'nothing handed in')],
          };
    const unreadable = (view: typeof saw.config, name: string, problem: string | null) =>
      problem === null
        ? undefined
        : {
            reason: 'artifact-unreadable' as const,
            data: { name, problem },
            evidence: [view.at('', name === CONFIG ? 'an AWS config file' : 'JSON', problem)],
          };
    const problemOf = (parsed: { ok: true } | { ok: false; problem: string } | undefined) =>
      parsed && !parsed.ok ? parsed.problem : null;
    return decide(
      [
        () => missing(saw.config, CONFIG),
        () => missing(saw.identity, IDENTITY),
        () => unreadable(saw.config, CONFIG, saw.config()?.problem ?? problemOf(ini())),
        () => unreadable(saw.identity, IDENTITY, saw.identity()?.problem ?? problemOf(identity())),
        () => {
          const parsed = ini();
          if (!parsed?.ok || profile()) return undefined;
          const names = parsed.sections.map(({ name }) => `[${name}]`).join(', ') || 'no section';
          return {
            reason: 'profile-missing',
            data: { name: CONFIG },
            evidence: [saw.config.at('', `[profile ${prefix}]`, names)],
          };
        },
        () => {
          const parsed = ini();
          if (!parsed?.ok) return undefined;
          const names = parsed.sections.flatMap(({ keys }) => [...keys.keys()]);
          const key =
            names.find((name) => KEY_NAMES.includes(name.split('.').at(-1) ?? '')) ??
            STORED_KEY.exec(textOf(saw.config()) ?? '')?.[1];
          return key === undefined
            ? undefined
            : {
                reason: 'stored-key',
                data: { name: CONFIG, key },
                evidence: [saw.config.at('', `no ${KEY_NAMES.join(', no ')}`, `${key} is there`)],
              };
        },
        () => {
          const section = profile();
          if (!section || sessionSource(section, wanted) !== null) return undefined;
          const found = [...section.keys]
            .filter(([name]) => /^(role_arn|source_profile|credential_source|sso_|login_)/.test(name))
            .map(([name, value]) => `${name} = ${value}`);
          return {
            reason: 'no-session-source',
            data: { found: found.join(', ') || 'it has none of these keys' },
            evidence: [
              saw.config.at(
                `[profile ${prefix}]`,
                `role_arn of ${role}, sso_session or login_session`,
                found.join(', ') || 'none',
              ),
            ],
          };
        },
        () => {
          const section = profile();
          if (!section) return undefined;
          const defaults = [
            ['region', region],
            ['output', 'json'],
          ] as const;
          const off = defaults.find(([key, expected]) => section.keys.get(key) !== expected);
          if (!off) return undefined;
          const [key, expected] = off;
          const actual = section.keys.get(key) ?? 'nothing';
          return {
            reason: 'wrong-defaults',
            data: { key, expected, actual },
            evidence: [saw.config.at(`[profile ${prefix}].${key}`, expected, actual)],
          };
        },
        () => {
          const found = identity();
          if (!found?.ok) return undefined;
          if (found.account === run.account && sessionArn(run.account, role).test(found.arn))
            return undefined;
          const actual = found.arn === '' ? 'without an Arn' : found.arn;
          return {
            reason: 'wrong-identity',
            data: { actual },
            evidence: [
              saw.identity.at(
                'Arn',
                `arn:aws:sts::${run.account}:assumed-role/${role}/…`,
                `${actual}, account ${found.account || 'none'}`,
              ),
            ],
          };
        },
      ],
      () => {
        const section = profile();
        const source = (section && sessionSource(section, wanted)) ?? 'a session';
        const found = identity();
        return {
          reason: 'short-sessions',
          data: { source },
          evidence: [
            saw.config.at(`[profile ${prefix}]`, 'a source of short credentials', source),
            saw.identity.at('Arn', `a session of ${role}`, found?.ok ? found.arn : ''),
          ],
        };
      },
    );
  },
});

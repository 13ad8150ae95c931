import { join, resolve } from 'node:path';
import { envSchema } from 'env-schema';
import { Type, type Static } from 'typebox';
import { CodedError } from './errors.ts';
import { repositoryRoot } from './root.ts';
import { PRINCIPAL } from './targets/role-templates.ts';

/** Every environment variable of the server. Config is derived from it; nothing else reads process.env. */
export const Environment = Type.Object({
  NODE_ENV: Type.String({ default: 'production', description: '`development` adds /api/docs' }),
  GROUNDSCHOOL_MODE: Type.Enum(['self-study', 'classroom'], {
    default: 'self-study',
    description: '`classroom` has logins, cohorts and roles',
  }),
  GROUNDSCHOOL_HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  GROUNDSCHOOL_PORT: Type.Integer({
    default: 4780,
    minimum: 0,
    maximum: 65535,
    description: '0 takes a free port',
  }),
  GROUNDSCHOOL_ALLOW_REMOTE: Type.Boolean({
    default: false,
    description: 'Allow an address that other machines reach',
  }),
  GROUNDSCHOOL_ALLOWED_HOSTS: Type.String({
    default: '',
    description: 'Further host names, comma-separated',
  }),
  GROUNDSCHOOL_DATA_DIR: Type.String({ default: '.groundschool', minLength: 1 }),
  GROUNDSCHOOL_CONTENT_DIR: Type.String({ default: '', description: 'Folder that holds lessons/ and labs/' }),
  GROUNDSCHOOL_WEB_DIR: Type.String({ default: '', description: 'Built web app; default dist/web' }),
  GROUNDSCHOOL_SANDBOX_PORT: Type.Integer({ default: 4566, minimum: 0, maximum: 65535 }),
  GROUNDSCHOOL_TODAY: Type.Optional(
    Type.String({ format: 'date', description: 'Day that checks take for today' }),
  ),
  GROUNDSCHOOL_PRINCIPAL: Type.Optional(
    Type.String({
      pattern: PRINCIPAL.source,
      description:
        'Whom roles in learners’ AWS accounts trust; default whoever this server’s credentials belong to',
    }),
  ),
  GROUNDSCHOOL_LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'warn',
  }),
  GROUNDSCHOOL_WORKERS: Type.Integer({
    default: 3,
    minimum: 1,
    maximum: 32,
    description: 'Attempts graded at the same time',
  }),
  GROUNDSCHOOL_WEBHOOK_LOOPBACK: Type.Boolean({
    default: false,
    description: 'Allow webhooks to programs on this machine, over http too',
  }),
  GROUNDSCHOOL_RETENTION_DAYS: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 3650,
    description:
      'Evidence goes so many days after an assignment has closed; 0 keeps it, cohorts may say otherwise',
  }),
  GROUNDSCHOOL_TERMINALS: Type.Integer({
    default: 16,
    minimum: 0,
    maximum: 1000,
    description: 'Terminals open at the same time; 0 switches them off',
  }),
});
type Environment = Static<typeof Environment>;

export interface Config {
  development: boolean;
  mode: 'self-study' | 'classroom';
  host: string;
  port: number;
  allowedHosts: readonly string[];
  dataDir: string;
  contentDir: string;
  webDir: string;
  sandboxPort: number;
  /** YYYY-MM-DD, or null for the day on the clock. */
  today: string | null;
  /** ARN that learners' roles trust, or null for the identity of this server's own credentials. */
  principal: string | null;
  logLevel: string;
  workers: number;
  terminals: number;
  /** Days that evidence is kept after an assignment has closed; null: for ever. */
  retentionDays: number | null;
  /** May webhooks go to this machine, without encryption? */
  webhookLoopback: boolean;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Is this host name or address one that only this machine reaches? */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Reads the configuration from environment variables.
 *
 * @throws CodedError CONFIG_INVALID naming every bad variable with its value; HOST_NOT_LOOPBACK for an open address.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>, cwd = process.cwd()): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name in Environment.properties && value !== ''),
  );
  let values: Environment;
  try {
    values = envSchema<Environment>({
      schema: structuredClone(Environment) as object,
      data: given,
      env: false,
      ajv: { customOptions: (ajv) => ajv.addFormat('date', isDate) },
    });
  } catch (error) {
    const errors = (error as { errors?: { instancePath: string; message?: string }[] }).errors;
    if (!errors) throw error;
    const details = new Set(
      errors.map(({ instancePath, message }) => {
        const name = instancePath.slice(1);
        return `${name}="${given[name] ?? ''}" ${allowed(name) ?? message ?? 'is not valid'}`;
      }),
    );
    throw new CodedError('CONFIG_INVALID', {}, { details: [...details], cause: error });
  }
  const host = values.GROUNDSCHOOL_HOST;
  if (!isLoopback(host) && !values.GROUNDSCHOOL_ALLOW_REMOTE) {
    throw new CodedError('HOST_NOT_LOOPBACK', { host });
  }
  const root = repositoryRoot();
  return {
    development: values.NODE_ENV === 'development',
    mode: values.GROUNDSCHOOL_MODE,
    host,
    port: values.GROUNDSCHOOL_PORT,
    allowedHosts: values.GROUNDSCHOOL_ALLOWED_HOSTS.split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
    dataDir: resolve(cwd, values.GROUNDSCHOOL_DATA_DIR),
    contentDir: resolve(cwd, values.GROUNDSCHOOL_CONTENT_DIR || root),
    webDir: resolve(cwd, values.GROUNDSCHOOL_WEB_DIR || join(root, 'dist', 'web')),
    sandboxPort: values.GROUNDSCHOOL_SANDBOX_PORT,
    today: values.GROUNDSCHOOL_TODAY ?? null,
    principal: values.GROUNDSCHOOL_PRINCIPAL ?? null,
    logLevel: values.GROUNDSCHOOL_LOG_LEVEL,
    workers: values.GROUNDSCHOOL_WORKERS,
    terminals: values.GROUNDSCHOOL_TERMINALS,
    retentionDays: values.GROUNDSCHOOL_RETENTION_DAYS || null,
    webhookLoopback: values.GROUNDSCHOOL_WEBHOOK_LOOPBACK,
  };
}

/** A calendar day that exists, as YYYY-MM-DD. */
function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  );
}

/** What the variable takes, in words, where the validator's own words would not help. */
function allowed(name: string): string | undefined {
  const schema = Environment.properties[name as keyof typeof Environment.properties] as {
    enum?: string[];
    format?: string;
    type?: string;
    minimum?: number;
    maximum?: number;
  };
  if (schema.enum) return `must be one of ${schema.enum.join(', ')}`;
  if (name === 'GROUNDSCHOOL_PRINCIPAL') return 'must be the ARN of a user, a role or an account';
  if (schema.format === 'date') return 'must be a day as YYYY-MM-DD';
  if (schema.type === 'integer') return `must be a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === 'boolean') return 'must be true or false';
  return undefined;
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { LabSessionsReply } from '../../contract/index.ts';
import { EXIT, parseCommand, parseWhole, UsageError } from '../usage.ts';
import { adminCall, sandboxAccount } from '../sandbox-admin.ts';
import { localServer } from '../local-server.ts';

export const usage = `groundschool sandbox serve [--port P] [--host H] [--data-dir DIR] [--json]
       groundschool sandbox env [<lab>] [--shell bash|fish|powershell]
       groundschool sandbox root --assign-mfa --delete-keys [--account ID] [--endpoint-url URL] [--admin-token T]
       groundschool sandbox iam [--enforce on|off] [--account ID] [--endpoint-url URL] [--admin-token T]
       groundschool sandbox pace [instant|gradual] [--account ID] [--endpoint-url URL] [--admin-token T]
       groundschool sandbox mfa-code [SERIAL] [--account ID] [--endpoint-url URL] [--admin-token T]
       groundschool sandbox push-image REPO:TAG [--region R] [--account ID] [--endpoint-url URL] [--admin-token T]`;

const ADMIN_OPTIONS = {
  account: { type: 'string' },
  'endpoint-url': { type: 'string' },
  'admin-token': { type: 'string' },
} as const;

/** `groundschool sandbox …`: the sandbox by itself, and what only a console could do. */
export default async function run(args: readonly string[]): Promise<number> {
  const [action, ...rest] = args;
  switch (action) {
    case 'serve':
      return serve(rest);
    case 'env':
      return env(rest);
    case 'root':
      return root(rest);
    case 'iam':
      return iam(rest);
    case 'pace':
      return pace(rest);
    case 'mfa-code':
      return mfaCode(rest);
    case 'push-image':
      return pushImage(rest);
    default:
      throw new UsageError(
        'USAGE',
        `Say what the sandbox should do: serve, env, root, iam, pace, mfa-code or push-image.\nUsage: ${usage}`,
      );
  }
}

async function serve(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(
    args,
    {
      port: { type: 'string', default: '4566' },
      host: { type: 'string', default: '127.0.0.1' },
      'data-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
    usage,
    { min: 0, max: 0 },
  );
  const port = parseWhole('port', values.port, 0, 65535);
  // Heard from the start: a signal while the engine is being set up must not leave it behind.
  const ended = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  const say = (line: string): boolean => process.stderr.write(`${line}\n`);
  const { startSandbox } = await import('../../sandbox/index.ts');
  const sandbox = await startSandbox({
    host: values.host,
    port,
    dataDir: values['data-dir'] ?? null,
    onEvent: ({ message }) => say(message),
  });
  const { endpoint, adminToken } = sandbox;
  if (values.json) process.stdout.write(`${JSON.stringify({ endpoint, adminToken })}\n`);
  else {
    process.stdout.write(
      `The sandbox listens on ${endpoint}. Stop it with Ctrl-C.\nMake an account:\n  curl -X POST -H "Authorization: Bearer ${adminToken}" ${endpoint}/_groundschool/accounts\n`,
    );
  }
  await ended;
  await sandbox.close();
  return EXIT.ok;
}

async function env(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, { shell: { type: 'string', default: 'bash' } }, usage, {
    min: 0,
    max: 1,
  });
  if (!['bash', 'fish', 'powershell'].includes(values.shell))
    throw new UsageError('USAGE', `--shell is bash, fish or powershell; got "${values.shell}".`);
  const server = localServer();
  const startedSessions = async (): Promise<LabSessionsReply['sessions']> => {
    const { sessions } = await server.get<LabSessionsReply>('/api/lab-sessions');
    return sessions.filter(({ lab }) => words[0] === undefined || lab === words[0]);
  };
  const fitting = await startedSessions();
  const [session, another] = fitting;
  if (!session)
    throw new UsageError(
      'SESSION_NOT_FOUND',
      `No lab ${words[0] ?? ''} has been started. Start it in the browser first.`,
    );
  if (another)
    throw new UsageError(
      'USAGE',
      `Several labs are started; name one: ${fitting.map(({ lab }) => lab).join(', ')}.`,
    );
  // An account is there in a second; whoever starts a lab and turns to the terminal is early.
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(200)) {
    const now = (await startedSessions()).find(({ id }) => id === session.id);
    if (now?.status !== 'preparing') break;
  }
  const connection = await server.get<{ exports: Record<string, string> }>(
    `/api/lab-sessions/${session.id}/connection`,
  );
  process.stdout.write(`${connection.exports[values.shell] ?? ''}\n`);
  return EXIT.ok;
}

async function root(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(
    args,
    {
      ...ADMIN_OPTIONS,
      'assign-mfa': { type: 'boolean', default: false },
      'delete-keys': { type: 'boolean', default: false },
    },
    usage,
    { min: 0, max: 0 },
  );
  if (!values['assign-mfa'] && !values['delete-keys'])
    throw new UsageError('USAGE', 'Say what to do with the root user: --assign-mfa, --delete-keys, or both.');
  const account = await sandboxAccount(values);
  const body = {
    ...(values['assign-mfa'] ? { assignMfa: true } : {}),
    ...(values['delete-keys'] ? { deleteKeys: true } : {}),
  };
  await adminCall(values, 'POST', `/accounts/${account}/root`, body);
  const done = [
    values['assign-mfa'] ? 'has an MFA device' : '',
    values['delete-keys'] ? 'has no access keys' : '',
  ].filter((part) => part !== '');
  process.stdout.write(`The root user of sandbox account ${account} now ${done.join(' and ')}.\n`);
  return EXIT.ok;
}

async function iam(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, { ...ADMIN_OPTIONS, enforce: { type: 'string' } }, usage, {
    min: 0,
    max: 0,
  });
  const { enforce } = values;
  if (enforce !== undefined && enforce !== 'on' && enforce !== 'off')
    throw new UsageError('USAGE', `--enforce is on or off; got "${enforce}".`);
  const account = await sandboxAccount(values);
  const path = `/accounts/${account}/iam`;
  const answer = await (enforce === undefined
    ? adminCall(values, 'GET', path)
    : adminCall(values, 'POST', path, { enforced: enforce === 'on' }));
  const { enforced } = answer as { enforced: boolean };
  process.stdout.write(
    enforced
      ? `Users and roles of sandbox account ${account} are held to their policies.\n`
      : `Users and roles of sandbox account ${account} may do everything: policies are not asked.\n`,
  );
  return EXIT.ok;
}

async function pace(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, ADMIN_OPTIONS, usage, { min: 0, max: 1 });
  const [wanted] = words;
  if (wanted !== undefined && wanted !== 'instant' && wanted !== 'gradual')
    throw new UsageError('USAGE', `The pace is instant or gradual; got "${wanted}".`);
  const account = await sandboxAccount(values);
  const path = `/accounts/${account}/pace`;
  const answer = await (wanted === undefined
    ? adminCall(values, 'GET', path)
    : adminCall(values, 'POST', path, { pace: wanted }));
  process.stdout.write(
    (answer as { pace: string }).pace === 'gradual'
      ? `Jobs and endpoints of sandbox account ${account} take their time, as at AWS.\n`
      : `Jobs and endpoints of sandbox account ${account} are ready at once.\n`,
  );
  return EXIT.ok;
}

async function mfaCode(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, ADMIN_OPTIONS, usage, { min: 0, max: 1 });
  const account = await sandboxAccount(values);
  const query = words[0] === undefined ? '' : `?serial=${encodeURIComponent(words[0])}`;
  const answer = await adminCall(values, 'GET', `/accounts/${account}/mfa-code${query}`);
  process.stdout.write(`${(answer as { code: string }).code}\n`);
  return EXIT.ok;
}

async function pushImage(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, { ...ADMIN_OPTIONS, region: { type: 'string' } }, usage, {
    min: 1,
    max: 1,
  });
  const image = /^([a-z0-9][a-z0-9._/-]*):([A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/.exec(words[0] ?? '');
  if (!image) throw new UsageError('USAGE', `An image is REPOSITORY:TAG; got "${words[0] ?? ''}".`);
  const account = await sandboxAccount(values);
  const answer = await adminCall(values, 'POST', `/accounts/${account}/images`, {
    repository: image[1],
    tag: image[2],
    // Where the AWS CLI of this shell makes its repositories.
    region: values.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
  });
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  return EXIT.ok;
}

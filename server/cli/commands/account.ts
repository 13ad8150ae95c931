import type {
  AccountLabReply,
  AccountReply,
  LabSessionReply,
  LabSessionsReply,
  RemovedAccountReply,
  RoleOfferReply,
} from '../../contract/index.ts';
import { localServer } from '../local-server.ts';
import { factsInWords, inWords, steps } from '../account-words.ts';
import { withoutSecrets } from '../report.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

export const usage = `groundschool account register <account> [--lab ID …] [--region R] [--format text|json|cloudformation|terraform|cli]
       groundschool account show [--format text|json|cloudformation|terraform|cli]
       groundschool account confirm <role ARN>
       groundschool account test
       groundschool account lab <lab> [--confirm-account ID | --sandbox]
       groundschool account calls [--run <attempt id>] [--limit N] [--format text|json|csv]
       groundschool account remove`;

type Action = (args: readonly string[]) => Promise<number>;
const FORMATS = ['text', 'json', 'cloudformation', 'terraform', 'cli'] as const;
const ACTIONS: Readonly<Record<string, Action>> = {
  register,
  show,
  confirm,
  test,
  lab,
  calls: async (args) => (await import('./account-calls.ts')).default(args),
  remove,
};

/** `groundschool account …`: what the page of one's own AWS account does, at the running server. */
export default async function run(args: readonly string[]): Promise<number> {
  const [action = '', ...rest] = args;
  const chosen = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (chosen) return await chosen(rest);
  const known = Object.keys(ACTIONS).join(', ');
  throw new UsageError('USAGE', `Say what to do with the account: ${known}.\nUsage: ${usage}`);
}

async function register(args: readonly string[]): Promise<number> {
  const options = {
    lab: { type: 'string', multiple: true },
    region: { type: 'string' },
    format: { type: 'string', default: 'text' },
  } as const;
  const { values, words } = parseCommand(args, options, usage, { min: 1, max: 1 });
  const [account = ''] = words;
  if (!/^\d{12}$/.test(account))
    throw new UsageError('USAGE', `An account has 12 digits; got "${account}".\nUsage: ${usage}`);
  const format = formatOf(values.format);
  const body = {
    account,
    ...(values.lab === undefined ? {} : { labs: values.lab }),
    ...(values.region === undefined ? {} : { region: values.region }),
  };
  return print(await localServer().post<AccountReply>('/api/account', body), format);
}

async function show(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, { format: { type: 'string', default: 'text' } }, usage, {
    min: 0,
    max: 0,
  });
  const format = formatOf(values.format);
  return print(await localServer().get<AccountReply>('/api/account'), format);
}

async function confirm(args: readonly string[]): Promise<number> {
  const { words } = parseCommand(args, {}, usage, { min: 1, max: 1 });
  return await tested('/api/account/confirm', { roleArn: words[0] });
}

async function test(args: readonly string[]): Promise<number> {
  parseCommand(args, {}, usage, { min: 0, max: 0 });
  return await tested('/api/account/test');
}

/** The steps of the test are told whether or not it was passed. */
async function tested(path: string, body?: unknown): Promise<number> {
  const server = localServer();
  try {
    await server.post<AccountReply>(path, body);
  } catch (error) {
    if (error instanceof UsageError && error.code.startsWith('ROLE_')) {
      const { registration } = await server.get<AccountReply>('/api/account');
      process.stdout.write(steps(registration));
    }
    throw error;
  }
  const { registration } = await server.get<AccountReply>('/api/account');
  process.stdout.write(`${steps(registration)}Account ${registration?.account} is confirmed.\n`);
  return EXIT.ok;
}

/** Shows what a lab may cost; with the number of the account typed, begins it there. */
async function lab(args: readonly string[]): Promise<number> {
  const options = {
    'confirm-account': { type: 'string' },
    sandbox: { type: 'boolean', default: false },
  } as const;
  const { values, words } = parseCommand(args, options, usage, { min: 1, max: 1 });
  const [id = ''] = words;
  const typed = values['confirm-account'];
  const server = localServer();
  const { sessions } = await server.get<LabSessionsReply>('/api/lab-sessions');
  const open = sessions.find((one) => one.lab === id);
  const go = (target: object): Promise<LabSessionReply> =>
    open
      ? server.post<LabSessionReply>(`/api/lab-sessions/${open.id}/target`, target)
      : server.post<LabSessionReply>('/api/lab-sessions', { lab: id, target });
  if (values.sandbox) {
    await go({ kind: 'sandbox' });
    process.stdout.write(`Lab ${id} is in the sandbox.\n`);
    return EXIT.ok;
  }
  const facts = await server.get<AccountLabReply>(`/api/account/labs/${encodeURIComponent(id)}`);
  process.stdout.write(withoutSecrets(factsInWords(facts)));
  if (typed === undefined)
    throw new UsageError(
      'ACCOUNT_NOT_TYPED',
      `Nothing was begun. What you make for this lab costs the owner of account ${facts.account} money; if you mean it, type its number: --confirm-account ${facts.account}`,
    );
  await go({ kind: 'aws', account: typed });
  process.stdout.write(`Lab ${id} is in account ${facts.account}. Check it on its page, or with the API.\n`);
  return EXIT.ok;
}

async function remove(args: readonly string[]): Promise<number> {
  parseCommand(args, {}, usage, { min: 0, max: 0 });
  const { account, removal } = await localServer().delete<RemovedAccountReply>('/api/account');
  process.stdout.write(
    `Nothing is asked in account ${account} any more. Its role is yours to remove:\n\n${removal.join('\n')}\n`,
  );
  return EXIT.ok;
}

function formatOf(text: string): (typeof FORMATS)[number] {
  const found = FORMATS.find((one) => one === text);
  if (found) return found;
  throw new UsageError('USAGE', `--format is ${FORMATS.join(', ')}; got "${text}".\nUsage: ${usage}`);
}

function print(reply: AccountReply, format: (typeof FORMATS)[number]): number {
  const { registration, problem } = reply;
  if (format === 'json') process.stdout.write(`${JSON.stringify(reply, null, 2)}\n`);
  else if (format === 'text') process.stdout.write(inWords(reply));
  else if (registration?.role) process.stdout.write(registration.role[format satisfies keyof RoleOfferReply]);
  else if (problem) throw new UsageError(problem.code, `${problem.message} ${problem.cure ?? ''}`.trimEnd());
  else
    throw new UsageError(
      'ACCOUNT_NOT_REGISTERED',
      'No account is registered: `groundschool account register`.',
    );
  return EXIT.ok;
}

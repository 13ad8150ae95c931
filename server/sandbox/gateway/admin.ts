/** The admin API under /_groundschool/ (design §10). Its prefix cannot be a bucket: names begin with a letter or digit. */
import type { IncomingMessage } from 'node:http';
import { SandboxError, reasonOf, type SandboxErrorCode } from '../sandbox-error.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Exchange } from './exchange.ts';
import { sameText } from './same-text.ts';
import { queryPairs } from './wire.ts';

const PREFIX = '/_groundschool';
const BODY_LIMIT = 64 * 1024;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

const STATUS: Record<SandboxErrorCode, number> = {
  ENGINE_UNAVAILABLE: 503,
  SANDBOX_PORT_IN_USE: 500,
  SANDBOX_DATA_IN_USE: 500,
  SANDBOX_KEY_MISMATCH: 500,
  SANDBOX_ACCOUNT_NOT_FOUND: 404,
  SANDBOX_BAD_REQUEST: 400,
};

interface Answer {
  status: number;
  body: unknown;
}

export function isAdminPath({ arrival }: Exchange): boolean {
  const { sentPath, virtualHosted } = arrival;
  return !virtualHosted && (sentPath === PREFIX || sentPath.startsWith(`${PREFIX}/`));
}

/** Answers always, as JSON. @param knownHost the host name under which the gateway was asked to listen */
export async function handleAdmin(exchange: Exchange, sandbox: Sandbox, knownHost: string): Promise<void> {
  const { status, body } = await answer(exchange, sandbox, knownHost).catch((error: unknown): Answer => {
    if (error instanceof SandboxError) return failure(STATUS[error.code], error.code, error.message);
    return failure(500, 'INTERNAL', `The sandbox could not do this: ${reasonOf(error)}`);
  });
  exchange.incoming.resume();
  const text = JSON.stringify(body);
  exchange.outgoing.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  exchange.outgoing.end(text);
}

async function answer(exchange: Exchange, sandbox: Sandbox, knownHost: string): Promise<Answer> {
  const { arrival } = exchange;
  const { headers, method, path, query } = arrival.request;
  // A web page may reach loopback through a name that its owner points here, or by a form: neither may get through.
  if (headers['origin'] !== undefined)
    return failure(403, 'FORBIDDEN_ORIGIN', 'Browsers may not use the admin API.');
  if (!LOOPBACK.test(arrival.host) && arrival.host !== knownHost.toLowerCase()) {
    return failure(403, 'FORBIDDEN_HOST', `The admin API does not answer under the name ${arrival.host}.`);
  }
  const parts = path.slice(PREFIX.length + 1).split('/');
  const route = `${method} ${parts.map((part, i) => (i === 1 ? ':id' : part)).join('/')}`;
  if (route === 'GET health') return ok(sandbox.health());
  const token = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1];
  if (token === undefined || !sameText(token, sandbox.adminToken)) {
    return failure(
      401,
      'UNAUTHORIZED',
      'Send the admin token that "groundschool sandbox serve --json" prints, as Authorization: Bearer …',
    );
  }
  const account = parts[1] ?? '';
  if (parts.length > 1 && !sandbox.knows(account)) {
    throw new SandboxError('SANDBOX_ACCOUNT_NOT_FOUND', `There is no sandbox account "${account}".`);
  }
  switch (route) {
    case 'GET stats':
      return ok(sandbox.stats());
    case 'GET accounts':
      return ok({ accounts: sandbox.accounts() });
    case 'POST accounts': {
      const { label } = await json(exchange.incoming);
      if (label !== undefined && typeof label !== 'string') throw badRequest('"label" must be a text');
      return { status: 201, body: await sandbox.createAccount(label) };
    }
    case 'DELETE accounts/:id':
      await sandbox.revokeAccount(account);
      return ok({});
    case 'POST accounts/:id/reset': {
      const { freshKeys } = await json(exchange.incoming);
      return ok(await sandbox.resetAccount(account, { freshKeys: flag(freshKeys, 'freshKeys') }));
    }
    case 'GET accounts/:id/faults':
      return ok({ faults: sandbox.faults.list(account) });
    case 'POST accounts/:id/faults':
      return { status: 201, body: sandbox.faults.add(account, await json(exchange.incoming)) };
    case 'DELETE accounts/:id/faults':
      sandbox.faults.clear(account);
      return ok({});
    case 'GET accounts/:id/journal': {
      const given = new Map(queryPairs(query));
      const after = number(given.get('after'), 'after', 0);
      const limit = number(given.get('limit'), 'limit', 200);
      return ok({ account, entries: sandbox.journal(account, { after, limit }) });
    }
    case 'GET accounts/:id/root':
      return ok(sandbox.rootUser(account));
    case 'POST accounts/:id/root': {
      const { assignMfa, deleteKeys } = await json(exchange.incoming);
      return ok(
        sandbox.setRootUser(account, {
          ...(flag(assignMfa, 'assignMfa') ? { mfaEnabled: true } : {}),
          ...(flag(deleteKeys, 'deleteKeys') ? { accessKeysPresent: false } : {}),
        }),
      );
    }
    case 'GET accounts/:id/iam':
      return ok({ enforced: sandbox.isEnforced(account) });
    case 'POST accounts/:id/iam': {
      const { enforced } = await json(exchange.incoming);
      if (typeof enforced !== 'boolean') throw badRequest('"enforced" must be true or false');
      sandbox.setEnforced(account, enforced);
      return ok({ enforced });
    }
    case 'GET accounts/:id/pace':
      return ok({ pace: sandbox.pace(account) });
    case 'POST accounts/:id/pace': {
      const { pace } = await json(exchange.incoming);
      if (pace !== 'instant' && pace !== 'gradual') throw badRequest('"pace" must be "instant" or "gradual"');
      sandbox.setPace(account, pace);
      return ok({ pace });
    }
    case 'GET accounts/:id/mfa-code':
      return ok(await sandbox.mfaCode(account, new Map(queryPairs(query)).get('serial')));
    case 'POST accounts/:id/images': {
      const { repository, tag, region } = await json(exchange.incoming);
      if (typeof repository !== 'string' || typeof tag !== 'string') {
        throw badRequest('"repository" and "tag" must be texts');
      }
      if (region !== undefined && typeof region !== 'string') throw badRequest('"region" must be a text');
      return {
        status: 201,
        body: await sandbox.pushImage(account, {
          repository,
          tag,
          ...(region === undefined ? {} : { region }),
        }),
      };
    }
    default:
      return failure(404, 'NOT_FOUND', `There is no ${method} ${path} in the admin API.`);
  }
}

async function json(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > BODY_LIMIT) throw badRequest(`the body is longer than ${BODY_LIMIT} bytes`);
    pieces.push(piece);
  }
  if (length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw badRequest('the body is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badRequest('the body must be an object');
  return value as Record<string, unknown>;
}

function flag(value: unknown, name: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw badRequest(`"${name}" must be true or false`);
  return value === true;
}

function number(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,12}$/.test(text)) throw badRequest(`"${name}" must be a whole number`);
  return Number(text);
}

function badRequest(what: string): SandboxError {
  return new SandboxError('SANDBOX_BAD_REQUEST', `The request cannot be carried out: ${what}.`);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function failure(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** Which program answers at an endpoint. Asked without keys, by plain GET requests of the paths that each documents as its own. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { deadline } from '../../graders/kit/index.ts';

export const PROGRAMS = ['groundschool', 'moto', 'localstack', 'aws-emulator', 'unknown'] as const;
export type Program = (typeof PROGRAMS)[number];

export interface Identity {
  program: Program;
  /** As it says itself; null where it says none. */
  version: string | null;
  /** What it was known by. */
  how: string;
}

interface Answer {
  status: number;
  body: unknown;
}
type Ask = (path: string) => Promise<Answer | null>;

/** Is this address AWS itself? */
export function isAwsHost(endpoint: string): boolean {
  const host = new URL(endpoint).hostname.replace(/\.$/, '');
  return /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|on\.aws)$/.test(host);
}

/** AWS Emulator documents this port and HTTPS, and no path that says who it is (command reference, 2026-11). */
const EMULATOR_PORT = '9297';
const ANSWER_MS = 2_000;
const MOST_BYTES = 65_536;

/**
 * Names the program behind an endpoint. Never rejects: what does not answer, or not in a known way, is `unknown`.
 *
 * Sources: server/sandbox/gateway/admin.ts; https://docs.localstack.cloud/aws/configuration/networking/internal-endpoints/;
 * https://docs.getmoto.org/en/latest/docs/server_mode.html; https://docs.aws.amazon.com/emulator/latest/userguide/cli-reference.html
 */
export async function identifyEndpoint(endpoint: string, ca?: string): Promise<Identity> {
  const ask: Ask = (path) => get(`${endpoint}${path}`, ca).catch(() => null);
  // One after the other: at our own gateway a foreign path would be a bucket, and stand in the journal.
  const first = await ask('/_groundschool/health');
  // Nobody there, or nobody whom we may trust: asking on would only cost the time of each answer.
  if (first === null) return emulator(endpoint);
  return gateway(first) ?? (await localstack(ask)) ?? (await moto(ask)) ?? emulator(endpoint);
}

function gateway({ status, body }: Answer): Identity | null {
  const engine = member(body, 'engine');
  if (status !== 200 || engine === undefined) return null;
  return { program: 'groundschool', version: text(member(engine, 'version')), how: 'its admin API' };
}

async function localstack(ask: Ask): Promise<Identity | null> {
  const answer = await ask('/_localstack/health');
  if (answer?.status !== 200 || member(answer.body, 'services') === undefined) return null;
  return { program: 'localstack', version: text(member(answer.body, 'version')), how: '/_localstack/health' };
}

/** moto says its version nowhere. */
async function moto(ask: Ask): Promise<Identity | null> {
  const answer = await ask('/moto-api/config');
  if (answer === null || answer.status >= 300 || member(answer.body, 'batch') === undefined) return null;
  return { program: 'moto', version: null, how: '/moto-api/config' };
}

function emulator(endpoint: string): Identity {
  const { protocol, port } = new URL(endpoint);
  return protocol === 'https:' && port === EMULATOR_PORT
    ? { program: 'aws-emulator', version: null, how: `HTTPS on its port ${EMULATOR_PORT}; it was not asked` }
    : { program: 'unknown', version: null, how: 'no known path answered' };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

async function get(url: string, ca: string | undefined): Promise<Answer> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const time = deadline(ANSWER_MS, []);
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const options = { signal: time.signal, agent: false as const, ...(ca === undefined ? {} : { ca }) };
      const request = send(url, options, (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.length;
          if (bytes > MOST_BYTES) response.destroy(new Error('The answer is too long'));
        });
        response.on('error', reject);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: parsed(Buffer.concat(parts).toString('utf8')) });
        });
      });
      request.on('error', reject);
      request.end();
    });
  } finally {
    time.clear();
  }
}

/** Undefined for what is no JSON: then it is another program's answer. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

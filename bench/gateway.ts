/**
 * What the gateway adds to a call: the same small S3 calls, alternately straight to the engine and through the gateway,
 * in one run, over kept-alive connections. Target: at most 1.5 ms more at the median.
 *
 *   npx esbuild bench/gateway.ts --bundle --platform=node --format=esm --packages=external --log-level=warning | node --input-type=module
 */
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRecord } from '../server/sandbox/engine/record.ts';
import { startSandbox } from '../server/sandbox/index.ts';
import { signHeaders } from '../test/helpers/signed-request.ts';

const TARGET_MS = 1.5;
const ROUNDS = Number(process.env.ROUNDS ?? 1_000);
const WARM_UP = 200;

// The record in the data folder tells where the engine listens and what it wants to hear.
const dataDir = mkdtempSync(join(tmpdir(), 'groundschool-bench-'));
const sandbox = await startSandbox({ port: 0, dataDir, engine: { moto: '' } });
const engine = await readRecord(dataDir);
if (engine === null) throw new Error('the engine left no record');
const account = await sandbox.createAccount('bench');
const keys = { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey };
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function call(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: string,
): Promise<number> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const all = { ...headers, 'content-length': String(body.length) };
    const request = http.request({ hostname, port, method, path, headers: all, agent }, (reply) => {
      reply.resume();
      reply.on('end', () => {
        if (reply.statusCode !== 200) reject(new Error(`${method} ${path}: ${reply.statusCode}`));
        else resolve(performance.now() - started);
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

function direct(method: string, path: string, body: string): Promise<number> {
  const scope = `${account.accessKeyId}/20261125/us-east-1/s3/aws4_request`;
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
    'x-moto-account-id': account.account,
    'x-groundschool-nonce': engine?.nonce ?? '',
  };
  return call(engine?.url ?? '', method, path, headers, body);
}

/** Signing is the client's work and not measured. */
function through(method: string, path: string, body: string): Promise<number> {
  const { headers } = signHeaders({ endpoint: sandbox.endpoint, service: 's3', method, path, body, ...keys });
  return call(sandbox.endpoint, method, path, headers, body);
}

function quantile(values: number[], q: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * q)] ?? Number.NaN;
}

const CALLS: [string, string, string, string][] = [
  ['GetBucketVersioning', 'GET', '/bench?versioning', ''],
  ['HeadObject', 'HEAD', '/bench/object', ''],
  ['PutObject 1 KiB', 'PUT', '/bench/object', 'x'.repeat(1_024)],
];

await through('PUT', '/bench', '');
await through('PUT', '/bench/object', 'x');
let worst = 0;
for (const [name, method, path, body] of CALLS) {
  const [straight, gateway]: [number[], number[]] = [[], []];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const a = await direct(method, path, body);
    const b = await through(method, path, body);
    if (round < 0) continue;
    straight.push(a);
    gateway.push(b);
  }
  const [a, b] = [quantile(straight, 0.5), quantile(gateway, 0.5)];
  worst = Math.max(worst, b - a);
  const p95 = quantile(gateway, 0.95) - quantile(straight, 0.95);
  console.log(
    `${name.padEnd(20)} engine ${a.toFixed(2)} ms, gateway ${b.toFixed(2)} ms: +${(b - a).toFixed(2)} ms (× ${(b / a).toFixed(2)}), p95 +${p95.toFixed(2)} ms`,
  );
}
agent.destroy();
await sandbox.close();
rmSync(dataDir, { recursive: true });
console.log(
  `${worst <= TARGET_MS ? 'within' : 'ABOVE'} the target of +${TARGET_MS} ms at the median (worst +${worst.toFixed(2)} ms)`,
);
process.exitCode = worst <= TARGET_MS ? 0 : 1;

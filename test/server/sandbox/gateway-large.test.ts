import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { awsEnv, runVenv, sharedSandbox } from '../../helpers/sandbox.ts';

const MIB = 1024 * 1024;
const SIZE = 100 * MIB;
/** Far below the object's size, far above what buffers and garbage come to. */
const ALLOWED_GROWTH = 48 * MIB;

let sandbox: Sandbox;
let account: SandboxAccount;
let folder: string;

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('large');
  folder = await mkdtemp(join(tmpdir(), 'groundschool-large-'));
  const file = await open(join(folder, 'up.bin'), 'w');
  for (let i = 0; i < SIZE / MIB; i += 1) await file.write(Buffer.alloc(MIB, `${i} of a large recording `));
  await file.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function hashOf(name: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(join(folder, name))) hash.update(piece as Buffer);
  return hash.digest('hex');
}

/** How much this process grew at most while `work` ran, in bytes. The clients run in processes of their own. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(peak, process.memoryUsage().rss) - before;
}

const python = async (body: string): Promise<void> => {
  const script = `import boto3\nfrom botocore.config import Config\ns3 = boto3.client("s3", config=Config(read_timeout=300))\n${body}`;
  const ran = await runVenv('python', ['-c', script], awsEnv(sandbox, account), folder);
  expect(ran.stderr).toBe('');
};

describe('an object of 100 MB', () => {
  it('goes up in one signed request and comes down whole, without being held in memory', async () => {
    await python('s3.create_bucket(Bucket="large")');
    const up = await growth(() =>
      python('s3.put_object(Bucket="large", Key="one", Body=open("up.bin", "rb"))'),
    );
    const down = await growth(() => python('s3.download_file("large", "one", "one.bin")'));
    expect(await hashOf('one.bin')).toBe(await hashOf('up.bin'));
    expect(up).toBeLessThan(ALLOWED_GROWTH);
    expect(down).toBeLessThan(ALLOWED_GROWTH);
  }, 180_000);

  it('goes up in parts with the CLI', async () => {
    const env = awsEnv(sandbox, account);
    const grown = await growth(async () => {
      const up = await runVenv(
        'aws',
        ['s3', 'cp', 'up.bin', 's3://large/parts', '--no-progress'],
        env,
        folder,
      );
      expect(up.stderr).toBe('');
      const down = await runVenv(
        'aws',
        ['s3', 'cp', 's3://large/parts', 'parts.bin', '--no-progress'],
        env,
        folder,
      );
      expect(down.stderr).toBe('');
    });
    expect(await hashOf('parts.bin')).toBe(await hashOf('up.bin'));
    expect(grown).toBeLessThan(ALLOWED_GROWTH);
  }, 180_000);

  it('is not stored when the client leaves half way', async () => {
    await python(`
import http.client, re
url = s3.generate_presigned_url("put_object", Params={"Bucket": "large", "Key": "half"}, ExpiresIn=60)
host, path = re.match(r"http://([^/]+)(/.*)", url).groups()
connection = http.client.HTTPConnection(host)
connection.putrequest("PUT", path)
connection.putheader("Content-Length", str(${SIZE}))
connection.endheaders()
connection.send(b"x" * 10_000_000)
connection.close()
`);
    await python('assert "half" not in [o["Key"] for o in s3.list_objects_v2(Bucket="large")["Contents"]]');
    expect(sandbox.health().status).toBe('ok');
  }, 60_000);
});

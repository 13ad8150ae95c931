import { randomBytes } from 'node:crypto';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { SandboxError, reasonOf } from '../sandbox-error.ts';
import { engineClientConfig } from './client.ts';
import { request } from './control.ts';
import type { Discovered } from './discover.ts';
import type { Engine, EngineContext } from './index.ts';
import { removeRecord, writeRecord, type EngineRecord } from './record.ts';

/** Holds the marker; no learner's account, because those never begin with a zero. */
const MARKER_ACCOUNT = '000000000001';
const HEALTH_INTERVAL_MS = 15_000;

/**
 * A moto that somebody else runs, given by its URL. It is never started, restarted or stopped; a marker bucket tells
 * whether it is still the run in which our accounts were made. Such a moto has one bucket namespace for all accounts, so
 * forgetting an account means deleting its buckets.
 *
 * @throws SandboxError ENGINE_UNAVAILABLE when it does not answer
 */
export async function foreignEngine(
  found: Extract<Discovered, { kind: 'url' }>,
  context: EngineContext,
  record: EngineRecord | null,
): Promise<Engine> {
  const { url } = found;
  const mark = (nonce: string): string => `groundschool-marker-${nonce}`;
  let nonce = record?.kind === 'url' && record.url === url ? record.nonce : '';
  let state: Engine['state'] = 'running';

  const ask = async (method: string, path: string): Promise<number> => {
    const headers = { 'x-moto-account-id': MARKER_ACCOUNT, authorization: scope('s3') };
    return (await request(`${url}${path}`, method, '', 10_000, { headers })).status;
  };
  const renew = async (): Promise<void> => {
    nonce = randomBytes(16).toString('hex');
    await ask('PUT', `/${mark(nonce)}`);
    if (context.dataDir !== null) await writeRecord(context.dataDir, { kind: 'url', url, pid: null, nonce });
  };

  try {
    const known = nonce !== '' && (await ask('HEAD', `/${mark(nonce)}`)) === 200;
    if (!known) await renew();
    context.onEvent({
      type: known ? 'engine-adopted' : 'engine-started',
      message: `The sandbox uses the engine at ${url}.`,
      data: { url },
    });
  } catch (error) {
    throw new SandboxError(
      'ENGINE_UNAVAILABLE',
      `GROUNDSCHOOL_MOTO names ${url}, but nothing answers there (${reasonOf(error)}). Start moto there or unset the variable.`,
      { cause: error },
    );
  }

  let checking = false;
  const check = async (): Promise<void> => {
    if (checking || state === 'stopped') return;
    checking = true;
    try {
      if ((await ask('HEAD', `/${mark(nonce)}`)) !== 200) {
        context.onEvent({
          type: 'engine-crashed',
          message: `The engine at ${url} was restarted or emptied.`,
        });
        context.onLost();
        await renew();
        context.onEvent({ type: 'engine-restarted', message: `The engine at ${url} is used again, empty.` });
      }
      state = 'running';
    } catch (error) {
      state = 'restarting';
      context.onEvent({
        type: 'engine-unavailable',
        message: `The engine at ${url} does not answer: ${reasonOf(error)}`,
      });
    } finally {
      checking = false;
    }
  };
  const timer = setInterval(() => void check(), HEALTH_INTERVAL_MS);
  timer.unref();

  return {
    url,
    get nonce() {
      return nonce;
    },
    get state() {
      return state;
    },
    pid: null,
    version: null,
    origin: found.origin,
    forget: (account) => deleteBuckets(url, account),
    // Such an engine does not tell; its public objects need a signature here.
    ownersOf: () => Promise.resolve([]),
    suspect: () => void check(),
    stop: async () => {
      state = 'stopped';
      clearInterval(timer);
      await ask('DELETE', `/${mark(nonce)}`).catch(() => 0); // an engine that is gone keeps no marker either
      if (context.dataDir !== null) await removeRecord(context.dataDir);
    },
    release: () => clearInterval(timer),
  };
}

/** moto finds service and region of a request by its signing scope and never looks at the signature. */
export function scope(service: string, region = 'us-east-1'): string {
  return `AWS4-HMAC-SHA256 Credential=groundschool/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=none`;
}

async function deleteBuckets(url: string, account: string): Promise<void> {
  const s3 = await import('@aws-sdk/client-s3');
  const config = { ...engineClientConfig(url, account, 'us-east-1'), forcePathStyle: true } as S3ClientConfig;
  const client = new s3.S3Client(config);
  const { Buckets = [] } = await client.send(new s3.ListBucketsCommand({}));
  for (const { Name: Bucket } of Buckets) {
    for (let more = true; more;) {
      const page = await client.send(new s3.ListObjectVersionsCommand({ Bucket }));
      const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      for (const { Key, VersionId } of versions) {
        const BypassGovernanceRetention = true;
        await client.send(new s3.DeleteObjectCommand({ Bucket, Key, VersionId, BypassGovernanceRetention }));
      }
      more = page.IsTruncated === true && versions.length > 0;
    }
    await client.send(new s3.DeleteBucketCommand({ Bucket }));
  }
}

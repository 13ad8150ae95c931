import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checks } from '../../../graders/checks/index.ts';
import type { BlockedReason } from '../../../graders/contract/index.ts';
import { blockedMessage } from '../../../graders/engine/cures.ts';
import { grade, rejudge, resolveVariables, type GradeOutcome } from '../../../graders/engine/index.ts';
import type { ArtifactFile, Observation } from '../../../graders/kit/index.ts';
import { eksToken } from '../../../graders/reads/eks-token.ts';
import {
  clusterPlace,
  kubernetesObjects,
  type KubernetesArgs,
  type KubernetesResource,
} from '../../../graders/reads/kubernetes.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { clusterKeys, listReply, startApiServer, stored, type ApiServer } from '../../helpers/api-server.ts';
import type { DoubleReply, DoubleRequest } from '../../helpers/http-double.ts';
import { sharedSandbox } from '../../helpers/sandbox.ts';
import { testSession, TEST_RUN } from '../../helpers/session.ts';

type Json = Record<string, unknown>;
const root = join(import.meta.dirname, '../../..');
const CLUSTER = 'bm-serving';
const keys = clusterKeys();
let sandbox: Sandbox;
let account: SandboxAccount;
let api: ApiServer;

const status = (code: number, reason: string, message: string): DoubleReply => ({
  status: code,
  body: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }),
});
const deployment = (name: string, more: Json = {}): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'serving' },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { spec: { containers: [{ name, image: 'a:1' }] } },
  },
  ...more,
});
const holding =
  (...objects: readonly Json[]) =>
  (request: DoubleRequest): DoubleReply =>
    listReply(objects.map(stored), request);
const readerKeys = () => ({
  accessKeyId: account.readerAccessKeyId,
  secretAccessKey: account.readerSecretAccessKey,
});

beforeAll(async () => {
  sandbox = await sharedSandbox();
  account = await sandbox.createAccount('kubernetes');
  api = await startApiServer(keys, holding());
});
afterAll(() => api.close());

/** Reads one resource as the reader of the account, from the double unless told otherwise. */
async function read(
  resource: KubernetesResource,
  change: Partial<KubernetesArgs> = {},
  more: { callMs?: number; handedIn?: ArtifactFile; kind?: 'aws' } = {},
): Promise<Observation<unknown>> {
  const target = {
    kind: more.kind ?? ('endpoint' as const),
    endpoint: more.kind === 'aws' ? null : sandbox.endpoint,
    region: 'us-east-1',
    credentials: readerKeys(),
  };
  const errors: unknown[] = [];
  const session = testSession({
    target,
    reads: [kubernetesObjects],
    limits: { callMs: more.callMs ?? 5_000 },
    ...(more.handedIn ? { artifacts: { task: [more.handedIn] } } : {}),
    run: { ...TEST_RUN, target },
    errors,
  });
  try {
    const observation = await session.ask(kubernetesObjects, {
      endpoint: api.endpoint,
      certificate: api.certificate,
      closed: false,
      cluster: CLUSTER,
      resource,
      namespace: 'serving',
      unless: [{ task: 'task', name: 'serving.yaml', anyName: true }],
      ...change,
    } satisfies KubernetesArgs);
    expect(errors).toEqual([]);
    const kept = JSON.stringify(await session.stored());
    expect(kept).not.toContain('k8s-aws-v1');
    expect(kept).not.toContain(account.readerSecretAccessKey);
    return observation;
  } finally {
    session.close();
  }
}

async function whoIs(token: string, cluster = CLUSTER): Promise<{ status: number; body: string }> {
  const url = Buffer.from(token.replace(/^k8s-aws-v1\./, ''), 'base64url').toString('utf8');
  const answer = await fetch(url, { headers: { 'x-k8s-aws-id': cluster } });
  return { status: answer.status, body: await answer.text() };
}

describe('the token', () => {
  test('is a presigned request that tells STS who asks, for one cluster', async () => {
    api.answer(holding(deployment('a')));
    await read('apps/v1/deployments');
    const bearer = api.requests[0]?.headers.authorization ?? '';
    const token = /^Bearer (k8s-aws-v1\.[A-Za-z0-9_-]+)$/.exec(bearer)?.[1] ?? '';
    const url = new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString('utf8'));
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      Action: 'GetCallerIdentity',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    });
    expect(url.href).not.toContain(account.readerSecretAccessKey);
    const right = await whoIs(token);
    expect(right.status, right.body).toBe(200);
    expect(right.body).toContain(`<Account>${account.account}</Account>`);
    expect((await whoIs(token, 'another-cluster')).status).toBe(403);
  });

  test('carries the session of a role, and goes to STS of the Region', () => {
    const token = eksToken({
      cluster: CLUSTER,
      region: 'eu-west-1',
      endpoint: null,
      keys: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'a+b/c=(*)' },
      now: new Date('2026-11-27T10:00:00Z'),
    });
    expect(token).not.toMatch(/[+/=]/);
    const url = Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString('utf8');
    expect(url).toMatch(/^https:\/\/sts\.eu-west-1\.amazonaws\.com\/\?Action=GetCallerIdentity&/);
    expect(url).toContain('X-Amz-Security-Token=a%2Bb%2Fc%3D%28%2A%29');
    expect(url).toContain('X-Amz-Credential=ASIAEXAMPLE%2F20261127%2Feu-west-1%2Fsts%2Faws4_request');
  });
});

describe('the objects', () => {
  test('come without what the server adds, without owned ones and without those that go', async () => {
    const owned = deployment('owned', {
      metadata: {
        name: 'owned',
        namespace: 'serving',
        ownerReferences: [{ kind: 'Rollout', name: 'x', controller: true }],
      },
    });
    const going = deployment('going', {
      metadata: { name: 'going', namespace: 'serving', deletionTimestamp: '2026-11-27T10:00:00Z' },
    });
    api.answer(holding(deployment('a'), owned, going));
    const seen = await read('apps/v1/deployments');
    expect(seen).toMatchObject({
      state: 'present',
      value: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'serving' } }],
    });
    expect(JSON.stringify(seen)).not.toMatch(/managedFields|resourceVersion|"status"|"going"|"owned"/);
    expect(api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /apis/apps/v1/namespaces/serving/deployments',
    ]);
  });

  test('come in pages, and from the beginning when the bookmark is gone', async () => {
    const many = Array.from({ length: 600 }, (_, number) => stored(deployment(`a${number}`), number));
    api.answer((request) => listReply(many, request));
    const seen = await read('apps/v1/deployments');
    expect(seen.state === 'present' && (seen.value as unknown[]).length).toBe(600);
    expect(api.requests).toHaveLength(3);
    let gone = 1;
    api.answer((request) =>
      request.query.has('continue') && gone-- > 0
        ? status(410, 'Expired', 'The provided continue parameter is too old')
        : listReply(many, request),
    );
    expect((await read('apps/v1/deployments')).state).toBe('present');
    expect(api.requests).toHaveLength(5);
  });

  test('of a ConfigMap are its short values, and of the whole cluster where there is no namespace', async () => {
    api.answer(
      holding({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'm', namespace: 'serving' },
        data: { path: 's3://b/m', certificate: 'x'.repeat(5_000) },
      }),
    );
    expect(await read('v1/configmaps')).toMatchObject({ value: [{ data: { path: 's3://b/m' } }] });
    api.answer(holding());
    expect(await read('networking.k8s.io/v1/ingressclasses', { namespace: null })).toEqual({
      state: 'present',
      value: [],
    });
    expect(api.requests[0]?.path).toBe('/apis/networking.k8s.io/v1/ingressclasses');
  });

  test('are not asked for when a file was handed in', async () => {
    api.answer(holding(deployment('a')));
    const seen = await read(
      'apps/v1/deployments',
      {},
      { handedIn: { name: 'x.yaml', bytes: Buffer.from('a') } },
    );
    expect(seen).toEqual({ state: 'absent', code: 'HandedIn' });
    expect(api.requests).toEqual([]);
  });

  test('of a custom resource that is not installed: none', async () => {
    api.answer(holding());
    expect(await read('elbv2.k8s.aws/v1beta1/ingressclassparams', { namespace: null })).toEqual({
      state: 'absent',
      code: 'NotServed',
    });
  });
});

const big = JSON.stringify({ kind: 'DeploymentList', items: [{ spec: 'x'.repeat(9_000_000) }] });
const REFUSALS: readonly [string, (request: DoubleRequest) => DoubleReply, BlockedReason, RegExp][] = [
  ['no access entry', () => status(401, 'Unauthorized', 'Unauthorized'), 'denied', /401.*no such principal/],
  [
    'no right to list',
    () => status(403, 'Forbidden', 'deployments.apps is forbidden: User "arn:…" cannot list resource'),
    'denied',
    /403.*cannot list/,
  ],
  [
    'too many requests',
    () => ({ status: 429, headers: { 'retry-after': '0' }, body: '' }),
    'throttled',
    /429/,
  ],
  [
    'an error of the server',
    () => ({ status: 500, headers: { 'retry-after': '0' }, body: '' }),
    'timeout',
    /500.*3 times/,
  ],
  ['a broken connection', () => 'reset', 'timeout', /ECONNRESET/],
  ['no answer', () => 'hang', 'timeout', /no answer from .* within 0.4 s/],
  ['no JSON', () => ({ status: 200, body: '<html>hello' }), 'unsupported-by-target', /no JSON/],
  [
    'cut off',
    () => ({ status: 200, body: '{"kind":"DeploymentList","items":[' }),
    'unsupported-by-target',
    /no JSON/,
  ],
  [
    'no list',
    () => ({ status: 200, body: '{"kind":"APIVersions","versions":["v1"]}' }),
    'unsupported-by-target',
    /no list/,
  ],
  [
    'another version',
    () => status(404, 'NotFound', 'the server could not find the requested resource'),
    'unsupported-by-target',
    /serves no apps\/v1\/deployments/,
  ],
  [
    'a redirect',
    () => ({ status: 302, headers: { location: 'https://example.com/' } }),
    'unsupported-by-target',
    /302/,
  ],
  ['a list that is too long', () => ({ status: 200, body: big }), 'unsupported-construct', /bytes/],
  [
    'pages that lead to themselves',
    () => ({ status: 200, body: '{"kind":"DeploymentList","items":[],"metadata":{"continue":"x"}}' }),
    'unsupported-by-target',
    /themselves/,
  ],
];

describe('what is no answer blocks', () => {
  test.each(REFUSALS)('%s', async (name, reply, reason, words) => {
    api.answer(reply);
    const seen = await read('apps/v1/deployments', {}, name === 'no answer' ? { callMs: 400 } : {});
    expect(seen).toMatchObject({ state: 'blocked', reason, operation: 'eks:api apps/v1/deployments' });
    if (seen.state !== 'blocked') throw new Error(seen.state);
    expect(seen.detail).toMatch(words);
    const message = blockedMessage(seen, { account: '1', region: 'us-east-1', target: TEST_RUN.target });
    if (reason === 'denied') expect(message).toContain('AmazonEKSViewPolicy');
    expect(message).not.toContain('k8s-aws-v1');
  });

  test('a certificate of somebody else, a name that is not on it, an authority that is none', async () => {
    api.answer(holding());
    const other = clusterKeys('DNS:elsewhere.example');
    const stranger = { certificate: Buffer.from(other.ca).toString('base64') };
    expect(await read('v1/services', stranger)).toMatchObject({ state: 'blocked', reason: 'timeout' });
    const elsewhere = await startApiServer(other, holding());
    const named = await read('v1/services', {
      endpoint: elsewhere.endpoint,
      certificate: elsewhere.certificate,
    });
    await elsewhere.close();
    expect(named).toMatchObject({ reason: 'timeout' });
    expect(named.state === 'blocked' && named.detail).toContain('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await read('v1/services', { certificate: 'bm8=' })).toMatchObject({
      reason: 'unsupported-by-target',
    });
    // No token was shown to a server that could not be trusted.
    expect(api.requests.length + elsewhere.requests.length).toBe(0);
  });

  test('a port where nobody listens, behind a private endpoint', async () => {
    const seen = await read('v1/services', { endpoint: 'https://127.0.0.1:1', closed: true });
    expect(seen).toMatchObject({ state: 'blocked', reason: 'timeout' });
    expect(seen.state === 'blocked' && seen.detail).toMatch(/ECONNREFUSED; the endpoint is private/);
  });

  test.each([
    'https://169.254.169.254',
    'https://eks.amazonaws.com.evil.example',
    'http://ABC.gr7.us-east-1.eks.amazonaws.com',
    'https://ABC.gr7.us-east-1.eks.amazonaws.com:8443',
    'https://user@ABC.gr7.us-east-1.eks.amazonaws.com',
    'not an address',
  ])('AWS says that the cluster is at %s: no token goes there', async (endpoint) => {
    const seen = await read('v1/services', { endpoint }, { kind: 'aws' });
    expect(seen).toMatchObject({ state: 'blocked', reason: 'unsupported-by-target' });
    expect(seen.state === 'blocked' && seen.detail).toContain('no endpoint of Amazon EKS');
  });
});

test('a cluster of the sandbox, or the figment of an emulator, has no API', () => {
  const found = {
    endpoint: 'https://ABC.gr7.us-east-1.eks.amazonaws.com',
    certificateAuthority: { data: 'LS0t' },
    resourcesVpcConfig: { endpointPublicAccess: false },
  } as Parameters<typeof clusterPlace>[0];
  const on = (kind: 'sandbox' | 'endpoint' | 'aws', endpoint: string | null) =>
    clusterPlace(found, { ...TEST_RUN, target: { kind, endpoint } });
  expect(on('sandbox', 'http://127.0.0.1:4566')).toBeUndefined();
  expect(on('endpoint', 'http://127.0.0.1:4566')).toBeUndefined();
  expect(on('aws', null)).toMatchObject({ closed: true });
  expect(clusterPlace(undefined, { ...TEST_RUN, target: { kind: 'aws', endpoint: null } })).toBeUndefined();
});

describe('a lab on a cluster that is real', () => {
  const lab = loadLabForGrading(root, 'eks-serving');
  const variables = resolveVariables({ lab: lab.manifest, common: lab.common });
  const TASKS = ['pod-identity', 'serving-manifest', 'gpu-pending', 'ingress-alb'];
  let front: Server;
  let manifests: Json[];

  /** The sandbox, whose DescribeCluster names the double. */
  beforeAll(async () => {
    const scripts = loadScripts(root, 'eks-serving');
    const target = {
      endpoint: sandbox.endpoint,
      region: 'us-east-1',
      account: account.account,
      credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
    };
    let artifacts = new Map<string, ArtifactFile[]>();
    for (const name of ['setup', 'solution']) {
      const script = scripts.get(name);
      if (!script) throw new Error(name);
      ({ artifacts } = await runScript(script, { scripts, labFolder: lab.folder, variables, target }));
    }
    manifests = [...artifacts.values()]
      .flat()
      .flatMap(({ bytes }) => parseAllDocuments(Buffer.from(bytes).toString('utf8')))
      .flatMap((document) => (document.contents ? [document.toJS() as Json] : []));
    front = createServer((message, response) => {
      const { port } = new URL(sandbox.endpoint);
      const onward = httpRequest(
        { host: '127.0.0.1', port, method: message.method, path: message.url, headers: message.headers },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            let body = Buffer.concat(parts);
            if (message.url === `/clusters/${CLUSTER}` && answer.statusCode === 200) {
              const value = JSON.parse(body.toString('utf8')) as { cluster: Json };
              Object.assign(value.cluster, {
                endpoint: api.endpoint,
                certificateAuthority: { data: api.certificate },
              });
              body = Buffer.from(JSON.stringify(value));
            }
            const { 'content-length': _length, 'transfer-encoding': _coding, ...headers } = answer.headers;
            response.writeHead(answer.statusCode ?? 500, headers);
            response.end(body);
          });
        },
      );
      message.pipe(onward);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    front.closeAllConnections();
    front.close();
  });

  const judged = (artifacts: Record<string, readonly ArtifactFile[]> = {}): Promise<GradeOutcome> =>
    grade({
      lab: lab.manifest,
      version: 'test',
      variables,
      target: {
        kind: 'endpoint',
        endpoint: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
        region: 'us-east-1',
        credentials: readerKeys(),
      },
      checks,
      identity: callerIdentity,
      artifacts,
      tasks: TASKS,
      onError: (error) => {
        throw error;
      },
    });
  const verdicts = ({ report }: GradeOutcome) =>
    Object.fromEntries(
      report.tasks
        .filter(({ id }) => TASKS.includes(id))
        .map(({ id, status, reason }) => [id, `${status}/${reason}`]),
    );
  const PASSED = {
    'pod-identity': 'pass/own',
    'serving-manifest': 'pass/survives',
    'gpu-pending': 'pass/schedules',
    'ingress-alb': 'pass/reached',
  };

  test('passes on what runs there, the cluster knows the caller, and the evidence names its source', async () => {
    api.answer(holding(...manifests));
    const outcome = await judged();
    expect(verdicts(outcome)).toEqual(PASSED);
    const sources = outcome.report.tasks.flatMap(({ checks: made }) =>
      made.flatMap(({ evidence }) => evidence.map(({ read: source }) => source)),
    );
    expect(sources).toContain('eks:api apps/v1/deployments');
    expect(sources.filter((source) => source.startsWith('artifact:'))).toEqual([]);
    const tokens = new Set(
      api.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? ''),
    );
    for (const token of [...tokens].slice(0, 2)) expect((await whoIs(token)).status).toBe(200);
    expect(JSON.stringify(outcome)).not.toMatch(/k8s-aws-v1|X-Amz-Signature/);
    expect(new Set(api.requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    expect(await rejudge({ evidence: outcome.evidence, lab: lab.manifest, checks })).toEqual(outcome.report);
  });

  test('fails on what is wrong there, and a file that was handed in goes before', async () => {
    const single = manifests.map((one) =>
      one['kind'] === 'Deployment' ? { ...one, spec: { ...(one['spec'] as Json), replicas: 1 } } : one,
    );
    api.answer(holding(...single));
    expect(verdicts(await judged())).toMatchObject({ 'serving-manifest': 'fail/manifest-invalid' });
    const file = {
      name: 'serving.yaml',
      bytes: Buffer.from(manifests.map((one) => JSON.stringify(one)).join('\n---\n')),
    };
    const outcome = await judged({ 'serving-manifest': [file] });
    expect(verdicts(outcome)).toMatchObject({
      'serving-manifest': 'pass/survives',
      'ingress-alb': 'pass/reached',
    });
  });

  test('blocks, whatever the cluster refuses', async () => {
    api.answer(() => status(401, 'Unauthorized', 'Unauthorized'));
    expect(verdicts(await judged())).toEqual({
      'pod-identity': 'pass/own',
      'serving-manifest': 'blocked/denied',
      'gpu-pending': 'blocked/denied',
      'ingress-alb': 'blocked/denied',
    });
    const { report } = await judged();
    expect(report.tasks.find(({ id }) => id === 'gpu-pending')?.message).toContain('create-access-entry');
  });
});

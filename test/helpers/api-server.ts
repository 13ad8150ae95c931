import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DoubleReply, DoubleRequest } from './http-double.ts';

type Json = Record<string, unknown>;

const isMap = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fill = (at: Json, defaults: Json): Json => ({ ...defaults, ...at });
const each = (value: unknown, change: (item: Json) => Json): unknown =>
  Array.isArray(value) ? value.map((item: unknown) => (isMap(item) ? change(item) : item)) : value;

const probe = (value: unknown): unknown =>
  isMap(value)
    ? {
        ...fill(value, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
        ...(isMap(value['httpGet'])
          ? { httpGet: fill(value['httpGet'], { path: '/', scheme: 'HTTP' }) }
          : {}),
      }
    : value;

function container(value: Json): Json {
  const { limits, requests } = (isMap(value['resources']) ? value['resources'] : {}) as {
    limits?: Json;
    requests?: Json;
  };
  const resources =
    limits || requests ? { ...(limits ? { limits } : {}), requests: { ...limits, ...requests } } : {};
  return {
    ...fill(value, {
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: /@|:(?!latest$)[^/:]+$/.test(String(value['image'])) ? 'IfNotPresent' : 'Always',
    }),
    resources,
    ...('ports' in value ? { ports: each(value['ports'], (one) => fill(one, { protocol: 'TCP' })) } : {}),
    ...Object.fromEntries(
      ['startupProbe', 'readinessProbe', 'livenessProbe'].flatMap((name) =>
        name in value ? [[name, probe(value[name])]] : [],
      ),
    ),
  };
}

function template(value: unknown, labels: Json = {}): unknown {
  if (!isMap(value) || !isMap(value['spec'])) return value;
  const { spec } = value;
  const metadata = isMap(value['metadata']) ? value['metadata'] : {};
  const own = { ...(metadata['labels'] as Json | undefined), ...labels };
  return {
    ...value,
    metadata: {
      creationTimestamp: null,
      ...metadata,
      ...(Object.keys(own).length > 0 ? { labels: own } : {}),
    },
    spec: {
      ...fill(spec, {
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        schedulerName: 'default-scheduler',
        securityContext: {},
        terminationGracePeriodSeconds: 30,
      }),
      ...('serviceAccountName' in spec ? { serviceAccount: spec['serviceAccountName'] } : {}),
      ...Object.fromEntries(
        ['containers', 'initContainers'].flatMap((name) =>
          name in spec ? [[name, each(spec[name], container)]] : [],
        ),
      ),
    },
  };
}

const job = (spec: Json, labels: Json = {}): Json => ({
  ...fill(spec, {
    ...('parallelism' in spec || 'completions' in spec ? {} : { completions: 1 }),
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  }),
  template: template(spec['template'], labels),
});

function specOf(kind: string, spec: Json, uid: string): Json {
  switch (kind) {
    case 'Deployment':
      return {
        ...fill(spec, {
          replicas: 1,
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        }),
        template: template(spec['template']),
      };
    case 'Job': {
      const labels = { 'batch.kubernetes.io/controller-uid': uid, 'controller-uid': uid };
      return { ...job(spec, labels), selector: { matchLabels: { 'controller-uid': uid } } };
    }
    case 'CronJob': {
      const inner = spec['jobTemplate'] as Json;
      return {
        ...fill(spec, {
          concurrencyPolicy: 'Allow',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        }),
        jobTemplate: { metadata: { creationTimestamp: null }, ...inner, spec: job(inner['spec'] as Json) },
      };
    }
    case 'Service': {
      const type = spec['type'] ?? 'ClusterIP';
      const address = spec['clusterIP'] === 'None' ? 'None' : '10.100.7.9';
      return {
        ...fill(spec, {
          type,
          internalTrafficPolicy: 'Cluster',
          ipFamilies: ['IPv4'],
          ipFamilyPolicy: 'SingleStack',
          sessionAffinity: 'None',
          clusterIP: address,
          clusterIPs: [address],
          ...(type === 'ClusterIP'
            ? {}
            : { externalTrafficPolicy: 'Cluster', allocateLoadBalancerNodePorts: true }),
        }),
        ports: each(spec['ports'], (port) => ({
          ...fill(port, { protocol: 'TCP', targetPort: port['port'] }),
          ...(type === 'ClusterIP' ? {} : { nodePort: port['nodePort'] ?? 31_234 }),
        })),
      };
    }
    default:
      return spec;
  }
}

/** What the API server holds of an object that was applied: defaults, status, book-keeping, as `kubectl get -o json` shows it. */
export function stored(object: Json, number = 1): Json {
  const { kind, metadata, spec, ...rest } = object;
  const uid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const given = isMap(metadata) ? metadata : {};
  return {
    ...rest,
    kind,
    metadata: {
      ...given,
      annotations: {
        ...(given['annotations'] as Json | undefined),
        'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(object)}\n`,
        ...(kind === 'Deployment' ? { 'deployment.kubernetes.io/revision': '1' } : {}),
      },
      creationTimestamp: '2026-11-20T08:00:00Z',
      generation: 1,
      resourceVersion: String(1_000 + number),
      uid,
      managedFields: [
        {
          manager: 'kubectl-client-side-apply',
          operation: 'Update',
          apiVersion: rest['apiVersion'],
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:spec': {} },
        },
      ],
    },
    ...(isMap(spec)
      ? { spec: specOf(String(kind), spec, uid), status: { observedGeneration: 1, replicas: 3 } }
      : {}),
  };
}

export interface ApiServer {
  endpoint: string;
  /** certificateAuthority.data as DescribeCluster gives it. */
  certificate: string;
  requests: DoubleRequest[];
  answer(reply: (request: DoubleRequest) => DoubleReply): void;
  close(): Promise<void>;
}

/** A certificate authority of its own and a certificate for 127.0.0.1, as a cluster has them. */
export function clusterKeys(names = 'IP:127.0.0.1'): { ca: string; key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-'));
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  try {
    openssl(
      'req',
      '-x509',
      ...EC,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-days',
      '2',
      '-subj',
      '/CN=kubernetes',
    );
    openssl('req', ...EC, '-keyout', 'tls.key', '-out', 'tls.csr', '-subj', '/CN=kube-apiserver');
    writeFileSync(at('san'), `subjectAltName=${names}\n`);
    const SIGN = ['x509', '-req', '-in', 'tls.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(...SIGN, '-out', 'tls.pem', '-days', '2', '-extfile', 'san');
    const read = (name: string): string => readFileSync(at(name), 'utf8');
    return { ca: read('ca.pem'), key: read('tls.key'), cert: read('tls.pem') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A scripted HTTPS server that stands for the API server of a cluster. */
export async function startApiServer(
  keys: { ca: string; key: string; cert: string },
  reply: (request: DoubleRequest) => DoubleReply,
): Promise<ApiServer> {
  let current = reply;
  const requests: DoubleRequest[] = [];
  const server = createServer({ key: keys.key, cert: keys.cert }, (message, response) => {
    const url = new URL(message.url ?? '/', 'https://double');
    const request: DoubleRequest = {
      method: message.method ?? 'GET',
      url: message.url ?? '/',
      path: url.pathname,
      query: url.searchParams,
      headers: message.headers,
      body: '',
    };
    message.resume();
    requests.push(request);
    const given = current(request);
    if (given === 'hang') return;
    if (given === 'reset') return void response.socket?.destroy();
    response.writeHead(given.status, { 'content-type': 'application/json', ...given.headers });
    response.end(given.body ?? '');
  });
  // A client that does not trust the certificate breaks the handshake off.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    certificate: Buffer.from(keys.ca).toString('base64'),
    requests,
    answer: (next) => {
      current = next;
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const PLURAL: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  poddisruptionbudgets: 'PodDisruptionBudget',
  configmaps: 'ConfigMap',
  serviceaccounts: 'ServiceAccount',
  services: 'Service',
  ingresses: 'Ingress',
  ingressclasses: 'IngressClass',
  jobs: 'Job',
  cronjobs: 'CronJob',
};

/** The answer to a list: of a namespace or of the whole cluster, in pages, items without kind and apiVersion, as the server does. */
export function listReply(
  objects: readonly Json[],
  { path, query }: Pick<DoubleRequest, 'path' | 'query'>,
): DoubleReply {
  const match = /^\/(?:api|apis)\/(.+?)(?:\/namespaces\/([^/]+))?\/([a-z]+)$/.exec(path);
  const [, version = '', namespace, plural = ''] = match ?? [];
  const kind = PLURAL[plural];
  if (kind === undefined) {
    return { status: 404, body: '404 page not found\n', headers: { 'content-type': 'text/plain' } };
  }
  const all = objects.filter((one) => {
    const { namespace: of } = one['metadata'] as { namespace?: string };
    return (
      one['kind'] === kind && one['apiVersion'] === version && (namespace === undefined || of === namespace)
    );
  });
  const limit = Number(query.get('limit') ?? 500);
  const start = Number(query.get('continue') ?? 0);
  const items = all.slice(start, start + limit).map(({ kind: _kind, apiVersion: _version, ...rest }) => rest);
  const more = start + limit < all.length;
  return {
    status: 200,
    body: JSON.stringify({
      kind: `${kind}List`,
      apiVersion: version,
      metadata: {
        resourceVersion: '4711',
        ...(more ? { continue: String(start + limit), remainingItemCount: 1 } : {}),
      },
      items,
    }),
  };
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { checks } from '../../graders/checks/index.ts';
import { judgeCheck, type SlotResult } from '../../graders/engine/index.ts';
import type { After, AnyCheck, Observation, ReadSlot, RunFacts } from '../../graders/kit/index.ts';
import { kubernetesObjects, trimmed, type KubernetesArgs } from '../../graders/reads/kubernetes.ts';
import { asManifest, manifestText, readManifests } from '../../graders/semantics/manifests/index.ts';
import { listReply, stored } from '../helpers/api-server.ts';

type Json = Record<string, unknown>;
type Entry = { args: unknown; observation: Observation<unknown> };
interface Case {
  base?: string;
  params?: Json;
  run?: Partial<RunFacts>;
  reads?: Record<string, Observation<unknown> | Entry[]>;
  expect: { status: string; reason: string };
}

const RUN: RunFacts = {
  account: '111122223333',
  region: 'us-east-1',
  today: '2026-11-25',
  now: '2026-11-25T12:00:00.000Z',
  target: { kind: 'aws', endpoint: null },
};
const CHECKS = [
  'eks/serving-manifest',
  'eks/gpu-pending',
  'eks/ingress-alb',
  'eks/pod-identity',
  'capstone/eks-deploy',
] as const;
/** Slots with what a learner hands in. */
const FILES = ['file', 'serving', 'manifests'] as const;
const NONE: Observation<never> = { state: 'absent', code: 'NoSuchArtifact' };
/** What is said of the cluster where a file holds kinds, namespaces or names that are not asked for. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'eks/serving-manifest blocked-rollout': 'artifact-missing',
  'eks/serving-manifest fail-manifest-invalid-namespace': 'artifact-missing',
  'eks/serving-manifest fail-manifest-invalid-no-deployment': 'artifact-missing',
  'eks/serving-manifest fail-manifest-invalid-no-namespace': 'artifact-missing',
  'eks/gpu-pending blocked-custom': 'artifact-missing',
  'eks/gpu-pending fail-does-not-fit-two-jobs': 'schedules',
  'eks/gpu-pending fail-manifest-invalid-nothing': 'artifact-missing',
  'eks/gpu-pending fail-no-gpu-asked-second': 'schedules',
  'eks/gpu-pending pass-cron-job': 'artifact-missing',
  'eks/gpu-pending pass-deployment': 'artifact-missing',
  'eks/ingress-alb blocked-gateway': 'artifact-missing',
  'eks/ingress-alb fail-no-ingress-namespace': 'artifact-missing',
  'eks/ingress-alb fail-no-ingress-nothing': 'artifact-missing',
  'capstone/eks-deploy blocked-rollout': 'artifact-missing',
  'capstone/eks-deploy fail-manifest-unfit-namespace': 'artifact-missing',
  'capstone/eks-deploy fail-manifest-unfit-nothing': 'artifact-missing',
};

const folder = (id: string): string => join(import.meta.dirname, '../../fixtures/checks', id);
function load(id: string, name: string): Case {
  const one = JSON.parse(readFileSync(join(folder(id), `${name}.json`), 'utf8')) as Case;
  if (one.base === undefined) return one;
  const base = load(id, one.base);
  return {
    ...one,
    params: { ...base.params, ...one.params },
    reads: { ...base.reads, ...one.reads },
    run: { ...base.run, ...one.run },
  };
}

/** Texts that were handed in, or undefined where one of them is no text. */
function textsOf({ reads = {} }: Case): { name: string; text: string }[] | undefined {
  const found = FILES.flatMap((slot): Observation<unknown>[] => {
    const given = reads[slot];
    if (given === undefined) return [];
    return Array.isArray(given) ? given.map(({ observation }) => observation) : [given];
  });
  const texts = found.flatMap((one) =>
    one.state === 'present' ? [one.value as { name: string; text: string | null }] : [],
  );
  return texts.some(({ text }) => text === null) ? undefined : (texts as { name: string; text: string }[]);
}

const unfolded = (value: unknown): Json[] => {
  const one = value as Json | null;
  if (one === null) return [];
  return one['kind'] === 'List' ? (one['items'] as unknown[]).flatMap(unfolded) : [one];
};
const objectsOf = (texts: readonly { text: string }[]): Json[] =>
  texts.flatMap(({ text }) =>
    parseAllDocuments(text, { version: '1.1', merge: true }).flatMap((document) => unfolded(document.toJS())),
  );

function judged(check: AnyCheck, one: Case, live: readonly Json[] | undefined) {
  const run = { ...RUN, ...one.run, ...(live ? { target: RUN.target } : {}) };
  const bound = check.bind(one.params, run, 'the-task') as Record<string, unknown>;
  const slots = Object.entries(check.reads as Record<string, ReadSlot>).map(
    ([name, slot]): [string, SlotResult] => {
      const given = one.reads?.[name] as Observation<unknown> | Entry[];
      if ('each' in slot) {
        const entries = given as Entry[];
        if (!live) return [name, { kind: 'each', read: slot.each, entries }];
        if (name === 'manifests') {
          return [
            name,
            {
              kind: 'each',
              read: slot.each,
              entries: entries.map(({ args }) => ({ args, observation: NONE })),
            },
          ];
        }
        if (name !== 'live') return [name, { kind: 'each', read: slot.each, entries }];
        const wanted = (bound['live'] as After<KubernetesArgs[]>).args({
          endpoint: 'https://ABC.gr7.us-east-1.eks.amazonaws.com',
          certificateAuthority: { data: 'LS0t' },
        });
        return [
          name,
          {
            kind: 'each',
            read: kubernetesObjects,
            entries: (wanted ?? []).map((args) => ({ args, observation: listed(live, args) })),
          },
        ];
      }
      const hidden = live !== undefined && (FILES as readonly string[]).includes(name);
      const binding = bound[name];
      const args = typeof binding === 'object' && binding !== null && 'after' in binding ? {} : binding;
      return [
        name,
        { kind: 'one', read: slot, args, observation: hidden ? NONE : (given as Observation<unknown>) },
      ];
    },
  );
  const crashed: unknown[] = [];
  const verdict = judgeCheck({
    check,
    params: one.params,
    run,
    slots: Object.fromEntries(slots),
    onError: (error) => crashed.push(error),
  });
  expect(crashed).toEqual([]);
  return verdict;
}

/** What the read makes of the answer of an API server that holds the objects. */
function listed(objects: readonly Json[], { resource, namespace }: KubernetesArgs): Observation<unknown> {
  const cut = resource.lastIndexOf('/');
  const where = namespace === null ? '' : `namespaces/${namespace}/`;
  const path = `${resource.startsWith('v1/') ? '/api' : '/apis'}/${resource.slice(0, cut)}/${where}${resource.slice(cut + 1)}`;
  const reply = listReply(objects, { path, query: new URLSearchParams() });
  if (typeof reply === 'string' || reply.status !== 200) return { state: 'absent', code: 'NotServed' };
  const { items } = JSON.parse(reply.body ?? '') as { items: unknown[] };
  return { state: 'present', value: items.flatMap((item) => trimmed(resource, item)) };
}

describe.each(CHECKS)('%s', (id) => {
  const names = readdirSync(folder(id)).map((name) => name.replace(/\.json$/, ''));
  const tried = names.flatMap((name) => {
    const one = load(id, name);
    const texts = textsOf(one);
    // What the API server refuses never comes to be.
    if (!texts || texts.length === 0 || readManifests(texts).problems.length > 0) return [];
    return [{ name, one, objects: objectsOf(texts) }];
  });

  test.each(tried)('$name: as handed in, so in the cluster', async ({ name, one, objects }) => {
    const check = (await checks[id]?.())?.default as AnyCheck;
    const file = judged(check, one, undefined);
    const live = judged(check, one, objects.map(stored));
    expect(live.reason, live.message).toBe(ELSEWHERE[`${id} ${name}`] ?? file.reason);
    expect(live.evidence.filter(({ read }) => read.startsWith('artifact:'))).toEqual([]);
  });
});

test('an object of the server is the manifest that made it', () => {
  const manifest = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a', namespace: 'serving', annotations: { note: 'kept {{ .as }} it is' } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'a' } },
      template: {
        metadata: { labels: { app: 'a' } },
        spec: {
          serviceAccountName: 'a',
          containers: [
            {
              name: 'a',
              image: 'a:latest',
              ports: [{ containerPort: 80 }],
              readinessProbe: { httpGet: { port: 80 } },
            },
          ],
        },
      },
    },
  };
  const back = asManifest({ ...stored(manifest), unknownToday: true });
  // The server fills the path in, and a path of / is no news.
  expect(back).toEqual({
    ...manifest,
    spec: {
      ...manifest.spec,
      template: {
        ...manifest.spec.template,
        spec: {
          ...manifest.spec.template.spec,
          containers: [
            {
              ...manifest.spec.template.spec.containers[0],
              readinessProbe: { httpGet: { path: '/', port: 80 } },
            },
          ],
        },
      },
    },
  });
  expect(asManifest(back)).toEqual(back);
  const { objects, problems } = readManifests([{ name: 'live', text: manifestText([back]), live: true }]);
  expect(problems).toEqual([]);
  expect(objects[0]?.value).toEqual(back);
});

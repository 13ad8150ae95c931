import { Type } from 'typebox';
import type { LabManifest } from '../../graders/contract/index.ts';
import type { AnyCheck, AnyRead } from '../../graders/kit/index.ts';
import { decide, defineCheck, defineLocalRead, each, after, fail, pass } from '../../graders/kit/index.ts';
import type { CheckMap } from '../../graders/engine/index.ts';

/** A world that toy reads look into: a value, null for "there is none", or an error to throw. */
export type World = Map<string, unknown>;
export interface ToyReads {
  thing: AnyRead;
  part: AnyRead;
  /** Names asked for, in order. */
  asked: string[];
}

/** Checks and reads without AWS, for the logic of the engine. */
export function toyChecks(world: World): { checks: CheckMap; identity: AnyRead; asked: string[] } {
  const asked: string[] = [];
  const look = (name: string): Promise<unknown> => {
    asked.push(name);
    const value = world.get(name);
    if (value instanceof Error) return Promise.reject(value);
    if (value === undefined || value === null) {
      return Promise.reject(
        Object.assign(new Error('none'), { name: 'NoSuchThing', $metadata: { httpStatusCode: 404 } }),
      );
    }
    return Promise.resolve(value);
  };
  const thing = defineLocalRead<{ name: string }, { size: number; parts?: string[] }>({
    id: 'toy:GetThing',
    source: 'link',
    call: (_context, { name }) => look(name) as Promise<{ size: number }>,
  });
  const part = defineLocalRead<{ part: string }, { ok: boolean }>({
    id: 'toy:GetPart',
    source: 'link',
    evidenceName: ({ part: name }) => `toy:part/${name}`,
    call: (_context, { part: name }) => look(name) as Promise<{ ok: boolean }>,
  });
  const size = defineCheck({
    id: 'toy/size',
    title: 'The thing is big enough',
    params: Type.Object({ name: Type.String(), least: Type.Number() }),
    reads: { thing },
    bind: ({ name }) => ({ thing: { name } }),
    reasons: {
      big: pass('{name} is big enough.'),
      'thing-missing': fail('There is no {name}.', 'Make {name}.'),
      small: fail('{name} has {actual}, not {least}.'),
    },
    judge: ({ thing: seen }, { least }) =>
      decide(
        [
          () =>
            seen() === undefined
              ? { reason: 'thing-missing', data: {}, evidence: [seen.at('', 'a thing', seen.absence())] }
              : undefined,
          () => {
            const value = seen();
            if (!value || value.size >= least) return undefined;
            return {
              reason: 'small',
              data: { actual: value.size },
              evidence: [seen.at('size', least, value.size)],
            };
          },
        ],
        () => ({ reason: 'big', data: {}, evidence: [seen.at('size', least, seen()?.size)] }),
      ),
  });
  const parts = defineCheck({
    id: 'toy/some-part',
    title: 'Some part is fine',
    params: Type.Object({ name: Type.String() }),
    reads: { thing, parts: each(part) },
    bind: ({ name }) => ({
      thing: { name },
      parts: after('thing', (value: { parts?: string[] } | undefined) =>
        (value?.parts ?? []).map((one) => ({ part: one })),
      ),
    }),
    reasons: {
      fine: pass('A part is fine.'),
      'part-missing': fail('No part of {name} is fine.'),
    },
    judge: ({ parts: seen }) => {
      const entries = seen();
      for (const entry of entries) {
        try {
          if (entry.value?.ok)
            return { reason: 'fine', data: {}, evidence: [seen.at(entry.args, 'ok', true, true)] };
        } catch {
          // One that could not be read may still be the one: decided below.
        }
      }
      for (const entry of entries) void entry.value;
      return { reason: 'part-missing', data: {}, evidence: [] };
    },
  });
  const crash = defineCheck({
    id: 'toy/crash',
    title: 'Always throws',
    params: Type.Object({}),
    reads: { thing },
    bind: () => ({ thing: { name: 'a' } }),
    reasons: { fine: pass('Fine.'), bad: fail('Bad.') },
    judge: () => {
      throw new TypeError('secret internals');
    },
  });
  const identity = defineLocalRead<Record<string, never>, { account: string; arn: string }>({
    id: 'sts:GetCallerIdentity',
    source: 'link',
    call: () => look('identity') as Promise<{ account: string; arn: string }>,
  });
  if (!world.has('identity'))
    world.set('identity', { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/a' });
  const lazy = (check: AnyCheck) => () => Promise.resolve({ default: check });
  return {
    checks: { 'toy/size': lazy(size), 'toy/some-part': lazy(parts), 'toy/crash': lazy(crash) },
    identity,
    asked,
  };
}

type Use = [use: string, params: Record<string, unknown>, weight?: number];

/** A lab of tasks: id, points, what comes before, checks. */
export function toyLab(
  tasks: [id: string, points: number, after: string[], ...checks: Use[]][],
): LabManifest {
  return {
    id: 'toy-lab',
    title: 'Toy lab',
    summary: 'For tests',
    lesson: 'toy',
    minutes: 1,
    costNote: 'Nothing.',
    variables: { least: { choices: [3, 4] } },
    tasks: tasks.map(([id, points, before, ...checks]) => ({
      id,
      title: `Task ${id}`,
      kind: 'build',
      points,
      after: before,
      covers: [],
      checks: checks.map(([use, params, weight]) => ({ use, params, weight: weight ?? 1 })),
    })),
  };
}

/** Errors as the SDK throws them. */
export function sdkError(name: string, status: number): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import { judgeCheck, type SlotResult } from '../../graders/engine/index.ts';
import type { BlockedReason } from '../../graders/contract/index.ts';
import type { AnyCheck, Observation, ReadSlot, ReasonSpec, RunFacts } from '../../graders/kit/index.ts';

/** One case of a check: what each read saw, and the verdict. `base` names a case whose params and reads it starts from. */
interface Case {
  about: string;
  base?: string;
  params?: Record<string, unknown>;
  run?: Partial<RunFacts>;
  reads?: Record<string, Observation<unknown> | { args: unknown; observation: Observation<unknown> }[]>;
  expect: { status: string; reason: string; data?: Record<string, unknown> };
}

const root = join(import.meta.dirname, '../..');
const RUN: RunFacts = {
  account: '111122223333',
  region: 'us-east-1',
  today: '2026-11-25',
  now: '2026-11-25T12:00:00.000Z',
  target: { kind: 'sandbox', endpoint: 'http://127.0.0.1:4566' },
};
const folderOf = (id: string): string => join(root, 'fixtures/checks', id);
const load = (id: string, name: string): Case =>
  JSON.parse(readFileSync(join(folderOf(id), `${name}.json`), 'utf8')) as Case;
const namesOf = (id: string): string[] =>
  existsSync(folderOf(id))
    ? readdirSync(folderOf(id))
        .filter((name) => name.endsWith('.json'))
        .map((name) => name.slice(0, -5))
        .toSorted()
    : [];

function complete(id: string, entry: Case): Case {
  if (entry.base === undefined) return entry;
  const base = complete(id, load(id, entry.base));
  return {
    ...base,
    ...entry,
    params: { ...base.params, ...entry.params },
    reads: { ...base.reads, ...entry.reads },
    run: { ...base.run, ...entry.run },
  };
}

function slotsOf(check: AnyCheck, entry: Case, run: RunFacts): Record<string, SlotResult> {
  const bound = check.bind(entry.params, run, 'the-task') as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(check.reads as Record<string, ReadSlot>).map(([name, slot]): [string, SlotResult] => {
      const given = entry.reads?.[name];
      if (given === undefined) throw new Error(`The case says nothing of the read ${name}.`);
      if ('each' in slot) {
        if (!Array.isArray(given)) throw new Error(`${name} is made once per element: give a list.`);
        return [name, { kind: 'each', read: slot.each, entries: given }];
      }
      if (Array.isArray(given)) throw new Error(`${name} is made once: give one observation.`);
      const binding = bound[name];
      const args = typeof binding === 'object' && binding !== null && 'after' in binding ? {} : binding;
      return [name, { kind: 'one', read: slot, args, observation: given }];
    }),
  );
}

for (const [id, load_] of Object.entries(checks)) {
  describe(id, async () => {
    const check = (await load_()).default;
    const reasons = check.reasons as Record<string, ReasonSpec>;
    const names = namesOf(id);
    const cases = names.map((name) => ({ name, entry: complete(id, load(id, name)) }));

    test('is a file, a page and its cases', () => {
      expect(check.id).toBe(id);
      const page = readFileSync(join(root, 'graders/checks', `${id}.md`), 'utf8');
      expect(page.startsWith(`# ${id}\n`), 'the page begins with the id').toBe(true);
      for (const reason of Object.keys(reasons))
        expect(page, `the page explains ${reason}`).toContain(`\`${reason}\``);
      expect(page, 'the page cites AWS').toContain('https://docs.aws.amazon.com/');
      const status = new Set(cases.map(({ entry }) => entry.expect.status));
      expect([...status].toSorted()).toEqual(['blocked', 'fail', 'pass']);
    });

    test('has a case for every reason, and exactly one pass', () => {
      const reached = new Set(cases.map(({ entry }) => entry.expect.reason));
      expect(Object.keys(reasons).filter((reason) => !reached.has(reason))).toEqual([]);
      expect(Object.values(reasons).filter(({ status }) => status === 'pass')).toHaveLength(1);
    });

    test.each(cases)('$name', ({ name, entry }) => {
      expect(name.startsWith(`${entry.expect.status}-`), 'the name begins with the status').toBe(true);
      const run = { ...RUN, ...entry.run };
      const crashed: unknown[] = [];
      const verdict = judgeCheck({
        check,
        params: entry.params,
        run,
        slots: slotsOf(check, entry, run),
        onError: (error) => crashed.push(error),
      });
      expect(crashed).toEqual([]);
      expect({ status: verdict.status, reason: verdict.reason }, verdict.message).toEqual({
        status: entry.expect.status,
        reason: entry.expect.reason,
      });
      if (entry.expect.data) expect(verdict.data).toMatchObject(entry.expect.data);
      expect(verdict.message).not.toMatch(/\{[a-zA-Z]+\}/);
      expect(verdict.evidence.length, 'a verdict points at what was read').toBeGreaterThan(0);
    });

    test('never fails for what could not be read', () => {
      const passes = cases.flatMap(({ entry }) => (entry.expect.status === 'pass' ? [entry] : []));
      const [first] = passes;
      if (!first) throw new Error('no pass case');
      for (const [slot, read] of Object.entries(check.reads as Record<string, ReadSlot>)) {
        const without = (pass: Case, reason: BlockedReason) => {
          const run = { ...RUN, ...pass.run };
          const operation = 'each' in read ? read.each.id : read.id;
          const slots = slotsOf(check, pass, run);
          const blocked: Observation<unknown> = {
            state: 'blocked',
            reason,
            operation,
            detail: '',
            action: null,
          };
          const one = slots[slot];
          if (!one) throw new Error(slot);
          slots[slot] = one.kind === 'one' ? { ...one, observation: blocked } : { ...one, blocked };
          return judgeCheck({ check, params: pass.params, run, slots });
        };
        // Where one read stands in for another, it decides in another case than the first.
        const decisive = without(first, 'denied').status === 'blocked' ? [first] : passes;
        for (const reason of ['denied', 'throttled', 'timeout', 'unsupported-by-target'] as const) {
          const verdicts = decisive.map((pass) => without(pass, reason));
          expect(verdicts.filter(({ status }) => status === 'fail')).toEqual([]);
          const held = verdicts.find(({ status }) => status === 'blocked');
          expect({ slot, reason: held?.reason }).toEqual({ slot, reason });
        }
      }
    });
  });
}

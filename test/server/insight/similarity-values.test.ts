import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommonVariables, LabManifest } from '../../../graders/contract/index.ts';
import { resolveVariables } from '../../../graders/engine/index.ts';
import { foreignValues } from '../../../server/insight/foreign-values.ts';
import { seededValues } from '../../../server/insight/seeded-values.ts';
import { ValueIndex } from '../../../server/insight/value-index.ts';
import { repositoryRoot } from '../../../server/root.ts';

const LABS = join(repositoryRoot(), 'labs');
const read = (path: string): unknown => JSON.parse(readFileSync(join(LABS, path), 'utf8'));
const common = read('variables.json') as CommonVariables;
const manifests = readdirSync(LABS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => read(`${name}/lab.json`) as LabManifest);

describe('what tells whose it is', () => {
  test.each(manifests.map((manifest) => [manifest.id, manifest] as const))('in %s', (id, manifest) => {
    const values = resolveVariables({ lab: manifest, common, seed: 'a-seed' });
    const names = seededValues(manifest, common, { values, account: null }).map(({ variable }) => variable);
    // Names with six digits of their own. Never a port, an address block, a zone, or a name that all share.
    const expected: Record<string, string[]> = { 's3-lifecycle': ['attic', 'bucket'], 'cost-control': [] };
    expect(names.toSorted()).toEqual(expected[id] ?? ['bucket']);
    const defaults = resolveVariables({ lab: manifest, common });
    expect(seededValues(manifest, common, { values: defaults, account: null })).toEqual([]);
  });

  const lab = (variables: LabManifest['variables'], values: Record<string, string | number>) =>
    seededValues({ variables }, {}, { values, account: null }).map(({ variable }) => variable);
  test.each([
    [
      'drawn from enough',
      { a: { hex: 4, default: '0000' }, b: { value: 'name-{{a}}' } },
      { b: 'name-1f3c' },
      ['b'],
    ],
    [
      'drawn from too few',
      { a: { hex: 3, default: '000' }, b: { value: 'name-{{a}}' } },
      { b: 'name-1f3' },
      [],
    ],
    [
      'few times few is enough',
      { a: { hex: 2, default: '00' }, b: { hex: 2, default: '00' }, c: { value: 'n-{{a}}-{{b}}' } },
      { c: 'n-1f-3c-x' },
      ['c'],
    ],
    ['too short', { a: { hex: 4, default: '0000' }, b: { value: 'n-{{a}}' } }, { b: 'n-1f3c' }, []],
    ['eight letters', { a: { hex: 8, default: '00000000' } }, { a: '1f3c5d7e' }, ['a']],
    ['the default', { a: { hex: 8, default: '00000000' } }, { a: '00000000' }, []],
    [
      'a choice',
      { a: { choices: ['birdsong-of-spring', 'migration-of-autumn'] } },
      { a: 'migration-of-autumn' },
      [],
    ],
    [
      'letters that are written otherwise in evidence',
      { a: { hex: 8, default: '0' }, b: { value: 'a "{{a}}"' } },
      { b: 'a "1f3c5d7e"' },
      [],
    ],
  ] as const)('%s', (_name, variables, values, expected) => {
    expect(lab(variables as unknown as LabManifest['variables'], values)).toEqual(expected);
  });

  test('the account tells as well', () => {
    expect(seededValues({ variables: {} }, {}, { values: {}, account: '100000000007' })).toEqual([
      { variable: 'account', value: '100000000007' },
    ]);
  });
});

describe('finding values in a text', () => {
  const index = new ValueIndex(['bm-data-3fa9c1', 'bm-data-0b1c2d', 'bm-data', '100000000007']);
  test.each([
    ['alone', 'bm-data-3fa9c1', ['bm-data', 'bm-data-3fa9c1']],
    ['in an ARN', 'arn:aws:s3:::bm-data-3fa9c1/*', ['bm-data', 'bm-data-3fa9c1']],
    ['with a name made of it', 'x bm-data-3fa9c1-logs', ['bm-data', 'bm-data-3fa9c1']],
    ['not inside a longer word', 'bm-data-3fa9c1f abm-data-3fa9c1', ['bm-data']],
    ['not inside a longer number', '1000000000071 2100000000007', []],
    ['account of a role', 'arn:aws:iam::100000000007:role/x', ['100000000007']],
    ['at the beginning of a line in JSON', String.raw`"a\nbm-data-0b1c2d\n"`, ['bm-data', 'bm-data-0b1c2d']],
    ['in an encoded policy', 'arn%3Aaws%3As3%3A%3A%3Abm-data-0b1c2d%2F', ['bm-data', 'bm-data-0b1c2d']],
    ['nothing', '', []],
  ] as const)('%s', (_name, text, expected) => {
    expect([...index.find(text)].toSorted()).toEqual(expected);
  });

  test('finds what a search for each value by itself finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '1'), minLength: 1, maxLength: 5 });
    const isWord = (letter: string | undefined): boolean => letter !== undefined && /[a-z0-9]/i.test(letter);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '-', '1', ' '), maxLength: 40 }),
        (values, text) => {
          const one = (value: string): boolean => {
            for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
              if (!isWord(text[at - 1]) && !isWord(text[at + value.length])) return true;
            }
            return false;
          };
          expect([...new ValueIndex(values).find(text)].toSorted()).toEqual(values.filter(one).toSorted());
        },
      ),
    );
  });
});

describe('values of others in evidence', () => {
  const index = new ValueIndex(['bm-data-0ada01', 'bm-data-0ben02']);
  const own = new Set(['bm-data-0ben02']);
  const evidence = (value: unknown, more: object = {}): string =>
    JSON.stringify({
      format: 1,
      reads: [
        {
          read: 's3:GetBucketPolicy',
          args: { bucket: 'bm-data-0ben02' },
          observation: { state: 'present', value },
          digest: 'd',
        },
      ],
      ...more,
    });

  test('are told with the read and the place', () => {
    const policy = {
      Statement: [{ Resource: ['arn:aws:s3:::bm-data-0ben02', 'arn:aws:s3:::bm-data-0ada01/*'] }],
    };
    expect(foreignValues(evidence(policy), index, own)).toEqual([
      { value: 'bm-data-0ada01', place: 's3:GetBucketPolicy Statement[0].Resource[1]' },
    ]);
  });

  test('also as the name of a field, and in a text that is JSON itself', () => {
    expect(foreignValues(evidence({ 'bm-data-0ada01': 1 }), index, own)).toHaveLength(1);
    expect(foreignValues(evidence(JSON.stringify({ a: 'x\nbm-data-0ada01' })), index, own)).toHaveLength(1);
  });

  test('own values, and what stands beside the reads, are nothing', () => {
    expect(foreignValues(evidence('bm-data-0ben02'), index, own)).toEqual([]);
    expect(foreignValues(evidence('x', { account: 'bm-data-0ada01' }), index, own)).toEqual([]);
  });
});

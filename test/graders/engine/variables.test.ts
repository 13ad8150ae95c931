import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommonVariables, VariableSpec } from '../../../graders/contract/index.ts';
import { resolveVariables } from '../../../graders/engine/index.ts';
import { fillMessage } from '../../../graders/engine/message.ts';

const common: CommonVariables = {
  prefix: { choices: ['bm'] },
  suffix: { hex: 6, default: '000000' },
  region: { choices: ['us-east-1'] },
};
const variables: Record<string, VariableSpec> = {
  bucket: { value: '{{prefix}}-ml-data-{{suffix}}' },
  alias: { value: 'alias/{{bucket}}' },
  days: { choices: [30, 45, 60] },
  strict: { choices: [true, false] },
};
const lab = { id: 's3-lifecycle', variables };
const index = (seed: string, name: string, size: bigint): bigint =>
  BigInt(`0x${createHash('sha256').update(`${seed}${lab.id}${name}`).digest('hex')}`) % size;

describe('variables', () => {
  it('have the defaults without a seed', () => {
    expect(resolveVariables({ lab, common })).toEqual({
      prefix: 'bm',
      suffix: '000000',
      region: 'us-east-1',
      bucket: 'bm-ml-data-000000',
      alias: 'alias/bm-ml-data-000000',
      days: 30,
      strict: true,
    });
  });

  it('are SHA-256(seed ‖ lab ‖ variable) mod the size of the set', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const values = resolveVariables({ lab, common, seed });
        expect(values['days']).toBe([30, 45, 60][Number(index(seed, 'days', 3n))]);
        expect(values['suffix']).toBe(
          index(seed, 'suffix', 16n ** 6n)
            .toString(16)
            .padStart(6, '0'),
        );
        expect(values['bucket']).toBe(`bm-ml-data-${String(values['suffix'])}`);
        expect(resolveVariables({ lab, common, seed })).toEqual(values);
      }),
    );
  });

  it('may be a part of another one, overridden or not', () => {
    const parts: Record<string, VariableSpec> = {
      azs: { choices: ['us-east-1a,us-east-1b'] },
      first: { value: '{{azs}}', match: '^([^,]+),' },
      second: { value: '{{azs}}', match: ',(.+)$' },
    };
    const of = (azs?: string) =>
      resolveVariables({
        lab: { id: 'parts', variables: parts },
        common,
        ...(azs === undefined ? {} : { overrides: { azs } }),
      });
    expect(of()).toMatchObject({ first: 'us-east-1a', second: 'us-east-1b' });
    expect(of('us-east-1c,us-east-1d')).toMatchObject({ first: 'us-east-1c', second: 'us-east-1d' });
    const broken = { id: 'parts', variables: { part: { value: '{{prefix}}', match: '(' } } };
    expect(() => resolveVariables({ lab: broken, common })).toThrow(
      expect.objectContaining({
        code: 'VARIABLE_INVALID',
        message: expect.stringContaining('no regular expression'),
      }),
    );
    expect(() => of('us-east-1c')).toThrow(
      expect.objectContaining({ code: 'VARIABLE_INVALID', message: expect.stringContaining('"us-east-1c"') }),
    );
  });

  it('reach every value of the set over the learners', () => {
    const seen = new Set(
      Array.from({ length: 60 }, (_one, seed) => resolveVariables({ lab, common, seed: `s${seed}` })['days']),
    );
    expect([...seen].map(Number).toSorted((a, b) => a - b)).toEqual([30, 45, 60]);
  });

  it('take any override, with the type of the declaration', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer(), fc.boolean(), (text, number, flag) => {
        const overrides = { bucket: text, days: String(number), strict: String(flag) };
        const values = resolveVariables({ lab, common, seed: 'x', overrides });
        expect(values).toMatchObject({ bucket: text, alias: `alias/${text}`, days: number, strict: flag });
      }),
    );
  });

  it.each([
    [
      'VARIABLE_UNKNOWN',
      { lab, common, overrides: { buckt: 'x' } },
      /no variable buckt\. Known: alias, bucket, days, prefix, region, strict, suffix/,
    ],
    ['VARIABLE_UNKNOWN', { lab, common, overrides: { constructor: 'x' } }, /no variable constructor/],
    [
      'VARIABLE_INVALID',
      { lab, common, overrides: { days: 'thirty' } },
      /days is a number, such as 30; got "thirty"/,
    ],
    ['VARIABLE_INVALID', { lab, common, overrides: { days: ' ' } }, /days is a number/],
    ['VARIABLE_INVALID', { lab, common, overrides: { strict: 'yes' } }, /strict is true or false/],
    [
      'VARIABLE_UNKNOWN',
      { lab: { id: 'x', variables: { a: { value: '{{b}}' } } }, common: {} },
      /Variable a of lab x uses \{\{b\}\}/,
    ],
    [
      'VARIABLE_CYCLE',
      { lab: { id: 'x', variables: { a: { value: '{{b}}' }, b: { value: '{{a}}' } } }, common: {} },
      /a → b → a/,
    ],
  ])('refuse %s', (code, input, message) => {
    expect(() => resolveVariables(input)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error,
    );
  });
});

describe('messages', () => {
  it('are filled, and show what has no value', () => {
    const data = { key: 'a', days: 3, list: ['x', 1], none: null, what: { a: 1 } };
    expect(fillMessage('{key} {days} {list} {none} {what} {missing}', data)).toBe(
      'a 3 x, 1 null {"a":1} {missing}',
    );
  });
});

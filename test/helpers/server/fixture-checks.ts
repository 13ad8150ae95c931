import { Type } from 'typebox';
import type { CheckMap } from '../../../graders/engine/index.ts';
import { decide, defineCheck, defineLocalRead, fail, pass } from '../../../graders/kit/index.ts';

const nothing = defineLocalRead<{ name: string }, unknown>({
  id: 'fixture:none',
  source: 'link',
  call: () => Promise.resolve({}),
});
const on = () => ({ reason: 'on' as const, data: {}, evidence: [] });

/** The checks that fixtures/courses/small names. The grader of these tests is a double, so they judge nothing. */
export const fixtureChecks: CheckMap = {
  'fixture/switch': () =>
    Promise.resolve({
      default: defineCheck({
        id: 'fixture/switch',
        title: 'A switch is on',
        params: Type.Object(
          { name: Type.String(), days: Type.Integer({ minimum: 1 }) },
          { additionalProperties: false },
        ),
        reads: { nothing },
        bind: ({ name }) => ({ nothing: { name } }),
        reasons: { on: pass('It is on.'), off: fail('{name} is off.') },
        judge: () => decide<'on' | 'off'>([], on),
      }),
    }),
  'fixture/artifact': () =>
    Promise.resolve({
      default: defineCheck({
        id: 'fixture/artifact',
        title: 'A file says yes',
        params: Type.Object({ name: Type.String() }, { additionalProperties: false }),
        reads: { nothing },
        bind: ({ name }) => ({ nothing: { name } }),
        reasons: {
          on: pass('It says yes.'),
          no: fail('It says no.'),
          'artifact-missing': fail('Nothing is there.'),
        },
        judge: () => decide<'on' | 'no' | 'artifact-missing'>([], on),
      }),
    }),
};

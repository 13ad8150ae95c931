import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labIds } from '../../../server/catalog/lab-manifest.ts';

test('every lab has its proof here', () => {
  const files = readdirSync(import.meta.dirname).flatMap((name) => /^(.+)\.test\.ts$/.exec(name)?.[1] ?? []);
  const labs = labIds(join(import.meta.dirname, '../../..'));
  expect(files.filter((name) => name !== 'every-lab').toSorted()).toEqual(labs.toSorted());
});

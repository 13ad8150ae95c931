import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { datasetFiles, datasetManifest } from '../helpers/dataset.ts';

const folder = join(import.meta.dirname, '../../labs/s3-lifecycle/files/dataset');
const manifest = `${JSON.stringify(datasetManifest(), null, 2)}\n`;

// After a change of the generator: UPDATE_DATASET=1 npx vitest run test/labs/dataset.test.ts
if (process.env['UPDATE_DATASET']) {
  for (const [path, content] of datasetFiles()) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  writeFileSync(join(folder, 'manifest.json'), manifest);
}

test('the recordings on disk are what the generator makes', () => {
  const onDisk = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.wav'),
  );
  expect(onDisk.toSorted()).toEqual([...datasetFiles().keys()].toSorted());
  for (const [path, content] of datasetFiles())
    expect(readFileSync(join(folder, path)).equals(content), path).toBe(true);
  expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(manifest);
});

test('there are forty files and no two have the same size', () => {
  const sizes = datasetManifest().map(({ size }) => size);
  expect(sizes).toHaveLength(40);
  expect(new Set(sizes).size).toBe(40);
});

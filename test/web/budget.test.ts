// What a page needs before it shows anything, in gzip: the entry, the page's own chunk, and everything both import.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { built } from '../helpers/web/browser.ts';

interface Chunk {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
}

let root = '';
let manifest: Record<string, Chunk> = {};

beforeAll(async () => {
  root = await built('app');
  manifest = JSON.parse(readFileSync(join(root, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
});

/** Files of a chunk and of its static imports, all the way down. */
function closure(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`The manifest has no ${key}; it has ${Object.keys(manifest).join(', ')}`);
  if (seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

function firstLoadKib(page: string): number {
  const files = closure(`pages/${page}.ts`, closure('index.html'));
  const scripts = [...files]
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(root, file)));
  return (
    [...scripts, readFileSync(join(root, 'theme.js'))].reduce(
      (sum, bytes) => sum + gzipSync(bytes).length,
      0,
    ) / 1024
  );
}

describe('first load, JavaScript in KiB gzip', () => {
  test.each([
    ['course', 60],
    ['coverage', 60],
    ['glossary', 60],
    ['progress', 60],
    ['review', 60],
    ['certificate', 60],
    ['lesson', 60],
    ['quiz', 60],
    ['lab', 90],
    ['time-machine', 90],
    ['vpc-map', 90],
    ['decision-matrix', 90],
    ['spot-prices', 90],
    ['identities', 90],
    ['deployment', 90],
    ['bill', 90],
    ['pod-detective', 90],
    ['system-map', 60],
  ])('%s page stays within %i', (page, budget) => {
    const kib = firstLoadKib(page);
    expect(kib).toBeGreaterThan(5);
    expect(kib).toBeLessThanOrEqual(budget);
  });

  test('the lifecycle model loads with the time machine only', () => {
    const others = ['course', 'lesson', 'quiz', 'lab'].flatMap((page) => [...closure(`pages/${page}.ts`)]);
    const text = others.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    expect(text).not.toContain('all_storage_classes_128K');
    const own = [...closure('pages/time-machine.ts')]
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    expect(own).toContain('all_storage_classes_128K');
  });

  test('the network model loads with the VPC map only', () => {
    const text = (pages: readonly string[]) =>
      pages
        .flatMap((page) => [...closure(`pages/${page}.ts`)])
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n');
    expect(text(['course', 'lesson', 'quiz', 'lab', 'time-machine'])).not.toContain('nat-subnet-not-public');
    expect(text(['vpc-map'])).toContain('nat-subnet-not-public');
  });

  test('the IAM model loads with the decision matrix and the identities only', () => {
    const text = (pages: readonly string[]) =>
      pages
        .flatMap((page) => [...closure(`pages/${page}.ts`)])
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n');
    expect(text(['course', 'lesson', 'quiz', 'lab', 'time-machine', 'vpc-map', 'spot-prices'])).not.toContain(
      'explicit-deny',
    );
    expect(text(['decision-matrix'])).toContain('explicit-deny');
  });

  test('the prices load with the bill only', () => {
    const text = (pages: readonly string[]) =>
      pages
        .flatMap((page) => [...closure(`pages/${page}.ts`)])
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n');
    expect(text(['course', 'lesson', 'quiz', 'lab', 'vpc-map'])).not.toContain('control-plane-extended');
    expect(text(['bill'])).toContain('control-plane-extended');
  });

  test('the editor loads with the first file, not with the workbench', () => {
    const files = [...closure('pages/lab.ts')];
    const text = files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    expect(text).not.toContain('cm-announced');
    expect(text).not.toContain('PodDisruptionBudget');
    const mount = manifest['editor/mount.ts'];
    expect(mount?.dynamicImports?.length).toBeGreaterThan(2);
    // Python and JSON do without the model of manifests.
    const core = [...closure('editor/mount.ts')]
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    expect(core).toContain('cm-announced');
    expect(core).not.toContain('PodDisruptionBudget');
  });

  test('the terminal loads with the first shell, not with the workbench', () => {
    const files = [...closure('pages/lab.ts')];
    expect(files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n')).not.toContain(
      'xterm-rows',
    );
    const own = [...closure('terminal/mount.ts')].map((file) => readFileSync(join(root, file)));
    expect(own.map(String).join('\n')).toContain('xterm-rows');
    expect(own.reduce((sum, bytes) => sum + gzipSync(bytes).length, 0) / 1024).toBeLessThan(110);
  });

  test('the scheduling model loads with the pod detective only, without the schema of manifests', () => {
    const text = (pages: readonly string[]) =>
      pages
        .flatMap((page) => [...closure(`pages/${page}.ts`)])
        .map((file) => readFileSync(join(root, file), 'utf8'))
        .join('\n');
    expect(text(['course', 'lesson', 'quiz', 'lab', 'vpc-map', 'bill'])).not.toContain('in the emptiest');
    expect(text(['pod-detective'])).toContain('in the emptiest');
    expect(text(['pod-detective'])).not.toContain('terminationGracePeriodSeconds');
  });

  test('the search loads when it is first opened', () => {
    const first = [...closure('index.html'), ...closure('pages/lesson.ts')];
    const text = first.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
    expect(text).not.toContain('boostDocument');
    const own = [...closure('search/panel.ts')]
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join('\n');
    expect(own).toContain('boostDocument');
  });

  test('nothing of the gallery is in the build', () => {
    expect(Object.keys(manifest).filter((key) => key.includes('gallery'))).toEqual([]);
  });
});

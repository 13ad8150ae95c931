import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { repositoryRoot } from '../../../server/root.ts';

interface Build {
  bundleOptions(name: string, outdir: string): BuildOptions;
}

/** Bundles an entry with the product's own options, inside the checkout so that native modules are found. */
export async function bundleEntry(entry: string, name: string): Promise<{ file: string; remove(): void }> {
  const root = repositoryRoot();
  const outdir = join(root, '.cache', `${name}-${process.pid}`);
  const builder = join(root, 'server', 'cli', 'build.js');
  const { bundleOptions } = (await import(/* @vite-ignore */ builder)) as Build;
  await build({
    ...bundleOptions('cli', outdir),
    entryPoints: { [name]: entry },
    sourcemap: false,
    chunkNames: '[name]-[hash]',
  });
  return { file: join(outdir, `${name}.js`), remove: () => rmSync(outdir, { recursive: true, force: true }) };
}

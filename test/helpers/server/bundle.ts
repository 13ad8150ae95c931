import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../../../server/root.ts';

/** Bundles an entry as the product is bundled, inside the checkout so that native modules are found. */
export async function bundleEntry(entry: string, name: string): Promise<{ file: string; remove(): void }> {
  const root = repositoryRoot();
  const outdir = join(root, '.cache', `${name}-${process.pid}`);
  await build({
    absWorkingDir: root,
    entryPoints: { [name]: entry },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The ES builds of the AWS SDK: in a bundle its CommonJS builds lose their names to a default export.
    mainFields: ['module', 'main'],
    chunkNames: '[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    external: ['better-sqlite3', '@node-rs/argon2', '@fastify/swagger-ui'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; import { dirname as __dirnameOf } from 'node:path'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __dirnameOf(__filename);",
    },
    logLevel: 'error',
  });
  return {
    file: join(outdir, `${name}.mjs`),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}

// Bundles the server and the command line (esbuild) and the web app (Vite) into dist/. Run by `npm ci` (prepare), by
// `npm run build`, and by bin.js when a source is newer than its output.
import { mkdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

async function buildServer() {
  const { build: bundle } = await import('esbuild');
  const started = new Date();
  const target = join(root, 'dist', 'server');
  // Built beside and moved into place, so that a running or half-finished build never serves half a bundle.
  const fresh = `${target}.${process.pid}`;
  await bundle({
    absWorkingDir: root,
    entryPoints: { cli: 'server/cli/main.ts' },
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // The ES builds of the AWS SDK can be tree-shaken; its CommonJS builds come whole.
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    chunkNames: 'chunks/[name]-[hash]',
    // Native modules and what is used only in development stay outside; CommonJS packages in the bundle need require().
    external: ['better-sqlite3', '@fastify/swagger-ui', 'pino-pretty', 'vite', 'esbuild'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; import { dirname as __dirnameOf } from 'node:path'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __dirnameOf(__filename);",
    },
    logLevel: 'warning',
  });
  rmSync(target, { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  renameSync(fresh, target);
  // A source saved while we were bundling must count as newer.
  utimesSync(join(target, 'cli.js'), started, started);
}

async function buildWeb() {
  const { build: bundle } = await import('vite');
  const started = new Date();
  await bundle({ configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'warn' });
  utimesSync(join(root, 'dist', 'web', 'index.html'), started, started);
}

/** Builds what is asked for; both by default. */
export async function build({ server = true, web = true, quiet = false } = {}) {
  const started = Date.now();
  if (!quiet) process.stderr.write('Building Groundschool … ');
  await Promise.all([server ? buildServer() : undefined, web ? buildWeb() : undefined]);
  if (!quiet) process.stderr.write(`done in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();

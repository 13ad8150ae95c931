// Bundles the server and the command line (esbuild) and the web app (Vite) into dist/. Run by `npm ci` (prepare), by
// `npm run build`, and by bin.js when a source is newer than its output.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Chunks that no bundle names any more are kept this long, for processes that still run from them. */
const KEEP_CHUNKS_MS = 7 * 24 * 3600 * 1000;

/**
 * The command line's bundles. `grade` stands alone: account scripts call SDK clients by name and so keep all of each
 * client, and in a shared bundle a grading run would load all of that too.
 */
const ENTRIES = { cli: 'server/cli/main.ts', grade: 'server/cli/grade-entry.ts' };

/** esbuild's options for one of the bundles. */
function bundleOptions(name, outdir) {
  return {
    absWorkingDir: root,
    entryPoints: { [name]: ENTRIES[name] },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Fewer bytes to read and parse at every start; names stay, so that a stack trace of a bug can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    // The ES builds of the AWS SDK can be tree-shaken; its CommonJS builds come whole.
    mainFields: ['module', 'main'],
    sourcemap: 'linked',
    sourcesContent: false,
    chunkNames: `chunks/${name}-[name]-[hash]`,
    // Native modules and what is used only in development stay outside; CommonJS packages in the bundle need require().
    external: [
      'better-sqlite3',
      '@node-rs/argon2',
      '@lydell/node-pty',
      '@fastify/swagger-ui',
      'pino-pretty',
      'vite',
      'esbuild',
    ],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; import { fileURLToPath as __toPath } from 'node:url'; import { dirname as __dirnameOf } from 'node:path'; const require = __createRequire(import.meta.url); const __filename = __toPath(import.meta.url); const __dirname = __dirnameOf(__filename);",
    },
    logLevel: 'warning',
  };
}

/**
 * Builds into a folder of its own and moves the files into place, chunks first: a process that runs meanwhile finds
 * either the old bundle or the new one, never half of one, and goes on finding the chunks it has not loaded yet.
 */
async function buildServer(outdir) {
  const { build: bundle } = await import('esbuild');
  const started = new Date();
  const fresh = `${outdir}.${process.pid}`;
  try {
    await Promise.all(Object.keys(ENTRIES).map((name) => bundle(bundleOptions(name, fresh))));
    const chunks = join(outdir, 'chunks');
    mkdirSync(chunks, { recursive: true });
    const made = readdirSync(join(fresh, 'chunks'));
    for (const file of made) renameSync(join(fresh, 'chunks', file), join(chunks, file));
    for (const name of Object.keys(ENTRIES)) {
      // A source saved while we were bundling must count as newer.
      utimesSync(join(fresh, `${name}.js`), started, started);
      for (const file of [`${name}.js.map`, `${name}.js`]) renameSync(join(fresh, file), join(outdir, file));
    }
    for (const file of readdirSync(chunks)) {
      const isOld = Date.now() - statSync(join(chunks, file)).mtimeMs > KEEP_CHUNKS_MS;
      if (isOld && !made.includes(file)) rmSync(join(chunks, file), { force: true });
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function buildWeb() {
  const { build: bundle } = await import('vite');
  const started = new Date();
  await bundle({ configFile: join(root, 'web', 'vite.config.ts'), logLevel: 'warn' });
  utimesSync(join(root, 'dist', 'web', 'index.html'), started, started);
}

/**
 * Builds what is asked for; both by default.
 *
 * @param options.outdir where the command line goes; default dist/server
 */
export async function build({
  server = true,
  web = true,
  quiet = false,
  outdir = join(root, 'dist', 'server'),
} = {}) {
  const started = Date.now();
  if (!quiet) process.stderr.write('Building Groundschool … ');
  await Promise.all([server ? buildServer(outdir) : undefined, web ? buildWeb() : undefined]);
  if (!quiet) process.stderr.write(`done in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build();

#!/usr/bin/env node
// Entry of `npx groundschool` and `npm start`. Plain JavaScript so that it runs before anything is built: it makes sure that
// dist/ is as new as the sources (a build takes about two seconds, a look at the files a few milliseconds) and hands over.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `NODE_TOO_OLD: Groundschool needs Node.js 20.19 or newer and this is ${process.versions.node}. Install a current Node.js from https://nodejs.org and run the command again.`,
  );
  process.exit(2);
}
// The AWS SDK prints seven lines about its future on Node 20 in every process; the README says it once instead.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Newest change below a folder, in milliseconds since the epoch. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

function isStale(output, sources) {
  if (!existsSync(output)) return true;
  const built = statSync(output).mtimeMs;
  return sources.some((source) => newest(join(root, source)) > built);
}

const entry = join(root, 'dist', 'server', 'cli.js');
const needsWeb = process.argv[2] === 'start';
const stale = {
  server: isStale(entry, ['server', 'graders']),
  web: needsWeb && isStale(join(root, 'dist', 'web', 'index.html'), ['web', 'graders/semantics']),
};
if (stale.server || stale.web) {
  const { build } = await import('./build.js');
  await build({ server: stale.server, web: stale.web, quiet: process.argv[2] !== 'start' });
}
const { main } = await import(pathToFileURL(entry).href);
process.exitCode = await main(process.argv.slice(2));

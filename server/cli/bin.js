#!/usr/bin/env node
// Entry of `npx groundschool` and `npm start`. Plain JavaScript so that it runs before anything is built: it makes sure that
// dist/ is as new as the sources (a build takes about two seconds, a look at the files a few milliseconds) and hands over.
import { readdirSync, statSync } from 'node:fs';
import module from 'node:module';
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

/** Is anything below a folder newer than a time in milliseconds since the epoch? */
function isNewer(folder, time) {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? isNewer(path, time) : statSync(path).mtimeMs > time;
  });
}

function isStale(output, sources) {
  const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return true;
  if (statSync(join(root, 'package-lock.json')).mtimeMs > built) return true;
  return sources.some((source) => isNewer(join(root, source), built));
}

const command = process.argv[2];
// Grading has a bundle of its own (see build.js).
const entry = join(root, 'dist', 'server', command === 'grade' ? 'grade.js' : 'cli.js');
const stale = {
  server: isStale(entry, ['server', 'graders']),
  web: command === 'start' && isStale(join(root, 'dist', 'web', 'index.html'), ['web', 'graders/semantics']),
};
if (stale.server || stale.web) {
  try {
    const { build } = await import('./build.js');
    await build({ server: stale.server, web: stale.web, quiet: command !== 'start' });
  } catch (error) {
    console.error(
      `BUILD_FAILED: Groundschool could not be built: ${error.message}\nRun \`npm ci\` in ${root} once; after a change of the sources \`npm run build\` shows what is wrong with it.`,
    );
    process.exit(2);
  }
}
// Keeps what V8 compiled for the next start; Node.js 20 cannot.
module.enableCompileCache?.(join(root, 'dist', '.compiled'));
const { main } = await import(pathToFileURL(entry).href);
process.exitCode = await main(process.argv.slice(2));

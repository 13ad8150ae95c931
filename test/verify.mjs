/**
 * `npm run verify`: the scripts of package.json that look at the code without running it, side by side and the longest
 * first, so that both cores of a small machine have something to do. What a script prints comes in one piece when it ends.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const waiting = ['types', 'format:check', 'lint', 'arrows', 'unused'];
const started = performance.now();
const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;

/** @returns whether the script was content */
function run(script) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => {
      console.log(`${code === 0 ? '✓' : '✗'} npm run ${script} (${seconds()})`);
      if (output.trim() !== '') console.log(output.trimEnd().replace(/^/gm, '  '));
      resolve(code === 0);
    });
  });
}

async function lane() {
  let content = true;
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (!(await run(next))) content = false;
  }
  return content;
}

const lanes = await Promise.all(Array.from({ length: Math.min(availableParallelism(), 5) }, lane));
process.exitCode = lanes.every(Boolean) ? 0 : 1;

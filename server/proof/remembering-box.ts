import { createHash } from 'node:crypto';
import type { Box, BoxJob, BoxResult } from '../../graders/kit/index.ts';

/** What the judge of killed trainings draws anew for each attempt; a proof asks it once per script, not once per case. */
const DRAWN: Readonly<Record<string, readonly string[]>> = { '/box/harness/checkpoint.py': ['seed'] };

interface Asked {
  nonce: string;
  result: Promise<BoxResult>;
}

/**
 * A box that runs the same script under the same harness once: the cases of a proof hand in the same few scripts, and the judge of
 * killed trainings takes many seconds for each. What it refuses is not remembered.
 */
export function rememberingBox(box: Box): Box {
  const asked = new Map<string, Asked>();
  return {
    async run(job, signal) {
      const { key, nonce } = identityOf(job);
      let known = asked.get(key);
      if (!known) {
        known = { nonce, result: box.run(job, signal) };
        asked.set(key, known);
        known.result.catch(() => asked.delete(key));
      }
      const result = await known.result;
      // The report begins with the nonce of the attempt that ran; each asks for its own.
      return result.report.startsWith(known.nonce)
        ? { ...result, report: nonce + result.report.slice(known.nonce.length) }
        : result;
    },
  };
}

function identityOf({ files, argv, stdin = '{}', ...limits }: BoxJob): { key: string; nonce: string } {
  const { nonce, ...request } = JSON.parse(stdin) as Record<string, unknown>;
  for (const name of DRAWN[argv[0] ?? ''] ?? []) delete request[name];
  const hash = createHash('sha256').update(JSON.stringify([argv, request, limits]));
  for (const [path, bytes] of Object.entries(files)) hash.update(`\0${path}\0`).update(bytes);
  return { key: hash.digest('hex'), nonce: String(nonce) };
}

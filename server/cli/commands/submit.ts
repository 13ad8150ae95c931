import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { MAX_ARTIFACT_BYTES } from '../../../graders/kit/index.ts';
import { localServer } from '../local-server.ts';
import { EXIT, parseCommand, UsageError } from '../usage.ts';

export const usage = 'groundschool submit <lab> <task> <file…>';

/** `groundschool submit`: hands files in to the running server, as the browser's editor does. */
export default async function run(args: readonly string[]): Promise<number> {
  const { words } = parseCommand(args, {}, usage, { min: 3, max: 50 });
  const [lab = '', task = '', ...paths] = words;
  const files = paths.map(read);
  const server = localServer();
  const session = await server.post<{ id: string }>('/api/lab-sessions', { lab });
  for (const { name, text } of files) {
    const receipt = await server.put<{ bytes: number; sha256: string }>(
      `/api/lab-sessions/${session.id}/artifacts/${encodeURIComponent(task)}/${encodeURIComponent(name)}`,
      { text },
    );
    process.stdout.write(`Handed in ${name} for ${task}: ${receipt.bytes} bytes, sha256 ${receipt.sha256}\n`);
  }
  return EXIT.ok;
}

function read(path: string): { name: string; text: string } {
  const refuse = (why: string): never => {
    throw new UsageError('ARTIFACT_UNREADABLE', `${path} cannot be handed in: ${why}. Nothing was sent.`);
  };
  try {
    const { size } = statSync(path);
    if (size > MAX_ARTIFACT_BYTES) return refuse(`it has ${size} bytes, more than ${MAX_ARTIFACT_BYTES}`);
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { name: basename(path), text };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse(error instanceof TypeError ? 'it is not UTF-8 text' : (error as Error).message);
  }
}

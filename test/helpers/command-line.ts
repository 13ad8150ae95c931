import { vi } from 'vitest';
import { main } from '../../server/cli/main.ts';

/** What a command wrote: to standard output, to standard error, and both in their order. */
export interface Said {
  code: number;
  out: string;
  err: string;
  all: string;
}

/** Runs `groundschool …` in this process. What it writes goes nowhere else. */
export async function commandLine(...args: readonly string[]): Promise<Said> {
  const said = { out: '', err: '', all: '' };
  const take =
    (where: 'out' | 'err') =>
    (chunk: unknown): boolean => {
      said[where] += String(chunk);
      said.all += String(chunk);
      return true;
    };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(take('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(take('err')),
  ];
  try {
    return { code: await main(args), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

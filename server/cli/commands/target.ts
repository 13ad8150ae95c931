import { UsageError } from '../usage.ts';
import { TARGET_USAGE } from './target-usage.ts';

export const usage = TARGET_USAGE;

const ACTIONS: Record<string, () => Promise<{ default: (args: readonly string[]) => Promise<number> }>> = {
  probe: () => import('./target-probe.ts'),
  leftovers: () => import('./target-leftovers.ts'),
};

/** `groundschool target …`: what an account or an emulator can show, before a lab starts there. */
export default async function run(args: readonly string[]): Promise<number> {
  const [action = '', ...rest] = args;
  const load = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!load)
    throw new UsageError(
      'USAGE',
      `Say what to do with the target: ${Object.keys(ACTIONS).join(', ')}.\nUsage: ${usage}`,
    );
  return (await load()).default(rest);
}

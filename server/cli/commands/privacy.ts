import { UsageError } from '../usage.ts';

export const usage =
  'groundschool privacy export <login> [--out FILE]\n' +
  '       groundschool privacy erase <login> --confirm <login>\n' +
  '       groundschool privacy retention <cohort> [--days N | --for-ever] [--apply]\n' +
  '       groundschool privacy pseudonymous <cohort> [--out FILE]';

const ACTIONS: Record<string, () => Promise<{ default: (args: readonly string[]) => Promise<number> }>> = {
  export: () => import('./privacy-export.ts'),
  erase: () => import('./privacy-erase.ts'),
  retention: () => import('./privacy-retention.ts'),
  pseudonymous: () => import('./privacy-pseudonymous.ts'),
};

/** `groundschool privacy …`: what is done with everything about a learner, at the running server. */
export default async function run(args: readonly string[]): Promise<number> {
  const [action = '', ...rest] = args;
  const load = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!load)
    throw new UsageError('USAGE', `Say what to do: ${Object.keys(ACTIONS).join(', ')}.\nUsage: ${usage}`);
  return (await load()).default(rest);
}

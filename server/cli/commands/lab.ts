import { UsageError } from '../usage.ts';

export const usage = `groundschool lab new <lab>
       groundschool lab check <lab …|--all>
       groundschool lab policy <lab> [--write | --format json|cloudformation|terraform|cli --principal ARN --external-id ID] [--account ID] [--region R] [--seed S] [--var name=value …]
       groundschool lab cost <lab> [--seed S] [--var name=value …]
       groundschool lab apply <lab> [setup|solution|alternative-…|mistake-…] [--endpoint-url URL] [--region R] [--seed S] [--var name=value …] [--artifacts-to DIR] [--confirm-account ID] [--keep-going] [--as cli|boto3|api]`;

const ACTIONS: Record<string, () => Promise<{ default: (args: readonly string[]) => Promise<number> }>> = {
  new: () => import('./lab-new.ts'),
  check: () => import('./lab-check.ts'),
  policy: () => import('./lab-policy.ts'),
  apply: () => import('./lab-apply.ts'),
  cost: () => import('./lab-cost.ts'),
};

/** `groundschool lab …`: write labs and prove them. */
export default async function run(args: readonly string[]): Promise<number> {
  const [action = '', ...rest] = args;
  const load = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (!load)
    throw new UsageError(
      'USAGE',
      `Say what to do with the lab: ${Object.keys(ACTIONS).join(', ')}.\nUsage: ${usage}`,
    );
  return (await load()).default(rest);
}

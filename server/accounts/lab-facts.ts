import { dirname } from 'node:path';
import type { TargetKind } from '../../graders/contract/index.ts';
import { resolveVariables } from '../../graders/engine/index.ts';
import type { Catalog, Lab } from '../catalog/index.ts';
import type { AccountLabReply } from '../contract/index.ts';
import type { AwsAccount, LabSession } from '../store/index.ts';

export interface LabFactsInput {
  catalog: Catalog;
  learner: { seed: string };
  lab: Lab;
  registration: AwsAccount;
  /** The learner's session of the lab, where there is one. */
  session: LabSession | undefined;
  /** Epoch milliseconds; prices are of the day. */
  now: number;
}

/** What a lab may cost in an account at AWS, said before it begins, and what its owner runs there: Groundschool itself runs nothing. */
export async function labFacts(input: LabFactsInput): Promise<AccountLabReply> {
  const { catalog, learner, lab, registration, session } = input;
  const { id, title, costNote } = lab.manifest;
  const { account, region } = registration;
  const subject = { lab: lab.manifest, common: catalog.commonVariables };
  const variables = resolveVariables({ ...subject, seed: learner.seed });
  const { composeSteps, hourlyCostOf, loadScripts } = await import('../scripts/index.ts');
  const scripts = loadScripts(dirname(dirname(lab.folder)), id);
  const today = new Date(input.now).toISOString().slice(0, 10);
  const costs = (['setup', 'solution'] as const).flatMap((script) => {
    const found = scripts.get(script);
    if (!found) return [];
    const { known, lines, missing, date } = hourlyCostOf(composeSteps(found, scripts), variables, today);
    return [{ script, usdPerHour: Number(known.toFixed(4)), lines, missing, pricesOf: date }];
  });
  // The seed stays here: what differs from everybody's default is said value by value.
  const common = resolveVariables(subject);
  const own = Object.entries(variables)
    .filter(([name, value]) => common[name] !== value && !('value' in (lab.manifest.variables[name] ?? {})))
    .map(([name, value]) => `--var ${quoted(`${name}=${String(value)}`)}`);
  const more = own.length > 0 ? ` ${own.join(' ')}` : '';
  return {
    lab: id,
    title,
    account,
    region,
    session: session ? { id: session.id, kind: session.target_kind as TargetKind } : null,
    covered: (JSON.parse(registration.labs) as string[]).includes(id),
    costNote,
    costs,
    start: scripts.has('setup')
      ? `npx groundschool lab apply ${id} setup --region ${region} --confirm-account ${account}${more}`
      : null,
    leftovers: `npx groundschool target leftovers --lab ${id} --region ${region}${more}`,
  };
}

/** As one word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w=.,:@%+/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

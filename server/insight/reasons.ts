import type { BlockedReason } from '../../graders/contract/index.ts';
import type { Catalog, UsedChecks } from '../catalog/index.ts';

/** What happened when nothing could be judged, by no fault of the learner. */
const BLOCKED: Readonly<Record<BlockedReason, string>> = {
  denied: 'The account refused a read.',
  throttled: 'AWS asked for a pause.',
  timeout: 'A read got no answer in time.',
  'credentials-expired': 'The credentials that grade had expired.',
  'region-disabled': 'The Region is not enabled in the account.',
  'unsupported-by-target': 'The account’s emulator lacks an operation.',
  'no-runtime': 'What runs a script that was handed in is not there.',
  'costs-money': 'AWS charges for a read, and nobody agreed to pay.',
  'price-missing': 'A price is missing in our data.',
  'unsupported-construct': 'The check meets something that its model does not know.',
  'check-crashed': 'The check itself broke.',
};

/** A reason of a task in words for whoever looks at many learners: the check's message with its values left open. */
export class ReasonWords {
  readonly #catalog: Catalog;
  readonly #checks: UsedChecks;

  constructor(catalog: Catalog, checks: UsedChecks) {
    this.#catalog = catalog;
    this.#checks = checks;
  }

  of(lab: string, task: string, reason: string): string {
    const uses = this.#catalog.labs.get(lab)?.manifest.tasks.find(({ id }) => id === task)?.checks ?? [];
    for (const { use } of uses) {
      const message = this.#checks.used.get(use)?.reasons[reason]?.message;
      if (message !== undefined) return message.replaceAll(/\{\w+\}/g, '…');
    }
    return Object.hasOwn(BLOCKED, reason) ? BLOCKED[reason as BlockedReason] : reason.replaceAll('-', ' ');
  }
}

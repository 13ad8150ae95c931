import type { RegradeReply } from '../contract/index.ts';

/** Every verdict that is another one in a line, then what came of the regrade and what to do next. */
export function regradeText(regrade: RegradeReply): string {
  const { id, lab, status, problem, total, withoutEvidence, changes } = regrade;
  const lines = changes.map(({ name, number, task, before, after, applied }) =>
    [
      name,
      `attempt ${number}`,
      task,
      `${before.points} → ${after.points} points`,
      before.reason === after.reason ? after.reason : `${before.reason} → ${after.reason}`,
      ...(status === 'applied' && !applied ? ['not applied'] : []),
    ].join('\t'),
  );
  const gain = changes.filter(({ before, after }) => after.points > before.points).length;
  const lose = changes.filter(({ before, after }) => after.points < before.points).length;
  const sum = `${lab}: ${total} attempts, ${changes.length} other verdicts (${gain} with more points, ${lose} with fewer)`;
  const unknown = withoutEvidence > 0 ? `, ${withoutEvidence} without evidence stay as they are` : '';
  return [...lines, `${sum}${unknown}.`, next({ id, status, problem, changes: changes.length }), ''].join(
    '\n',
  );
}

function next({
  id,
  status,
  problem,
  changes,
}: Pick<RegradeReply, 'id' | 'status' | 'problem'> & { changes: number }): string {
  if (status === 'failed') return `It did not come to its end: ${problem ?? 'no reason is known'}.`;
  if (status !== 'ready') return `Regrade ${id} is ${status}.`;
  return changes === 0
    ? `Nothing would change. Regrade ${id} may be discarded.`
    : `Nothing has changed yet. Apply it with --regrade ${id} --apply, or throw it away with --regrade ${id} --discard.`;
}

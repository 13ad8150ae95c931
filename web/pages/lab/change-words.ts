import type { TaskChange } from '../../../server/contract/index.ts';
import { statusName, statusWord } from '../../elements/status.ts';
import { plural } from '../../format.ts';

/**
 * What a check has changed, in sentences for those who hear the page: each task that has another verdict, and how many values
 * differ in the others. Empty when nothing changed.
 *
 * @param titles titles of the tasks by id
 */
export function changeSentence(
  changes: readonly TaskChange[],
  titles: Readonly<Record<string, string>>,
): string {
  const moved = changes.filter(({ before, after }) => before.status !== after.status);
  const sentences = moved.map(({ task, before, after }) => {
    const [was, is] = [before, after].map(({ status }) => statusWord(statusName(status)).toLowerCase());
    return `${titles[task] ?? task}: ${is}, ${was} before.`;
  });
  const values = changes
    .filter((change) => !moved.includes(change))
    .reduce((sum, change) => sum + change.values.length, 0);
  if (values > 0) sentences.push(`${plural(values, 'value')} changed without another verdict.`);
  return sentences.join(' ');
}

import type { MatrixReply } from '../../../server/contract/index.ts';

export type Matrix = NonNullable<MatrixReply['matrix']>;
/** A column of points: an assignment's sum, or one of its tasks. */
export interface Column {
  key: string;
  assignment: string;
  title: string;
  /** Of an assignment's sum. */
  isTotal: boolean;
  maxPoints: number;
  points: readonly (number | null)[];
}
export type Sort = { key: string; descending: boolean };
type CellState = 'pass' | 'partial' | 'fail' | 'none';

export function columnsOf({ assignments }: Matrix): Column[] {
  return assignments.flatMap(({ id, title, maxPoints, score, tasks }) => [
    { key: id, assignment: id, title, isTotal: true, maxPoints, points: score },
    ...tasks.map((task) => ({
      key: `${id}/${task.id}`,
      assignment: id,
      title: task.title,
      isTotal: false,
      maxPoints: task.maxPoints,
      points: task.points,
    })),
  ]);
}

export function stateOf(points: number | null, maxPoints: number): CellState {
  if (points === null) return 'none';
  return points >= maxPoints ? 'pass' : points > 0 ? 'partial' : 'fail';
}

/** Places of the learners that are shown, in order. Who was not judged comes last, whichever way a column is sorted. */
export function shownRows(
  { learners, assignments, statuses }: Matrix,
  columns: readonly Column[],
  { text, status, sort }: { text: string; status: string; sort: Sort },
): number[] {
  const wanted = text.trim().toLowerCase();
  const place = statuses.findIndex((one) => one === status);
  const rows = learners.id
    .map((_, index) => index)
    .filter((index) =>
      [learners.name[index], learners.studentNumber[index], learners.group[index]].some((part) =>
        (part ?? '').toLowerCase().includes(wanted),
      ),
    )
    .filter((index) => status === '' || assignments.some((one) => one.status[index] === place));
  const points = columns.find(({ key }) => key === sort.key)?.points;
  const sign = sort.descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    if (!points) return sign * (a - b);
    const [left, right] = [points[a] ?? null, points[b] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a - b;
    return sign * (left - right) || a - b;
  });
}

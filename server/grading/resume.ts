import type { Catalog } from '../catalog/index.ts';
import type { CourseReply } from '../contract/index.ts';
import type { LastPlace } from '../store/index.ts';

/**
 * Where the learner was, as a link: the newest place that still exists and is not finished.
 *
 * @param places newest first
 */
export function resumeAt(
  catalog: Catalog,
  parts: CourseReply['parts'],
  places: readonly LastPlace[],
): CourseReply['resume'] {
  for (const place of places) {
    const found = linkTo(catalog, parts, place);
    if (found) return { kind: place.kind, at: new Date(place.at).toISOString(), ...found };
  }
  return null;
}

function linkTo(
  catalog: Catalog,
  parts: CourseReply['parts'],
  place: LastPlace,
): { href: string; label: string; where: string } | undefined {
  if (place.kind === 'review')
    return { href: '/review', label: 'Go on with your review', where: 'Review of what is due' };
  if (place.kind === 'lab') {
    const part = parts.find(({ labs }) => labs.some(({ id }) => id === place.lab));
    const card = part?.labs.find(({ id }) => id === place.lab);
    if (!part || !card?.ready || card.tasksPassed === card.tasks) return undefined;
    const task = catalog.labs.get(place.lab)?.manifest.tasks.find(({ id }) => id === place.task);
    const href = `/labs/${place.lab}${task ? `/${task.id}` : ''}`;
    return { href, label: `Go on with “${task?.title ?? card.title}”`, where: `Lab, ${part.title}` };
  }
  const part = parts.find(({ id }) => id === place.part);
  if (place.kind === 'quiz') {
    if (!part?.quiz) return undefined;
    return { href: `/quizzes/${part.id}`, label: 'Go on with the quiz', where: `Quiz, ${part.title}` };
  }
  if (!part?.lesson) return undefined;
  const heading = catalog.lessons.get(part.id)?.toc.find(({ id }) => id === place.position);
  return {
    href: `/lessons/${part.id}${heading ? `#${heading.id}` : ''}`,
    label: `Read on ${heading ? `at “${heading.text}”` : `in “${part.lesson.title}”`}`,
    where: `Lesson, ${part.title}`,
  };
}

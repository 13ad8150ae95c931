import type { Catalog } from '../catalog/index.ts';
import type { CourseReply } from '../contract/index.ts';
import type { LessonProgress } from '../store/index.ts';

export interface LabStanding {
  score: number;
  tasksPassed: number;
  /** False before the first check. */
  checked: boolean;
}

export interface Standing {
  lessons: ReadonlyMap<string, LessonProgress>;
  quizzes: ReadonlyMap<string, number>;
  labs: ReadonlyMap<string, LabStanding>;
}

/** The course map of one learner, with the one thing to do next. */
export function courseReply(catalog: Catalog, standing: Standing): CourseReply {
  const parts = catalog.parts.map((part): CourseReply['parts'][number] => {
    const lesson = catalog.lessons.get(part.id);
    const quiz = catalog.quizzes.get(part.id);
    const progress = standing.lessons.get(part.id);
    return {
      id: part.id,
      title: part.title,
      summary: part.summary,
      status: part.status,
      lesson: lesson
        ? {
            title: lesson.title,
            minutes: lesson.minutes,
            done: progress?.done === 1,
            position: progress?.position ?? null,
          }
        : null,
      quiz: quiz
        ? { items: quiz.items.length, best: standing.quizzes.get(part.id) ?? null, pass: quiz.pass }
        : null,
      labs: part.labs.map((id) => labCard(catalog, standing, id)),
    };
  });
  return { title: catalog.title, parts, next: nextStep(parts) };
}

function labCard(
  catalog: Catalog,
  standing: Standing,
  id: string,
): CourseReply['parts'][number]['labs'][number] {
  const lab = catalog.labs.get(id);
  const labStanding = standing.labs.get(id);
  return {
    id,
    title: lab?.manifest.title ?? id,
    summary: lab?.manifest.summary ?? '',
    minutes: lab?.manifest.minutes ?? 0,
    ready: lab !== undefined,
    score: labStanding?.checked ? labStanding.score : null,
    tasksPassed: labStanding?.tasksPassed ?? 0,
    tasks: lab?.manifest.tasks.length ?? 0,
  };
}

/** Reading, doing, testing: in each part the lesson, then its labs, then the quiz. */
function nextStep(parts: CourseReply['parts']): CourseReply['next'] {
  for (const part of parts) {
    if (part.lesson && !part.lesson.done) {
      const anchor = part.lesson.position === null ? '' : `#${part.lesson.position}`;
      const verb = part.lesson.position === null ? 'Read' : 'Read on in';
      return { href: `/lessons/${part.id}${anchor}`, label: `${verb} “${part.lesson.title}”` };
    }
    const lab = part.labs.find((card) => card.ready && card.tasksPassed < card.tasks);
    if (lab) {
      return {
        href: `/labs/${lab.id}`,
        label: `${lab.score === null ? 'Start' : 'Go on with'} the lab “${lab.title}”`,
      };
    }
    if (part.quiz && (part.quiz.best === null || part.quiz.best < part.quiz.pass)) {
      return { href: `/quizzes/${part.id}`, label: `Take the quiz on “${part.title}”` };
    }
  }
  return null;
}

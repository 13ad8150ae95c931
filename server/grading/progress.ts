import type { Catalog } from '../catalog/index.ts';
import type { CourseReply } from '../contract/index.ts';
import type { LastPlace, LessonProgress } from '../store/index.ts';
import { resumeAt } from './resume.ts';

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

/** A question takes about this long, its answer read included. */
const MINUTES_PER_QUESTION = 1.5;

type Part = CourseReply['parts'][number];
type Step = Part['steps'][number];

/**
 * The course map of one learner: what is done, what is next, how long the rest takes, and where they were.
 *
 * @param places newest first
 */
export function courseReply(
  catalog: Catalog,
  standing: Standing,
  places: readonly LastPlace[] = [],
): CourseReply {
  const parts = catalog.parts.map((part): Part => {
    const lesson = catalog.lessons.get(part.id);
    const quiz = catalog.quizzes.get(part.id);
    const progress = standing.lessons.get(part.id);
    const cards = {
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
    const steps = part.status === 'ready' ? openSteps(cards) : [];
    const minutesLeft = steps.reduce((sum, { minutes }) => sum + minutes, 0);
    return { ...cards, steps, minutesLeft, done: part.status === 'ready' && steps.length === 0 };
  });
  const [next] = parts.flatMap(({ steps }) => steps);
  const capstone = catalog.parts.find((part) => part.capstone === true);
  return {
    title: catalog.title,
    parts,
    next: next ? { href: next.href, label: next.label } : null,
    minutesLeft: parts.reduce((sum, part) => sum + part.minutesLeft, 0),
    resume: resumeAt(catalog, parts, places),
    capstone: capstone
      ? {
          part: capstone.id,
          waitsFor: parts
            .filter(({ id, steps }) => id !== capstone.id && steps.length > 0)
            .map(({ id, title, steps, minutesLeft }) => ({
              part: id,
              title,
              steps: steps.length,
              minutes: minutesLeft,
            })),
        }
      : null,
  };
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
function openSteps({
  id,
  title,
  lesson,
  labs,
  quiz,
}: Pick<Part, 'id' | 'title' | 'lesson' | 'labs' | 'quiz'>): Step[] {
  const steps: Step[] = [];
  if (lesson && !lesson.done) {
    const anchor = lesson.position === null ? '' : `#${lesson.position}`;
    const verb = lesson.position === null ? 'Read' : 'Read on in';
    const label = `${verb} “${lesson.title}”`;
    steps.push({ kind: 'lesson', label, href: `/lessons/${id}${anchor}`, minutes: lesson.minutes });
  }
  for (const lab of labs) {
    if (!lab.ready || lab.tasksPassed >= lab.tasks) continue;
    const label = `${lab.score === null ? 'Start' : 'Go on with'} the lab “${lab.title}”`;
    const minutes = Math.round(lab.minutes * (1 - lab.tasksPassed / lab.tasks));
    steps.push({ kind: 'lab', label, href: `/labs/${lab.id}`, minutes });
  }
  if (quiz && (quiz.best === null || quiz.best < quiz.pass)) {
    const minutes = Math.round(quiz.items * MINUTES_PER_QUESTION);
    steps.push({ kind: 'quiz', label: `Take the quiz on “${title}”`, href: `/quizzes/${id}`, minutes });
  }
  return steps;
}

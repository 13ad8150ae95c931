import { describe, expect, it } from 'vitest';
import {
  duplicates,
  inQuizzes,
  inSections,
  inTasks,
  inventory,
  json,
  lessons,
  names,
  parts,
  quizzes,
  readyParts,
  sectionCovers,
  tasks,
} from './read-content.ts';

const VERDICTS = new Set(['right', 'outdated', 'wrong', 'insecure', 'incomplete']);
const known = new Set(inventory.map(({ id }) => id));
/** Items whose part is still to open. An entry that something covers is an error as well as one that is missing here. */
const OPEN: readonly string[] = [];

describe('the inventory', () => {
  it('lists the 235 items of the source course once each, in parts that exist', () => {
    expect(inventory).toHaveLength(235);
    expect(duplicates(inventory.map(({ id }) => id))).toEqual([]);
    const partIds = new Set(parts.map(({ id }) => id));
    expect(inventory.filter(({ part }) => !partIds.has(part))).toEqual([]);
    const odd = inventory.filter(
      ({ text, verdict }) => !text || !verdict.length || verdict.some((word) => !VERDICTS.has(word)),
    );
    expect(odd).toEqual([]);
  });

  it('gives every part of the course something to cover', () => {
    const empty = parts.filter(({ id }) => !inventory.some(({ part }) => part === id));
    expect(empty.map(({ id }) => id)).toEqual([]);
  });

  it('is covered by sections or quiz items, for every part that is ready', () => {
    const covered = new Set([...inSections, ...inQuizzes]);
    const ready = new Set(readyParts.map(({ id }) => id));
    const due = inventory.filter(({ part }) => ready.has(part));
    expect(due.length).toBeGreaterThan(0);
    expect(due.filter(({ id }) => !covered.has(id)).map(({ id, text }) => `${id} ${text}`)).toEqual([]);
  });
});

describe('the proof of coverage: a lesson section, a lab task or a quiz item for every item of the source course', () => {
  const covered = new Set([...inSections, ...inTasks, ...inQuizzes]);
  const missing = inventory.map(({ id }) => id).filter((id) => !covered.has(id));

  it('what nothing covers is what the list says, no more and no less', () => {
    // When a part opens, take what it covers out of the list; when the list is empty, the course is whole.
    expect(missing).toEqual(OPEN);
  });

  it('every id that a section, a task or a question names is an item of the inventory', () => {
    expect([...covered].filter((id) => !known.has(id))).toEqual([]);
  });

  it('every task of an open lab covers something', () => {
    const idle = tasks.filter(({ covers }) => covers.length === 0);
    expect(idle.map(({ lab, id }) => `${lab}/${id}`)).toEqual([]);
  });

  it('sections alone leave nothing out that is ready, and labs and quizzes reach most of it', () => {
    const ready = new Set(readyParts.map(({ id }) => id));
    const due = inventory.filter(({ part }) => ready.has(part)).map(({ id }) => id);
    expect(due.filter((id) => !inSections.has(id))).toEqual([]);
    const practised = due.filter((id) => inTasks.has(id) || inQuizzes.has(id));
    expect(practised.length / due.length).toBeGreaterThan(0.85);
  });
});

describe.each(lessons)('lesson $part', (lesson) => {
  const quiz = quizzes.find(({ id }) => id === lesson.part);

  it('promises in its front matter what its sections cover', () => {
    const covered = [...new Set(sectionCovers(lesson))].sort();
    expect(duplicates(lesson.meta.covers)).toEqual([]);
    expect([...lesson.meta.covers].sort()).toEqual(covered);
    expect(covered.filter((id) => !known.has(id))).toEqual([]);
  });

  it('covers the items of its own part in its sections', () => {
    const own = inventory.filter(({ part }) => part === lesson.part).map(({ id }) => id);
    expect(own.filter((id) => !lesson.meta.covers.includes(id))).toEqual([]);
  });

  it('has every objective tested by a quiz item or a lab task', () => {
    const ids = lesson.meta.objectives.map(({ id }) => id);
    expect(duplicates(ids)).toEqual([]);
    const inQuiz = new Set(quiz?.items.map(({ objective }) => objective));
    const untested = lesson.meta.objectives.filter(({ id, tasks }) => !inQuiz.has(id) && !tasks?.length);
    expect(untested).toEqual([]);
    expect([...inQuiz].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('names lab tasks that exist', () => {
    const named = [
      ...lesson.meta.objectives.flatMap(({ tasks }) => tasks ?? []),
      ...[...lesson.body.matchAll(/^:::lab (\S+)$/gm)].map((match) => match[1] ?? ''),
    ];
    const existing = lesson.meta.labs.flatMap((lab) => {
      expect(names(`labs/${lab}`, 'lab.json')).toEqual(['lab.json']);
      const { tasks } = json<{ tasks: { id: string }[] }>(`labs/${lab}/lab.json`);
      return tasks.map(({ id }) => `${lab}/${id}`);
    });
    expect(named.filter((task) => !existing.includes(task))).toEqual([]);
    // The other direction: a lab's task that no objective asks for would be taught by nobody.
    const asked = new Set(lesson.meta.objectives.flatMap(({ tasks }) => tasks ?? []));
    expect(existing.filter((task) => !asked.has(task))).toEqual([]);
  });
});

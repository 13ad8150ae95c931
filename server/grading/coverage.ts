import type { Catalog } from '../catalog/index.ts';
import type { CoveragePlace, CoverageReply } from '../contract/index.ts';

/**
 * The proof of coverage: every item of the source course with the sections, lab tasks and quiz questions that cover it.
 * What a planned part has in its folder already does not count, because nobody can open it.
 */
export function coverageReply(catalog: Catalog): CoverageReply {
  const places = placesOf(catalog);
  const parts = catalog.parts.map(({ id, title, status }): CoverageReply['parts'][number] => {
    const items = catalog.inventory
      .filter(({ part }) => part === id)
      .map((item) => ({
        id: item.id,
        text: item.text,
        verdict: [...item.verdict],
        places: places.get(item.id) ?? [],
      }));
    const covered = items.filter((item) => item.places.length > 0).length;
    return { id, title, status, covered, items };
  });
  const sum = (count: (part: CoverageReply['parts'][number]) => number): number =>
    parts.reduce((total, part) => total + count(part), 0);
  return {
    title: catalog.title,
    items: sum(({ items }) => items.length),
    covered: sum(({ covered }) => covered),
    parts,
  };
}

/** Places by inventory id, in the order of the course: sections of a part, tasks of its labs, its quiz. */
function placesOf(catalog: Catalog): ReadonlyMap<string, CoveragePlace[]> {
  const found = new Map<string, CoveragePlace[]>();
  const add = (id: string, place: CoveragePlace): void => {
    found.set(id, [...(found.get(id) ?? []), place]);
  };
  for (const part of catalog.parts.filter(({ status }) => status === 'ready')) {
    const lesson = catalog.lessons.get(part.id);
    for (const { heading, text, items } of lesson?.covers ?? []) {
      const of = lesson?.title ?? part.title;
      const href = `/lessons/${part.id}${heading === null ? '' : `#${heading}`}`;
      for (const id of items) add(id, { kind: 'section', title: text ?? of, of, href, count: 1 });
    }
    for (const labId of part.labs) {
      const manifest = catalog.labs.get(labId)?.manifest;
      for (const task of manifest?.tasks ?? []) {
        const href = `/labs/${labId}/${task.id}`;
        for (const id of new Set(task.covers))
          add(id, { kind: 'task', title: task.title, of: manifest?.title ?? labId, href, count: 1 });
      }
    }
    const quiz = catalog.quizzes.get(part.id);
    const asked = (quiz?.items ?? []).flatMap(({ covers }) => [...new Set(covers)]);
    for (const id of new Set(asked)) {
      const count = asked.filter((one) => one === id).length;
      const title = quiz?.title ?? part.title;
      add(id, { kind: 'quiz', title, of: part.title, href: `/quizzes/${part.id}`, count });
    }
  }
  return found;
}

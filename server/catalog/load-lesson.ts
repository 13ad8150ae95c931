import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lesson } from './catalog.ts';
import { readText, SourceDocument, validate } from './document.ts';
import { renderMarkdown, type RenderedMarkdown } from './markdown/render.ts';
import { sanitizeSvg } from './markdown/sanitize.ts';
import type { PriceFile } from './prices.ts';
import type { Place, ProblemList } from './problems.ts';
import { FrontMatter, type InventoryFile, type PartEntry } from './schemas.ts';

/** A lesson and what can only be checked when all other files are loaded. */
export interface LoadedLesson {
  lesson: Lesson;
  document: SourceDocument;
  headings: ReadonlySet<string>;
  /** Links to other lessons. */
  links: { part: string; heading: string | null; place: Place }[];
  /** `:::lab` boxes and objectives that name a task. */
  tasks: { lab: string; task: string; place: Place }[];
}

export interface LessonSurroundings {
  root: string;
  problems: ProblemList;
  prices: PriceFile | null;
  inventory: InventoryFile | null;
  parts: readonly PartEntry[];
}

/** Loads `lessons/<part>/lesson.md`. Everything wrong in it is added to the problems. */
export function loadLesson(part: PartEntry, around: LessonSurroundings): LoadedLesson | undefined {
  const { problems } = around;
  const file = `lessons/${part.id}/lesson.md`;
  const source = readText(around.root, file, problems);
  if (source === undefined) return undefined;
  const split = /^---\n([\s\S]*?\n)---\n/.exec(source);
  if (!split) {
    problems.add(
      { file, line: 1, column: 1 },
      'the front matter is missing',
      'Begin the file with YAML between two lines `---`.',
    );
    return undefined;
  }
  const document = new SourceDocument(file, split[1] ?? '', problems, 2);
  const front = validate(document, FrontMatter, problems);
  const bodyLine = split[0].split('\n').length;
  const links: LoadedLesson['links'] = [];
  const tasks: LoadedLesson['tasks'] = [];
  const anchors: { id: string; place: Place }[] = [];
  const usedFigures = new Set<string>();
  const sources = new Set(front?.sources.map(({ url }) => url));

  const rendered = renderMarkdown(source.slice(split[0].length), {
    problems,
    prices: around.prices,
    lesson: true,
    place: (line, column) => ({ file, line: bodyLine + line, column: column + 1 }),
    figure: (name, alternative, place) => {
      usedFigures.add(name);
      return loadFigure(part.id, name, alternative, place, around);
    },
    link: (href, place) => {
      if (href.startsWith('#')) {
        anchors.push({ id: href.slice(1), place });
        return href;
      }
      const other = /^\.\.\/([a-z0-9-]+)\/lesson\.md(?:#(.+))?$/.exec(href);
      if (other) {
        const [, target = '', heading] = other;
        links.push({ part: target, heading: heading ?? null, place });
        return `/lessons/${target}${heading === undefined ? '' : `#${heading}`}`;
      }
      if (!href.startsWith('https://')) {
        const remedy = 'Link to https://…, #heading or ../<part>/lesson.md#heading.';
        problems.add(place, `the link \`${href}\` leads nowhere`, remedy);
        return undefined;
      }
      if (front && !sources.has(href)) {
        problems.add(
          place,
          `${href} is not among the lesson's sources`,
          'List it in the front matter `sources`.',
        );
      }
      return href;
    },
    lab: (reference, place) => {
      const [lab = '', task = ''] = reference.split('/');
      tasks.push({ lab, task, place });
      if (front && !front.labs.includes(lab)) {
        problems.add(
          place,
          `lab "${lab}" is not one of this lesson's labs`,
          'Add it to `labs` in the front matter.',
        );
      }
    },
  });
  if (!front) return undefined;

  const headings = new Set(rendered.headings.map(({ id }) => id));
  for (const { id, place } of anchors) {
    if (headings.has(id)) continue;
    problems.add(place, `the page has no heading "#${id}"`, `Headings: ${[...headings].join(', ')}.`);
  }
  checkCovers(front, rendered.covers, document, around);
  checkObjectives(front, document, problems, tasks);
  front.labs.forEach((lab, index) => {
    if (part.labs.includes(lab)) return;
    const remedy = 'Add it to this part in lessons/course.json, or remove it here.';
    problems.add(
      document.place(['labs', index]),
      `lab "${lab}" is not a lab of part "${part.id}"`,
      remedy,
      `/labs/${index}`,
    );
  });
  return {
    document,
    headings,
    links,
    tasks,
    lesson: {
      part: part.id,
      title: front.title,
      summary: front.summary,
      minutes: front.minutes,
      updated: front.updated,
      objectives: front.objectives.map(({ id, text, tasks: ids = [] }) => ({ id, text, tasks: ids })),
      labs: front.labs,
      sources: front.sources,
      html: rendered.html,
      toc: rendered.headings.filter(({ depth }) => depth <= 3),
      covers: sectionsOf(rendered),
      priceDate: rendered.priceDates.toSorted()[0] ?? null,
      terms: [],
    },
  };
}

/** The inventory items of each section, once each; a comment above the first heading belongs to the whole lesson. */
function sectionsOf({ covers, headings }: RenderedMarkdown): Lesson['covers'] {
  const sections = [{ id: null, text: null }, ...headings.map(({ id, text }) => ({ id, text }))];
  return sections.flatMap(({ id, text }) => {
    const items = [...new Set(covers.filter(({ heading }) => heading === id).map((cover) => cover.id))];
    return items.length > 0 ? [{ heading: id, text, items }] : [];
  });
}

function loadFigure(
  part: string,
  name: string,
  alternative: string,
  place: Place,
  { root, problems }: LessonSurroundings,
): string | undefined {
  const file = `lessons/${part}/figures/${name}.svg`;
  if (!existsSync(join(root, file))) {
    problems.add(place, `there is no figure ${file}`, 'Draw it, or correct the name.');
    return undefined;
  }
  const { svg, refused } = sanitizeSvg(readFileSync(join(root, file), 'utf8'), `figure-${name}`, alternative);
  if (!svg.startsWith('<svg')) {
    problems.add({ file, line: 1, column: 1 }, 'this is not an SVG drawing', 'Begin the file with <svg …>.');
  }
  for (const what of new Set(refused)) {
    problems.add(
      { file, line: 1, column: 1 },
      `the figure uses ${what.slice(0, 80)}, which a page may not inline`,
      'Use shapes, text and presentation attributes; refer only to ids of the same file.',
    );
  }
  return svg;
}

function checkCovers(
  front: FrontMatter,
  covers: readonly { id: string; place: Place }[],
  document: SourceDocument,
  { problems, inventory }: LessonSurroundings,
): void {
  const known = inventory && new Set(inventory.items.map(({ id }) => id));
  const inText = new Set(covers.map(({ id }) => id));
  front.covers.forEach((id, index) => {
    const place = document.place(['covers', index]);
    if (!inText.has(id)) {
      problems.add(
        place,
        `no section covers ${id}`,
        `Put <!-- covers ${id} --> under a heading.`,
        `/covers/${index}`,
      );
    }
    if (known && !known.has(id)) {
      problems.add(place, `the inventory has no item ${id}`, 'Correct the id.', `/covers/${index}`);
    }
  });
  for (const { id, place } of covers) {
    if (front.covers.includes(id)) continue;
    problems.add(place, `${id} is not in the front matter's \`covers\``, 'Add it there, or remove it here.');
  }
}

function checkObjectives(
  front: FrontMatter,
  document: SourceDocument,
  problems: ProblemList,
  tasks: LoadedLesson['tasks'],
): void {
  const seen = new Set<string>();
  front.objectives.forEach(({ id, tasks: ids = [] }, index) => {
    if (seen.has(id)) {
      const place = document.place(['objectives', index, 'id']);
      problems.add(
        place,
        `objective "${id}" is there twice`,
        'Give every objective its own id.',
        `/objectives/${index}/id`,
      );
    }
    seen.add(id);
    ids.forEach((reference, at) => {
      const [lab = '', task = ''] = reference.split('/');
      tasks.push({ lab, task, place: document.place(['objectives', index, 'tasks', at]) });
    });
  });
}

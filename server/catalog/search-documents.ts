import type { SearchDocument } from '../contract/index.ts';
import type { Catalog, Lesson } from './catalog.ts';
import { plainText } from './plain-text.ts';

/**
 * Everything of the course that can be found: lessons by section, labs, tasks by their goal, what a quiz asks about, terms
 * and commands. It is made of what a page shows before any work is done: answers to self-checks and quiz items, hints, checks
 * and solutions are never among it.
 */
export function searchDocuments(catalog: Catalog): SearchDocument[] {
  const ready = catalog.parts.filter(({ status }) => status === 'ready');
  const documents: SearchDocument[] = [];
  const commands = new Map<string, Command>();
  for (const part of ready) {
    const lesson = catalog.lessons.get(part.id);
    if (lesson) {
      const sections = sectionsOf(lesson);
      documents.push(...sections.map(({ document }) => document));
      for (const section of sections) collectCommands(section, commands);
    }
    for (const id of part.labs) documents.push(...labDocuments(catalog, id));
    const quiz = catalog.quizzes.get(part.id);
    if (!quiz) continue;
    const topics = [...new Set(quiz.items.map(({ item }) => item.objective))];
    const href = `/quizzes/${part.id}`;
    documents.push({
      id: href,
      kind: 'quiz',
      title: quiz.title,
      of: part.title,
      href,
      text: topics.join(' · '),
    });
  }
  for (const { id, term, aliases, part, html } of catalog.glossary)
    documents.push({
      id: `/glossary#${id}`,
      kind: 'term',
      title: term,
      of: catalog.parts.find((entry) => entry.id === part)?.title ?? '',
      href: `/glossary#${id}`,
      text: plainText(html),
      ...(aliases.length > 0 ? { words: aliases.join(' ') } : {}),
    });
  documents.push(...[...commands].map(([name, command]) => commandDocument(name, command)));
  return documents;
}

interface Section {
  document: SearchDocument;
  /** The text of each block of commands. */
  shell: readonly string[];
}

const HEADING = /(?=<h[23] id=")/;
const FIGURE =
  /<figure class="code" data-language="([a-z]+)" data-kind="[a-z-]+">(?:<figcaption>[\s\S]*?<\/figcaption>)?([\s\S]*?)<\/figure>/g;
const ANSWER = /<details class="self-check-answer">[\s\S]*?<\/details>/g;

/** The lesson itself, found by its summary and objectives, and its sections. */
function sectionsOf(lesson: Lesson): Section[] {
  const href = `/lessons/${lesson.part}`;
  const opening = `${lesson.summary} ${lesson.objectives.map(({ text }) => text).join(' ')}`;
  const whole: SearchDocument = {
    id: href,
    kind: 'lesson',
    title: lesson.title,
    of: '',
    href,
    text: opening,
  };
  const sections = lesson.html
    .replace(ANSWER, '')
    .split(HEADING)
    .flatMap((html): Section[] => {
      const [heading, id = '', title = ''] = /^<h[23] id="([^"]+)"[^>]*>([\s\S]*?)<\/h[23]>/.exec(html) ?? [];
      if (heading === undefined) return [];
      const blocks = [...html.matchAll(FIGURE)];
      const code = blocks.map(([, , body = '']) => plainText(body)).join(' ');
      const at = `${href}#${id}`;
      const document: SearchDocument = {
        id: at,
        kind: 'lesson',
        title: plainText(title),
        of: lesson.title,
        href: at,
        text: plainText(html.slice(heading.length).replace(FIGURE, ' ')),
        ...(code === '' ? {} : { code }),
      };
      return [
        {
          document,
          shell: blocks.flatMap(([, language, body = '']) => (language === 'bash' ? [lines(body)] : [])),
        },
      ];
    });
  return [{ document: whole, shell: [] }, ...sections];
}

/** The text of a block with its lines kept, and continued ones joined. */
function lines(html: string): string {
  const text = html.replace(/\\\n\s*/g, ' ');
  return text
    .split('\n')
    .map((line) => plainText(line))
    .join('\n');
}

function labDocuments(catalog: Catalog, id: string): SearchDocument[] {
  const lab = catalog.labs.get(id);
  if (!lab) return [];
  const { title, summary, tasks } = lab.manifest;
  const href = `/labs/${id}`;
  const of = catalog.lessons.get(lab.part)?.title ?? '';
  return [
    { id: href, kind: 'lab', title, of, href, text: `${summary} ${plainText(lab.introHtml)}`.trim() },
    ...tasks.map((task): SearchDocument => {
      const html = lab.tasks.get(task.id)?.instructions ?? '';
      const goal = /<h3>Goal<\/h3>([\s\S]*?)(?=<h3>|$)/.exec(html)?.[1] ?? '';
      const at = `${href}/${task.id}`;
      return {
        id: at,
        kind: 'task',
        title: task.title,
        of: title,
        href: at,
        text: plainText(goal),
        words: task.id,
      };
    }),
  ];
}

interface Command {
  href: string;
  /** The first line that uses it. */
  example: string;
  /** Sections that use it, as "heading (lesson)". */
  places: Set<string>;
}

/** Where a command may stand in a line of shell, and what it is called: `aws eks wait nodegroup-active`, `kubectl get`. */
const COMMAND =
  /(?<=^\s*|[|;&(!]\s*|\b(?:do|then|if|while) )(?:aws [a-z0-9-]+ (?:wait )?[a-z][a-z0-9-]*|(?:kubectl|eksctl|docker) [a-z][a-z0-9-]*)/g;

function collectCommands({ document, shell }: Section, commands: Map<string, Command>): void {
  const place = `${document.title} (${document.of})`;
  for (const line of shell.join('\n').split('\n')) {
    if (line.trimStart().startsWith('#')) continue;
    for (const [name] of line.matchAll(COMMAND)) {
      const known = commands.get(name);
      if (known) known.places.add(place);
      else commands.set(name, { href: document.href, example: line.trim(), places: new Set([place]) });
    }
  }
}

function commandDocument(name: string, { href, example, places }: Command): SearchDocument {
  const [, service = '', verb = ''] = /^aws (\S+) (\S+)$/.exec(name) ?? [];
  const operation = verb.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return {
    id: `command:${name}`,
    kind: 'command',
    title: name,
    of: [...places].join(' · '),
    href,
    text: example,
    // `put-bucket-policy` is PutBucketPolicy in a policy, in CloudTrail and in the journal.
    ...(operation === '' ? {} : { words: `${operation} ${service.replace(/api$/, '')}:${operation}` }),
  };
}

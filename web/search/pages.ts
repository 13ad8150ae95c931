import type { SearchDocument } from '../../server/contract/index.ts';
import { PICTURES } from '../pages/lab/pictures.ts';
import type { Findable } from './engine.ts';

/** Pages that are not content: the app knows them, the server does not. */
const PAGES: readonly [href: string, title: string, text: string, words: string][] = [
  [
    '/',
    'Course map',
    'All parts with their lessons, labs and quizzes, and where you are.',
    'home start overview progress',
  ],
  [
    '/glossary',
    'Glossary',
    'What the course means by its words, from A to Z.',
    'terms definitions dictionary',
  ],
  [
    '/course/coverage',
    'Coverage',
    'Every item of the source course, and what covers it here.',
    'inventory proof',
  ],
];

/** The pages of the app as things that can be found, the pictures of each lab among them. */
export function pageDocuments(documents: readonly SearchDocument[]): Findable[] {
  const labs = new Map(documents.flatMap(({ kind, href, title }) => (kind === 'lab' ? [[href, title]] : [])));
  const pictures = Object.entries(PICTURES).flatMap(([lab, list]) =>
    list.map(({ href, title, about }) => ({ href, title, text: about, of: labs.get(`/labs/${lab}`) ?? '' })),
  );
  const fixed = PAGES.map(([href, title, text, words]) => ({ href, title, text, of: '', words }));
  return [...fixed, ...pictures].map((page): Findable => ({
    ...page,
    id: `page:${page.href}`,
    kind: 'page',
  }));
}

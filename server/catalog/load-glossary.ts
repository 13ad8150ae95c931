import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Term } from './catalog.ts';
import { pointer, readText, SourceDocument, validate } from './document.ts';
import { renderMarkdown } from './markdown/render.ts';
import type { ProblemList } from './problems.ts';
import { GlossaryFile, type PartEntry } from './schemas.ts';

/**
 * Loads `lessons/glossary.yaml`, by name and not yet used anywhere; a course without the file has no terms. Everything wrong
 * in it is added to the problems: a name or alias that two terms have, a part or a reference that there is not.
 */
export function loadGlossary(root: string, parts: readonly PartEntry[], problems: ProblemList): Term[] {
  const file = 'lessons/glossary.yaml';
  if (!existsSync(join(root, file))) return [];
  const text = readText(root, file, problems);
  if (text === undefined) return [];
  const document = new SourceDocument(file, text, problems);
  const glossary = validate(document, GlossaryFile, problems);
  if (!glossary) return [];
  const report = (path: (string | number)[], message: string, remedy: string): void =>
    problems.add(document.place(['terms', ...path]), message, remedy, pointer(['terms', ...path]));
  checkReferences(glossary, parts, report);
  checkNames(glossary, report);
  return glossary.terms
    .map(({ id, term, part, definition, aliases = [], see = [], only, quiet = false }, index): Term => {
      const start = document.textPlace(['terms', index, 'definition']);
      const { html } = renderMarkdown(
        definition.trim(),
        { problems, prices: null, place: (line) => ({ ...start, line: start.line + line }) },
        true,
      );
      return { id, term, aliases, part, html, see, only: only ?? null, quiet, uses: [] };
    })
    .toSorted((a, b) => a.term.localeCompare(b.term, 'en', { sensitivity: 'base' }));
}

type Report = (path: (string | number)[], message: string, remedy: string) => void;

function checkReferences({ terms }: GlossaryFile, parts: readonly PartEntry[], report: Report): void {
  const known = new Set(parts.map(({ id }) => id));
  const ids = new Set(terms.map(({ id }) => id));
  const part = (path: (string | number)[], id: string): void => {
    if (!known.has(id)) report(path, `the course has no part "${id}"`, `Parts: ${[...known].join(', ')}.`);
  };
  terms.forEach((term, index) => {
    part([index, 'part'], term.part);
    term.only?.forEach((id, at) => part([index, 'only', at], id));
    term.see?.forEach((id, at) => {
      if (id === term.id) report([index, 'see', at], `"${id}" refers to itself`, 'Remove it.');
      else if (!ids.has(id))
        report([index, 'see', at], `there is no term "${id}"`, 'Add it, or correct the id.');
    });
  });
}

/** Two terms of one name could not be told apart in a text; the plural of a name counts as the name. */
function checkNames({ terms }: GlossaryFile, report: Report): void {
  const ids = new Set<string>();
  const names = new Map<string, string>();
  terms.forEach(({ id, term, aliases = [] }, index) => {
    if (ids.has(id)) report([index, 'id'], `term "${id}" is there twice`, 'Give every term its own id.');
    ids.add(id);
    [term, ...aliases].forEach((name, at) => {
      const path = at === 0 ? [index, 'term'] : [index, 'aliases', at - 1];
      const key = singular(name.toLowerCase());
      const other = names.get(key);
      if (other !== undefined)
        report(path, `"${name}" is a name of the term "${other}" already`, 'Keep it at one of them.');
      names.set(key, id);
    });
  });
}

/** A name without the endings by which running text may differ from it. */
export const singular = (name: string): string => name.replace(/ies$/, 'y').replace(/(?<=[^s])s$/, '');

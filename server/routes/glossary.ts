import type { Catalog } from '../catalog/index.ts';
import { GlossaryReply } from '../contract/index.ts';
import type { App, Services } from '../services.ts';
import { replies } from './replies.ts';

/** The terms of the course. The same for everybody. */
export function glossaryRoutes(app: App, { catalog }: Services): void {
  app.get(
    '/api/glossary',
    { config: { access: 'learner' }, schema: { response: replies({ 200: GlossaryReply }) } },
    () => glossaryReply(catalog),
  );
}

function glossaryReply({ glossary, parts, lessons }: Catalog): GlossaryReply {
  const names = new Map(glossary.map(({ id, term }) => [id, term]));
  const used = new Set(glossary.map(({ part }) => part));
  return {
    parts: parts.filter(({ id }) => used.has(id)).map(({ id, title }) => ({ id, title })),
    terms: glossary.map(({ id, term, aliases, part, html, see, uses }) => ({
      id,
      term,
      aliases: [...aliases],
      part,
      html,
      see: see.map((other) => ({ id: other, term: names.get(other) ?? other })),
      uses: uses.map((use) => ({
        title: lessons.get(use.part)?.title ?? use.part,
        href: `/lessons/${use.part}${use.heading === null ? '' : `#${use.heading}`}`,
      })),
    })),
  };
}

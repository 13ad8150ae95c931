import type { Lesson, Term } from './catalog.ts';

/** Inside these a term is not marked: links, headings, code that is run, drawings, and what is a control already. */
const SKIP = new Set(['a', 'pre', 'svg', 'h2', 'h3', 'h4', 'h5', 'h6', 'summary', 'figcaption', 'button']);
const PIECE =
  /<(\/?)((?!(?:code|strong)>)[a-zA-Z][\w-]*)([^>]*)>|<code>([^<]*)<\/code>|<strong>([^<]*)<\/strong>|<[^>]*>|[^<]+/g;

/**
 * Links the first use of each term in a section to the glossary, and tells of every term where it is used. A term that the
 * text sets in bold is being explained there and needs no link in that section.
 */
export function linkTerms(
  lessons: readonly Lesson[],
  terms: readonly Term[],
): { lessons: Map<string, Lesson>; glossary: Term[] } {
  const uses = new Map<string, { part: string; heading: string | null }[]>(terms.map(({ id }) => [id, []]));
  const linked = lessons.map((lesson): [string, Lesson] => {
    const names = new Names(terms.filter(({ only }) => only === null || only.includes(lesson.part)));
    const links = new Set<string>();
    const html = names.empty
      ? lesson.html
      : link(lesson.html, names, {
          used: (term, heading) => {
            const places = uses.get(term.id);
            if (places && places.at(-1)?.part !== lesson.part) places.push({ part: lesson.part, heading });
          },
          linked: (term) => links.add(term.id),
        });
    return [lesson.part, { ...lesson, html, terms: [...links] }];
  });
  return {
    lessons: new Map(linked),
    glossary: terms.map((term) => ({ ...term, uses: uses.get(term.id) ?? [] })),
  };
}

interface Told {
  used(term: Term, heading: string | null): void;
  linked(term: Term): void;
}

function link(source: string, names: Names, told: Told): string {
  let heading: string | null = null;
  let seen = new Set<string>();
  /** The element within which nothing is marked, and how deep in elements of its name we are. */
  let skipping: { name: string; depth: number } | null = null;
  /** The term's place in this section has come: link it, unless it is explained or too common. */
  const take = (term: Term, body: string, explained: boolean): string => {
    told.used(term, heading);
    if (seen.has(term.id)) return body;
    seen.add(term.id);
    if (explained || term.quiet) return body;
    told.linked(term);
    return `<a class="term" href="/glossary#${term.id}">${body}</a>`;
  };
  const tag = (close: string, name: string, rest: string): void => {
    if (name === 'h2' && close === '') {
      heading = /\bid="([^"]+)"/.exec(rest)?.[1] ?? null;
      seen = new Set();
    }
    if (skipping) {
      if (name === skipping.name) skipping.depth += close === '' ? 1 : -1;
      if (skipping.depth === 0) skipping = null;
    } else if (close === '' && SKIP.has(name)) skipping = { name, depth: 1 };
  };
  return source.replace(
    PIECE,
    (piece: string, close?: string, name?: string, rest?: string, ...more: unknown[]) => {
      // `<code>` and `<strong>` are tags too; they are looked at whole, which the first alternative would not.
      if (name !== undefined) {
        tag(close ?? '', name, rest ?? '');
        return piece;
      }
      if (skipping) return piece;
      const [code, strong] = more as (string | undefined)[];
      const whole = code ?? strong;
      if (whole === undefined)
        return piece.startsWith('<') ? piece : names.replace(piece, (term, text) => take(term, text, false));
      const term = names.find(whole);
      return term ? take(term, piece, strong !== undefined) : piece;
    },
  );
}

/** The names of some terms, and how they appear in running text: with a capital at the start, and in the plural. */
class Names {
  readonly #byName = new Map<string, Term>();
  readonly #pattern: RegExp;

  constructor(terms: readonly Term[]) {
    for (const term of terms) for (const name of [term.term, ...term.aliases]) this.#byName.set(name, term);
    const sources = [...this.#byName.keys()].toSorted((a, b) => b.length - a.length).map(sourceOf);
    this.#pattern = new RegExp(`(?<![\\p{L}\\p{N}&_/-])(?:${sources.join('|')})(?![\\p{L}\\p{N}_-])`, 'gu');
  }

  get empty(): boolean {
    return this.#byName.size === 0;
  }

  replace(text: string, by: (term: Term, text: string) => string): string {
    return text.replace(this.#pattern, (match) => {
      const term = this.find(match);
      return term ? by(term, match) : match;
    });
  }

  /** The term of which this text is a form. */
  find(text: string): Term | undefined {
    const forms = [text, text.replace(/ies$/, 'y'), text.replace(/s$/, ''), text.replace(/es$/, '')];
    for (const form of forms) {
      const term = this.#byName.get(form) ?? this.#byName.get(form.charAt(0).toLowerCase() + form.slice(1));
      if (term) return term;
    }
    return undefined;
  }
}

function sourceOf(name: string): string {
  const escaped = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const [first = ''] = escaped;
  // A name with capitals is written with them: SNS, but a Security group at the start of a sentence.
  const opening =
    name === name.toLowerCase() && /\p{L}/u.test(first) ? `[${first}${first.toUpperCase()}]` : first;
  const rest = escaped.slice(1);
  return `${opening}${rest.endsWith('y') ? `${rest.slice(0, -1)}(?:y|ies)` : `${rest}(?:s|es)?`}`;
}

import MiniSearch, { type SearchResult } from 'minisearch';
import type { SearchDocument } from '../../server/contract/index.ts';
import { fold, tokensOf } from './tokens.ts';

/** What can be found: the server's documents, and the pages that only the app knows. */
export type Findable = Omit<SearchDocument, 'kind'> & { kind: SearchDocument['kind'] | 'page' };
export type Kind = Findable['kind'];

export interface Hit {
  found: Findable;
  score: number;
  /** Words of the text that matched, folded: what an excerpt marks. */
  words: readonly string[];
}
export interface Group {
  kind: Kind;
  hits: readonly Hit[];
  /** How many there are in all; `hits` has the best of them. */
  total: number;
}

const PER_GROUP = 6;
const FIELDS = ['title', 'words', 'of', 'text', 'code'];
const WEIGHTS = { title: 6, words: 4, of: 1.2, text: 1, code: 0.5 };
/** A page, a term or a command that bears the name is what was meant; a section merely speaks of it. */
const LIKELY: Readonly<Record<Kind, number>> = {
  page: 1.6,
  term: 1.5,
  command: 0.6,
  lesson: 1,
  lab: 1,
  task: 0.95,
  quiz: 0.7,
};

/** How many documents are indexed between two chances for the page to answer a key. */
const CHUNK = 25;

/** An index over everything that can be found; asking it takes a few milliseconds at most. */
export class Engine {
  readonly #index: MiniSearch<Findable>;
  readonly #documents: ReadonlyMap<string, Findable>;

  /** Builds the index in small steps, so that typing goes on meanwhile. */
  static async over(documents: readonly Findable[]): Promise<Engine> {
    const engine = new Engine(documents);
    await engine.#index.addAllAsync([...engine.#documents.values()], { chunkSize: CHUNK });
    return engine;
  }

  private constructor(documents: readonly Findable[]) {
    this.#documents = new Map(documents.map((document) => [document.id, document]));
    this.#index = new MiniSearch<Findable>({
      fields: FIELDS,
      tokenize: tokensOf,
      processTerm: fold,
      searchOptions: {
        boost: WEIGHTS,
        prefix: (term) => term.length > 1,
        // A slip in a short word makes another word of it: ec2 and ec3, but not bucket and buckte.
        fuzzy: (term) => (term.length < 5 || /\d/.test(term) ? false : 0.25),
        weights: { prefix: 0.5, fuzzy: 0.25 },
      },
    });
  }

  /** Hits by kind, the kind with the best hit first. All words have to occur; when none has all, some do. */
  search(query: string): Group[] {
    const options = { boostDocument: (id: string) => LIKELY[this.#documents.get(id)?.kind ?? 'lesson'] };
    const all = this.#index.search(query, { ...options, combineWith: 'AND' });
    const results = all.length > 0 ? all : this.#index.search(query, options);
    const groups = new Map<Kind, Hit[]>();
    for (const result of results) {
      const found = this.#documents.get(result.id as string);
      if (!found) continue;
      const hit = { found, score: result.score, words: wordsOf(result) };
      groups.set(found.kind, [...(groups.get(found.kind) ?? []), hit]);
    }
    return [...groups].map(([kind, hits]) => ({
      kind,
      hits: hits.slice(0, PER_GROUP),
      total: hits.length,
    }));
  }

  /** Words that there are, near the ones that were asked for. */
  suggest(query: string): string[] {
    return this.#index
      .autoSuggest(query, { fuzzy: 0.4, combineWith: 'OR', prefix: true })
      .slice(0, 3)
      .map(({ suggestion }) => suggestion);
  }
}

const wordsOf = ({ terms }: SearchResult): string[] => [...new Set(terms)];

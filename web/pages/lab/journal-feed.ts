import type { JournalEntry } from '../../../server/contract/index.ts';
import { getJournal } from '../../data/lab-sessions.ts';

/** Journal rows kept in the page; the server keeps all. */
const JOURNAL_ROWS = 600;
/** The server's page size, and after how many the page stops: what is older than that is not drawn anyway. */
const JOURNAL_PAGE = 500;
const JOURNAL_PAGES = 40;

/** The calls of an account as the page holds them: oldest first, each once, the newest rows only. */
export class JournalFeed {
  entries: readonly JournalEntry[] = [];
  #incoming: JournalEntry[] = [];
  #frame = 0;
  /** Number of the last call that was read, as opposed to told by the stream. */
  #read = 0;
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Calls from the stream. A busy account sends a hundred a second: one paint for all that came since the last. */
  arrive(entries: readonly JournalEntry[]): void {
    this.#incoming.push(...entries);
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#keep(this.#incoming.splice(0));
      this.#changed();
    });
  }

  /** Reads on from the last call that was read, page by page: whatever the stream told or missed meanwhile, no hole is left. */
  async catchUp(session: string): Promise<void> {
    for (let pages = 0; pages < JOURNAL_PAGES; pages += 1) {
      const { entries, lastSeq } = await getJournal(session, this.#read);
      this.#read = Math.max(this.#read, lastSeq);
      this.#keep(entries);
      if (entries.length < JOURNAL_PAGE) return;
    }
  }

  clear(): void {
    this.entries = [];
    this.#incoming = [];
    this.#read = 0;
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #keep(entries: readonly JournalEntry[]) {
    const known = new Set(this.entries.map((entry) => entry.seq));
    const fresh = entries.filter((entry) => !known.has(entry.seq));
    const all = [...this.entries, ...fresh].sort((a, b) => a.seq - b.seq);
    this.entries = all.slice(-JOURNAL_ROWS);
  }
}

import type { DraftReply } from '../../../server/contract/index.ts';
import { asApiError } from '../../data/http.ts';
import type { DraftState } from '../../elements/artifact.ts';

/** Which file: the lab session, its task, the file's name. */
export interface FileKey {
  session: string;
  task: string;
  name: string;
}

/** Pause after the last key before a draft travels. */
const SAVE_MS = 700;
/** Pause before a draft that the server did not take is tried again. */
const RETRY_MS = 4000;

interface Entry {
  key: FileKey;
  text: string;
  state: DraftState;
  timer: ReturnType<typeof setTimeout> | undefined;
  /** The request on its way. */
  sending: Promise<void> | null;
}

/**
 * Texts that are typed and not handed in. Each is written to this browser at once, and to the server as soon as the
 * typing rests; what the server has is taken out of the browser again. So a reload loses nothing, nor does a server that
 * is killed, and another browser shows the same.
 */
export class Drafts {
  readonly #entries = new Map<string, Entry>();
  readonly #send: (key: FileKey, text: string) => Promise<DraftReply>;
  readonly #changed: () => void;
  #stopped = false;

  constructor(send: (key: FileKey, text: string) => Promise<DraftReply>, changed: () => void) {
    this.#send = send;
    this.#changed = changed;
  }

  /** The draft of a file: what was typed here, else what this browser still has to send, else the server's. */
  text(key: FileKey, onServer: DraftReply | undefined): string | null {
    const known = this.#entries.get(idOf(key));
    if (known) return known.text;
    const unsent = readLocal(key);
    if (unsent === null) return onServer?.text ?? null;
    this.#schedule(this.#set(key, unsent), 0);
    return unsent;
  }

  state(key: FileKey, onServer: DraftReply | undefined): DraftState {
    return this.#entries.get(idOf(key))?.state ?? (onServer ? 'saved' : 'none');
  }

  change(key: FileKey, text: string): void {
    writeLocal(key, text);
    this.#schedule(this.#set(key, text), SAVE_MS);
    this.#changed();
  }

  /** Call before a file is handed in: no older draft of it may arrive later. */
  async settle(key: FileKey): Promise<void> {
    const entry = this.#entries.get(idOf(key));
    if (!entry) return;
    clearTimeout(entry.timer);
    await entry.sending;
    clearTimeout(entry.timer);
  }

  /** `text` was handed in, or was not: what was typed since is a draft again. */
  settled(key: FileKey, text: string, handedIn: boolean): void {
    const entry = this.#entries.get(idOf(key));
    if (entry && !(handedIn && entry.text === text)) this.#schedule(entry, SAVE_MS);
    else if (handedIn) {
      this.#entries.delete(idOf(key));
      writeLocal(key, null);
    }
    this.#changed();
  }

  /** The page is left: what waits goes now, and what cannot go stays in this browser until the page is opened again. */
  stop(): void {
    this.#stopped = true;
    for (const entry of this.#entries.values()) {
      clearTimeout(entry.timer);
      if (entry.state === 'saving' && !entry.sending) void this.#save(entry);
    }
  }

  #set(key: FileKey, text: string): Entry {
    const id = idOf(key);
    const entry = this.#entries.get(id) ?? {
      key,
      text,
      state: 'saving',
      timer: undefined,
      sending: null,
    };
    entry.text = text;
    if (entry.state !== 'local') entry.state = 'saving';
    this.#entries.set(id, entry);
    return entry;
  }

  #schedule(entry: Entry, wait: number): void {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void this.#save(entry), wait);
  }

  async #save(entry: Entry): Promise<void> {
    // One at a time, so that the newest arrives last.
    await entry.sending;
    const { key, text } = entry;
    entry.sending = this.#send(key, text).then(
      () => {
        if (entry.text !== text) return;
        entry.state = 'saved';
        writeLocal(key, null);
      },
      (error: unknown) => {
        entry.state = 'local';
        // What the server refuses for its content it will refuse again.
        const refused = asApiError(error).status >= 400 && asApiError(error).status < 429;
        if (!refused && !this.#stopped && entry.text === text) this.#schedule(entry, RETRY_MS);
      },
    );
    await entry.sending;
    entry.sending = null;
    this.#changed();
  }
}

const idOf = ({ session, task, name }: FileKey) => `groundschool-draft:${session}:${task}:${name}`;

function readLocal(key: FileKey): string | null {
  try {
    return localStorage.getItem(idOf(key));
  } catch {
    return null;
  }
}

function writeLocal(key: FileKey, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(idOf(key));
    else localStorage.setItem(idOf(key), text);
  } catch {
    // Storage may be forbidden or full; the text then lives in the page until the server has it.
  }
}

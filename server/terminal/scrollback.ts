import { OutputFilter } from './filter.ts';

const NEWLINE = 0x0a;

/** The last bytes of a terminal's output, for those who connect later. */
export class Scrollback {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #bytes = 0;
  #cut = false;

  /** @param limit bytes to keep */
  constructor(limit: number) {
    this.#limit = limit;
  }

  push(piece: Buffer): void {
    // What pty and filter hand out may be a part of a larger buffer that would be kept alive with it.
    const kept = Buffer.from(piece.subarray(-this.#limit));
    if (kept.length < piece.length) this.#cut = true;
    this.#pieces.push(kept);
    this.#bytes += kept.length;
    // Small pieces are joined in time: a thousand keystrokes are not a thousand buffers.
    if (this.#pieces.length > 512) this.#pieces.splice(0, this.#pieces.length, Buffer.concat(this.#pieces));
    if (this.#bytes <= this.#limit * 2) return;
    this.#pieces.splice(0, this.#pieces.length, this.#last());
    this.#bytes = this.#limit;
    this.#cut = true;
  }

  /**
   * What a page draws first: begins with a whole line where the beginning was cut off, and holds nothing that a terminal
   * answers, because the answer would be typed into the shell once more with every page that connects.
   */
  replay(): Buffer {
    const last = this.#last();
    const newline = this.#cut || last.length < this.#bytes ? last.indexOf(NEWLINE) : -1;
    return new OutputFilter({ replay: true }).push(last.subarray(newline + 1));
  }

  #last(): Buffer {
    return Buffer.concat(this.#pieces).subarray(-this.#limit);
  }
}

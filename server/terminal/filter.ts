/**
 * What a program in the box may say to the learner's terminal. Text, colours, cursor and screen pass. What would reach
 * beyond the picture does not: the clipboard, notifications and files (OSC), strings that a terminal answers by typing
 * (DCS, window reports), and whatever nobody knows. Byte by byte, because sequences are cut anywhere between two reads.
 *
 * Rules: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html; xterm.js reads C1 controls in UTF-8 as it reads ESC.
 */

/** Title, colours (not the question for them), working folder, links, resets of colours, prompt marks. */
const HARMLESS_OSC = /^(?:[012];|7;|8;|133;|1(?:0[4]|1[0-2])(?:;|$)|(?:4|1[0-2]);(?![^]*\?))/;
/** Longest string that can be a title or a link. */
const STRING_LIMIT = 4_096;
/** Longest CSI sequence that is one. */
const CSI_LIMIT = 256;

const ESC = 0x1b;
const C1_LEAD = 0xc2;
const [BEL, CAN, SUB, ENQ, DEL] = [0x07, 0x18, 0x1a, 0x05, 0x7f];
/** By the last character of ESC P, [, ], X, ^, _ and of the same control in C1 (which is the letter + 0x40). */
const KIND: Readonly<Record<number, 'csi' | 'osc' | 'dropped' | undefined>> = {
  0x5b: 'csi',
  0x5d: 'osc',
  0x50: 'dropped',
  0x58: 'dropped',
  0x5e: 'dropped',
  0x5f: 'dropped',
};

type Emit = (bytes: readonly number[]) => void;
type State = 'text' | 'esc' | 'lead' | 'csi' | 'osc' | 'dropped';

export interface FilterOptions {
  /** For a replay: also nothing that a terminal answers at all (device status, device attributes). */
  replay?: boolean;
}

/** A filter of one terminal's output. Feed it every piece in order. */
export class OutputFilter {
  readonly #replay: boolean;
  #state: State = 'text';
  /** Bytes of a sequence that may turn out to be harmless. */
  #held: number[] = [];
  #tooLong = false;
  /** In a string: the last byte began what may end it. */
  #ending = 0;

  constructor({ replay = false }: FilterOptions = {}) {
    this.#replay = replay;
  }

  /** @returns what of it may be shown; the same bytes where nothing was found */
  push(piece: Buffer): Buffer {
    if (this.#state === 'text' && !piece.includes(ESC) && !piece.includes(C1_LEAD) && !piece.includes(ENQ)) {
      return piece;
    }
    // A held sequence may be longer than what it was completed by.
    const out = Buffer.allocUnsafe(piece.length + this.#held.length + 2);
    let length = 0;
    const emit: Emit = (bytes) => {
      for (const byte of bytes) out[length++] = byte;
    };
    for (const byte of piece) this.#step(byte, emit);
    return out.subarray(0, length);
  }

  #step(byte: number, emit: Emit): void {
    switch (this.#state) {
      case 'text':
        if (byte === ESC) this.#begin('esc', [byte]);
        else if (byte === C1_LEAD) this.#begin('lead', [byte]);
        else if (byte !== ENQ) emit([byte]);
        return;
      case 'esc':
      case 'lead':
        return this.#introduced(byte, emit);
      case 'csi':
        return this.#inCsi(byte, emit);
      case 'osc':
      case 'dropped':
        return this.#inString(byte, emit);
    }
  }

  #begin(state: State, held: number[]): void {
    this.#state = state;
    this.#held = held;
    this.#tooLong = false;
    this.#ending = 0;
  }

  /** The byte after ESC, or after the byte with which C1 controls (and some letters) begin in UTF-8. */
  #introduced(byte: number, emit: Emit): void {
    const isC1 = this.#state === 'lead';
    if (isC1 ? byte < 0x80 || byte > 0xbf : byte >= 0x80) {
      // No sequence at all: a broken letter, or an ESC that nothing follows.
      this.#begin('text', []);
      if (isC1) emit([C1_LEAD]);
      return this.#step(byte, emit);
    }
    if (!isC1 && byte < 0x20) return this.#control(byte, emit);
    if (!isC1 && byte === DEL) return;
    const kind = KIND[isC1 ? byte - 0x40 : byte];
    if (kind !== undefined) return this.#begin(kind, [...this.#held, byte]);
    // ESC Z is the oldest way to ask a terminal who it is.
    const asks = isC1 ? byte === 0x9a : byte === 0x5a;
    const held = this.#held;
    this.#begin('text', []);
    if (!asks) emit([...held, byte]);
  }

  /** A control character between ESC and what follows is carried out, and the sequence goes on. */
  #control(byte: number, emit: Emit): void {
    if (byte === ESC) this.#begin('esc', [ESC]);
    else if (byte === CAN || byte === SUB) this.#begin('text', []);
    else if (byte !== ENQ) emit([byte]);
  }

  #inCsi(byte: number, emit: Emit): void {
    if (byte >= 0x80) {
      this.#begin('text', []);
      return this.#step(byte, emit);
    }
    if (byte < 0x20) return this.#control(byte, emit);
    if (this.#held.length > CSI_LIMIT) this.#tooLong = true;
    if (!this.#tooLong && byte !== DEL) this.#held.push(byte);
    if (byte < 0x40 || byte === DEL) return;
    const [held, tooLong] = [this.#held, this.#tooLong];
    this.#begin('text', []);
    if (!tooLong && this.#isHarmlessCsi(held)) emit(held);
  }

  #isHarmlessCsi(held: readonly number[]): boolean {
    const text = Buffer.from(held).toString('latin1');
    const final = text.at(-1);
    // Window operations and reports (t), parameters (x), mode questions ($p), checksums of the screen (*y), versions (>q).
    if (
      final === 't' ||
      final === 'x' ||
      text.endsWith('$p') ||
      text.endsWith('*y') ||
      /[>=]\d*q$/.test(text)
    ) {
      return false;
    }
    return !(this.#replay && (final === 'c' || final === 'n'));
  }

  #inString(byte: number, emit: Emit): void {
    const ending = this.#ending;
    this.#ending = 0;
    if (ending === ESC && byte === 0x5c) return this.#endString(emit);
    if (ending === C1_LEAD && byte === 0x9c) return this.#endString(emit);
    // ESC and every C1 control end a string, and begin what they begin anywhere else.
    if (ending === ESC || (ending === C1_LEAD && byte >= 0x80 && byte < 0xa0)) {
      this.#begin(ending === ESC ? 'esc' : 'lead', [ending]);
      return this.#introduced(byte, emit);
    }
    if (ending === C1_LEAD) this.#hold(C1_LEAD);
    if (byte === BEL) return this.#endString(emit);
    if (byte === CAN || byte === SUB) return this.#begin('text', []);
    if (byte === ESC || byte === C1_LEAD) this.#ending = byte;
    else this.#hold(byte);
  }

  #hold(byte: number): void {
    if (this.#held.length >= STRING_LIMIT) this.#tooLong = true;
    else if (this.#state === 'osc') this.#held.push(byte);
  }

  #endString(emit: Emit): void {
    const { 0: first, length } = this.#held;
    const text = Buffer.from(this.#held.slice(2)).toString('utf8');
    const harmless = this.#state === 'osc' && !this.#tooLong && HARMLESS_OSC.test(text);
    const held = this.#held;
    this.#begin('text', []);
    if (harmless && first !== undefined && length > 0) emit([...held, BEL]);
  }
}

/** How large a terminal is, in characters. */
export interface TerminalSize {
  cols: number;
  rows: number;
}

export type TerminalEnd = 'exited' | 'killed' | 'limit' | 'session-closed' | 'idle';

/** Where a terminal stands, as its reader is told. */
export type TerminalState =
  | { is: 'connecting' | 'live' | 'reconnecting' }
  | { is: 'ended'; why: TerminalEnd; code: number | null }
  /** It will not come back by itself. */
  | { is: 'lost'; problem: { code: string; message: string; cure: string } };

export interface TerminalHandlers {
  /** A connection begins: what comes now is the scrollback, from its start. */
  onStart(): void;
  onBytes(bytes: Uint8Array): void;
  /** The scrollback is complete; what comes now happens now. */
  onReady(): void;
  onState(state: TerminalState): void;
}

/** The line to one shell. Elements are given one and never open one. */
export interface TerminalTransport {
  /** Connects, and keeps connected until the returned function is called. */
  follow(handlers: TerminalHandlers, size: TerminalSize): () => void;
  /** What the learner typed; goes nowhere while there is no connection. */
  type(data: string): void;
  resize(size: TerminalSize): void;
}

/** A terminal as its tab shows it. */
export interface TerminalTab {
  id: string;
  /** Counts from 1; the tab's name. */
  number: number;
  transport: TerminalTransport;
}

/** What a learner chooses about terminals; kept in this browser. */
export interface TerminalSettings {
  /** Height of the letters in the page's own pixels, before the page's zoom for very wide screens. */
  fontSize: number;
  screenReader: boolean;
}

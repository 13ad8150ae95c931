import { CodedError } from '../errors.ts';
import type { Room } from './room.ts';
import type { Terminal } from './terminal.ts';
import type { Watched } from './watch.ts';

/** The terminals of one lab session. */
export interface Desk extends Watched {
  room: Promise<Room> | null;
  /** Terminals that are being started. */
  starting: number;
  numbers: number;
  /** Counts how often everything of the session was ended. */
  epoch: number;
  unsubscribe(): void;
  /** Under way when the home was too full. */
  trimming: Promise<void> | null;
}

export function newDesk(unsubscribe: () => void): Desk {
  return {
    terminals: new Map(),
    leaving: new Set(),
    home: '',
    room: null,
    starting: 0,
    numbers: 0,
    epoch: 0,
    trimming: null,
    unsubscribe,
  };
}

/** Those whose shell has not ended. */
export function living(desk: Watched): Terminal[] {
  return [...desk.terminals.values(), ...desk.leaving].filter(({ alive }) => alive);
}

export function notReady(status: string): CodedError {
  const cure =
    status === 'preparing' ? 'Wait a moment: its status changes by itself.' : 'Reset the lab session.';
  return new CodedError('LAB_SESSION_NOT_READY', { status, cure });
}

import type { TerminalEnd, TerminalState } from '../terminal/transport.ts';
import type { IconName } from './icons.ts';

const STATES: Readonly<Record<TerminalState['is'], { word: string; tone: string; icon: IconName }>> = {
  connecting: { word: 'Connecting', tone: 'busy', icon: 'busy' },
  live: { word: 'Live', tone: 'pass', icon: 'pass' },
  reconnecting: { word: 'Reconnecting', tone: 'warn', icon: 'offline' },
  ended: { word: 'Ended', tone: 'none', icon: 'skipped' },
  lost: { word: 'Not connected', tone: 'fail', icon: 'fail' },
};
const ENDS: Readonly<Record<TerminalEnd, string>> = {
  exited: 'The shell ended',
  killed: 'The terminal was closed',
  limit: 'The terminal used more memory, disk or time than it may, and was ended. Your files are kept',
  'session-closed': 'The lab’s account ended, and the terminal with it. Your files are kept',
  idle: 'Nobody used the terminal for a long time, so it was ended. Your files are kept',
};

/** A terminal's state as a word, an icon and a tone. */
export const stateLook = (state: TerminalState) => STATES[state.is];

/** Why a terminal ended, as a sentence. */
export function endWords(why: TerminalEnd, code: number | null): string {
  const exit = why === 'exited' && code !== null ? ` with exit code ${code}` : '';
  return `${ENDS[why]}${exit}.`;
}

import type { LitElement } from 'lit';
import { announce } from '../../announce.ts';
import type { TerminalPanel } from '../../elements/terminal.ts';
import type { LabTerminals } from './terminals.ts';

const REFUSED = {
  empty: 'There is nothing to paste.',
  control: 'Not pasted: the text holds control characters.',
  'several-lines': 'Not pasted: the program in the terminal would run the lines one by one. Leave it first.',
  ended: 'Not pasted: this terminal has ended. Start it again first.',
  none: 'Not pasted: no terminal could be opened.',
} as const;

/**
 * Writes a command into the chosen terminal without running it, and goes there; opens a terminal where there is none.
 * What became of it is told to screen readers, and shown in the terminal's own notice when it was refused.
 */
export async function pasteInto(host: LitElement, terminals: LabTerminals, command: string): Promise<void> {
  // The panel says why there is none.
  if (!terminals.usable) return announce(REFUSED.none);
  if (terminals.tabs.length === 0) await terminals.open();
  await host.updateComplete;
  const panel = host.renderRoot.querySelector<TerminalPanel>('gs-terminal');
  const done = (await panel?.paste(command)) ?? { ok: false as const, why: 'none' as const };
  terminals.notice = done.ok ? '' : REFUSED[done.why];
  announce(done.ok ? 'Pasted into the terminal. Press Enter to run it.' : terminals.notice);
  host.requestUpdate();
}

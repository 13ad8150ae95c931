import { html } from 'lit';
import '../elements/paste-button.ts';
import '../elements/splitter.ts';
import '../elements/terminal-screen.ts';
import '../elements/terminal.ts';
import type { TerminalState } from '../terminal/transport.ts';
import type { Entry } from './main.ts';
import { noBox, stillTransport, tab } from './terminal-samples.ts';

const live: TerminalState = { is: 'live' };
const lost: TerminalState = {
  is: 'lost',
  problem: {
    code: 'TERMINAL_NOT_FOUND',
    message: 'This terminal is no longer there.',
    cure: 'Start another one. Your files are kept.',
  },
};
const one = (state: TerminalState) => [tab(1, state)];
const several = [tab(1, live), tab(2, { is: 'ended', why: 'exited', code: 0 }), tab(3, live)];
const frame = (name: string, state: TerminalState) => {
  const tabs = one(state);
  return [
    name,
    html`<gs-terminal .tabs=${tabs} .selected=${tabs[0]?.id ?? ''} limit="3"></gs-terminal>`,
  ] as const;
};

/** The terminal in every state, over shells that only repeat what is typed. */
export const terminalEntries: readonly Entry[] = [
  {
    tag: 'gs-terminal',
    states: [
      ['nothing started', html`<gs-terminal limit="3"></gs-terminal>`],
      ['starting', html`<gs-terminal limit="3" busy></gs-terminal>`],
      ['not to be had', html`<gs-terminal .problem=${noBox}></gs-terminal>`],
      frame('connecting', { is: 'connecting' }),
      [
        'live, several, screen reader mode',
        html`<gs-terminal
          .tabs=${several}
          .selected=${several[0]?.id ?? ''}
          limit="3"
          .settings=${{ fontSize: 15, screenReader: true }}
        ></gs-terminal>`,
      ],
      frame('reconnecting', { is: 'reconnecting' }),
      frame('ended by its reader', { is: 'ended', why: 'exited', code: 3 }),
      frame('ended by its limits', { is: 'ended', why: 'limit', code: null }),
      frame('lost', lost),
      [
        'no further one',
        html`<gs-terminal
          .tabs=${one(live)}
          selected="te_00000001"
          limit="1"
          notice="Not pasted: the text holds control characters."
          .problem=${{ code: 'TERMINAL_LIMIT', message: 'Three terminals are open.', cure: 'Close one first.' }}
        ></gs-terminal>`,
      ],
    ],
  },
  {
    tag: 'gs-terminal-screen',
    states: [
      [
        'live',
        html`<gs-terminal-screen label="A shell" .transport=${stillTransport(live)}></gs-terminal-screen>`,
      ],
    ],
  },
  {
    tag: 'gs-paste-button',
    states: [['ready', html`<gs-paste-button .text=${'aws s3 ls'}></gs-paste-button>`]],
  },
  {
    tag: 'gs-splitter',
    states: [
      [
        'between columns',
        html`<gs-splitter label="Width" .width=${400} .least=${320} .most=${900}></gs-splitter>`,
      ],
    ],
  },
];

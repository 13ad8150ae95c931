import { html, nothing } from 'lit';
import { FONT_SIZES, clampFont } from '../terminal/settings.ts';
import type { TerminalSettings, TerminalState } from '../terminal/transport.ts';
import { icon } from './icons.ts';
import './problem.ts';
import type { ProblemText } from './problem.ts';
import { endWords, stateLook } from './terminal-words.ts';

type Tell = (event: string, detail: unknown) => void;

/** What stands where no terminal is open: why none can be, or how to start one. */
export function emptyView(problem: ProblemText | null, busy: boolean, tell: Tell) {
  if (problem)
    return html`<div class="problem">
      <gs-problem
        heading="No terminal here now"
        retry="Try again"
        .problem=${problem}
        @retry=${() => tell('retry', null)}
      ></gs-problem>
    </div>`;
  return html`<div class="start">
    <p class="prompt" aria-hidden="true"><b>student@lab</b>:~$ <span class="caret"></span></p>
    <h3>A terminal on your lab account</h3>
    <p>
      With <code>aws</code>, Python and boto3, <code>jq</code> and an editor, already signed in. Locked to
      this lab: it reaches your sandbox account and nothing else. Your files stay until you close the lab.
    </p>
    <button class="primary" type="button" ?disabled=${busy} @click=${() => tell('open-terminal', null)}>
      ${icon(busy ? 'busy' : 'terminal')} ${busy ? 'Starting' : 'Start a terminal'}
    </button>
  </div>`;
}

/** Why a terminal ended, and the way to another one. */
export function endView(state: TerminalState, busy: boolean, restart: () => void) {
  if (state.is !== 'ended' && state.is !== 'lost') return nothing;
  const { tone, icon: sign } = stateLook(state);
  const words =
    state.is === 'ended'
      ? endWords(state.why, state.code)
      : `${state.problem.message} ${state.problem.cure} (${state.problem.code})`;
  return html`<div class="end tone-${tone}">
    <p>${icon(sign)} ${words}</p>
    <button class="small primary" type="button" ?disabled=${busy} @click=${restart}>
      ${icon('reset')} Start again
    </button>
  </div>`;
}

/** The keys, and what a learner sets: reader mode and the size of the letters. `after` is where F6 leads. */
export function footView(settings: TerminalSettings, set: (change: Partial<TerminalSettings>) => void) {
  const { fontSize, screenReader } = settings;
  const resize = (by: number) => set({ fontSize: clampFont(fontSize + by) });
  return html`<div class="foot">
    <span><kbd>F6</kbd> leaves<span class="roomy"> the terminal</span></span>
    <label class="reader push"
      ><input
        id="after"
        type="checkbox"
        .checked=${screenReader}
        @change=${(event: Event) => set({ screenReader: (event.target as HTMLInputElement).checked })}
      />
      Screen reader<span class="roomy"> mode</span></label
    >
    <span class="sizes" role="group" aria-label="Size of the letters">
      <button
        class="small quiet icon-only"
        type="button"
        aria-disabled=${fontSize <= FONT_SIZES.least}
        @click=${() => resize(-1)}
      >
        <span aria-hidden="true">A−</span><span class="visually-hidden">Smaller letters</span>
      </button>
      <button
        class="small quiet icon-only"
        type="button"
        aria-disabled=${fontSize >= FONT_SIZES.most}
        @click=${() => resize(1)}
      >
        <span aria-hidden="true">A+</span><span class="visually-hidden">Larger letters</span>
      </button>
    </span>
  </div>`;
}

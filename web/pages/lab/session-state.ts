import { html, nothing, type TemplateResult } from 'lit';
import type { LabSessionReply } from '../../../server/contract/index.ts';
import { icon, type IconName } from '../../elements/icons.ts';
import type { LabStore } from './store.ts';

const STATES: Record<string, { word: string; tone: string; icon: IconName }> = {
  preparing: { word: 'Preparing your account', tone: 'busy', icon: 'busy' },
  ready: { word: 'Account ready', tone: 'pass', icon: 'pass' },
  failed: { word: 'Account not prepared', tone: 'fail', icon: 'fail' },
  lost: { word: 'Account lost', tone: 'fail', icon: 'fail' },
};

/** Is the lab in an account of the learner's own at AWS, where only reading is ours? */
export function isOwnAccount({ target }: LabSessionReply): boolean {
  return target.kind === 'aws';
}

/** Where the learner's account stands, as a chip and its number. */
export function sessionState(session: LabSessionReply): TemplateResult {
  const state = STATES[session.status] ?? { word: session.status, tone: 'none', icon: 'none' };
  return html`<span class="chip tone-${state.tone}" role="status">${icon(state.icon)} ${state.word}</span>
    ${session.target.account ? html`<span class="mono">${session.target.account}</span>` : nothing}
    <span>${session.target.region}</span>
    ${isOwnAccount(session) ? html`<a href="/account?lab=${session.lab}">your own account at AWS</a>` : nothing}
    ${session.generation > 1 && !isOwnAccount(session) ? html`<span>account no. ${session.generation}</span>` : nothing}`;
}

/** When the lab is due, where that is set, and a word only when results do not arrive by themselves. */
export function liveNote({ live, due, lab }: Pick<LabStore, 'live' | 'due' | 'lab'>): TemplateResult {
  const quiet = live === 'live' || live === 'connecting';
  const word = live === 'offline' ? 'Offline: results wait' : 'Reconnecting';
  return html`${due.note(lab?.id ?? '')}
  ${quiet ? nothing : html`<span class="chip tone-warn" role="status">${icon('offline')} ${word}</span>`}`;
}

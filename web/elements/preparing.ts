import { LitElement, css, html, nothing } from 'lit';
import { base, tones } from '../styles/shared.ts';
import { icon, type IconName } from './icons.ts';

const STATES: Record<'done' | 'now' | 'later', { icon: IconName; tone: string; word: string }> = {
  done: { icon: 'pass', tone: 'pass', word: 'done' },
  now: { icon: 'busy', tone: 'busy', word: 'now' },
  later: { icon: 'none', tone: 'none', word: 'later' },
};

/**
 * How far a lab's account is, in three steps: the sandbox, the account, what the learner inherits in it. `waiting` says what
 * the sandbox is still doing, empty when it runs.
 */
export class Preparing extends LitElement {
  static override properties = {
    waiting: { type: String },
    account: { type: String },
    again: { type: Boolean },
  };
  static override styles = [
    base,
    tones,
    css`
      section {
        display: grid;
        gap: var(--s3);
        padding: 1rem 1.3rem;
      }
      h2 {
        font-size: var(--text-l);
      }
      ol {
        display: grid;
        gap: 0.45rem;
      }
      li {
        display: grid;
        grid-template-columns: 1.5rem 1fr;
        gap: 0 0.4rem;
        align-items: start;
      }
      li svg {
        margin-top: 0.2em;
        color: var(--tone);
      }
      .now .name {
        font-weight: 650;
      }
      .later .name {
        color: var(--ink-3);
      }
      .more {
        grid-column: 2;
        font-size: var(--text-s);
        color: var(--ink-2);
        overflow-wrap: anywhere;
      }
      p.small {
        color: var(--ink-2);
      }
    `,
  ];
  declare waiting: string;
  /** Number of the account once there is one. */
  declare account: string;
  /** After a reset: the account is not the first. */
  declare again: boolean;
  constructor() {
    super();
    this.waiting = '';
    this.account = '';
    this.again = false;
  }

  override render() {
    const at = this.waiting ? 0 : this.account ? 2 : 1;
    const steps = [
      { name: 'Start the sandbox', more: this.waiting },
      {
        name: this.again ? 'Make a new account' : 'Make an account of your own',
        more: this.account ? `Account ${this.account}` : '',
      },
      { name: 'Put in it what you inherit', more: '' },
    ];
    return html`<section class="card" aria-label="Getting your account ready">
      <h2>Getting your account ready</h2>
      <ol class="plain">
        ${steps.map(({ name, more }, index) => {
          const state = index < at ? 'done' : index === at ? 'now' : 'later';
          const { icon: shape, tone, word } = STATES[state];
          return html`<li class="${state} tone-${tone}" aria-current=${state === 'now' ? 'step' : nothing}>
            ${icon(shape)}<span class="name">${name}<span class="visually-hidden">, ${word}</span></span>
            ${more ? html`<span class="more">${more}</span>` : nothing}
          </li>`;
        })}
      </ol>
      <p class="small">
        The first start of the sandbox takes longest; after it an account is there in about a second. This
        page goes on by itself: read the task meanwhile.
      </p>
    </section>`;
  }
}
customElements.define('gs-preparing', Preparing);

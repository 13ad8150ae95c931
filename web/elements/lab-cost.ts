import { LitElement, css, html, nothing } from 'lit';
import type { AccountLabReply } from '../../server/contract/index.ts';
import { formatDollars } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import './copy-button.ts';

const SCRIPTS = { setup: 'What you inherit', solution: 'What you are to build' } as const;

/**
 * What a lab may cost in one's own account, said before it begins, and the commands that are its owner's. Begins when the number of
 * the account was typed: event `begin` with what was typed; `back` moves it to the sandbox.
 */
export class LabCost extends LitElement {
  static override properties = { facts: { attribute: false }, busy: { type: Boolean } };
  static override styles = [
    base,
    controls,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
      }
      table {
        width: 100%;
        font-size: var(--text-s);
      }
      caption {
        padding-block: var(--s1);
        text-align: start;
      }
      td,
      th {
        text-align: start;
        overflow-wrap: anywhere;
      }
      td:last-child {
        text-align: end;
      }
      .command {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s2);
        align-items: center;
      }
      code {
        overflow-wrap: anywhere;
      }
      form {
        display: flex;
        flex-wrap: wrap;
        gap: var(--s3);
        align-items: end;
      }
    `,
  ];
  declare facts: AccountLabReply | null;
  declare busy: boolean;
  constructor() {
    super();
    this.facts = null;
    this.busy = false;
  }

  override render() {
    const { facts } = this;
    if (!facts) return nothing;
    const { title, account, costNote, costs, start, leftovers, covered, session, lab } = facts;
    const there = session?.kind === 'aws';
    return html`<div class="all">
      <p>${costNote}</p>
      ${costs.map(
        ({ script, usdPerHour, lines, missing, pricesOf }) =>
          html`<table>
            <caption class="small muted">
              ${SCRIPTS[script]}:
              <strong class="num">${formatDollars(usdPerHour)} an hour</strong>
              ${missing.length > 0 ? 'and more' : ''} while it stands, prices of ${pricesOf}
            </caption>
            <thead class="visually-hidden">
              <tr>
                <th scope="col">What</th>
                <th scope="col">Dollars an hour</th>
              </tr>
            </thead>
            <tbody>
              ${lines.map(
                ({ what, usd }) =>
                  html`<tr>
                    <td>${what}</td>
                    <td class="num">$${usd}</td>
                  </tr>`,
              )}
              ${missing.map(
                (one) =>
                  html`<tr>
                    <td>${one}</td>
                    <td>no price here</td>
                  </tr>`,
              )}
            </tbody>
          </table>`,
      )}
      ${
        start === null
          ? html`<p>It begins in an account without anything of it.</p>`
          : command('Make the start state, with your own credentials:', start)
      }
      ${command('See afterwards what still costs money, and what ends it:', leftovers)}
      ${
        there
          ? html`<div class="row">
              <a class="button primary" href="/labs/${lab}">Open ${title}</a>
              <button type="button" ?disabled=${this.busy} @click=${() => this.#tell('back')}>
                Move it back to the sandbox
              </button>
            </div>`
          : covered
            ? html`<form @submit=${this.#begin}>
                <label class="field"
                  >Type the account’s 12 digits to begin there
                  <input
                    type="text"
                    name="account"
                    inputmode="numeric"
                    autocomplete="off"
                    pattern="\\d{12}"
                    required
                  />
                </label>
                <button class="primary" ?disabled=${this.busy}>Begin in account ${account}</button>
              </form>`
            : html`<p>
                Your role was not made for this lab. To add it, remove the registration, register again and
                make the role anew.
              </p>`
      }
    </div>`;
  }

  readonly #begin = (event: SubmitEvent) => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement).get('account');
    this.#tell('begin', typeof typed === 'string' ? typed : '');
  };

  #tell(name: 'begin' | 'back', detail = '') {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define('gs-lab-cost', LabCost);

function command(what: string, text: string) {
  return html`<div>
    <p class="small">${what}</p>
    <p class="command">
      <code>${text}</code> <gs-copy-button what="the command" .text=${text}></gs-copy-button>
    </p>
  </div>`;
}

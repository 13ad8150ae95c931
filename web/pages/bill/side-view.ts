import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../elements/icons.ts';
import '../../elements/bill-handle.ts';
import { formatDate } from '../../format.ts';
import {
  doubtsOf,
  handlesOf,
  workingsOf,
  type Bills,
  type Changes,
  type Reading,
  type View,
} from './model.ts';
import { fieldWords } from './words.ts';

/** What the reader does beside the bill. */
export interface SideActions {
  turn(resource: string, field: string, value: number | string): void;
  turned(): void;
  take(resource: string, gone: boolean): void;
}

/** What stands behind a row: its workings, and for one resource what can be turned of it. */
export function sideView(
  reading: Reading,
  view: View,
  row: { key: string; name: string; about: string },
  bills: Bills,
  changes: Changes,
  actions: SideActions,
): TemplateResult {
  const { key, name, about } = row;
  const workings = workingsOf(view, key, bills.then);
  const doubts = view === 'resource' ? doubtsOf(bills.then, key) : [];
  return html`<section class="side card" aria-labelledby="side-title">
    <h2 id="side-title" tabindex="-1">${name}</h2>
    ${about === '' ? nothing : html`<p class="small muted">${about}</p>`}
    ${doubts.map((text) => html`<p class="note tone-blocked">${icon('blocked')} <span>${text}</span></p>`)}
    ${view === 'resource' ? whatIfView(reading, key, changes, actions) : nothing}
    <h3>How it comes about</h3>
    ${
      workings.length === 0
        ? html`<p class="small muted">Nothing of it costs money.</p>`
        : html`<ul class="workings">
            ${workings.map(
              ({ resource, text, note, source, date }) =>
                html`<li>
                  ${view === 'resource' ? nothing : html`<b>${resource}</b><br />`}
                  <span class="num">${text}</span>
                  <span class="small"
                    >${note === null ? nothing : `${note}; `}<a href=${source.url} rel="noreferrer"
                      >${source.title}</a
                    >, ${formatDate(date)}</span
                  >
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function whatIfView(
  reading: Reading,
  id: string,
  changes: Changes,
  { turn, turned, take }: SideActions,
): TemplateResult | typeof nothing {
  const { sliders, choices } = handlesOf(reading, id, changes);
  const gone = changes.without.has(id);
  return html`<h3>What if</h3>
    <label class="check"
      ><input
        type="checkbox"
        .checked=${gone}
        @change=${(event: Event) => take(id, (event.target as HTMLInputElement).checked)}
      />
      it were not there</label
    >
    ${
      gone
        ? nothing
        : html`<div class="handles">
            ${choices.map(
              ({ field, value, options }) =>
                html`<label class="field"
                  >${fieldWords(field)}
                  <select
                    @change=${(event: Event) => {
                      turn(id, field, (event.target as HTMLSelectElement).value);
                      turned();
                    }}
                  >
                    ${options.map((one) => html`<option value=${one} ?selected=${one === value}>${one}</option>`)}
                  </select></label
                >`,
            )}
            ${sliders.map(
              ({ field, value, own, most, unseen }) =>
                html`<gs-bill-handle
                  .label=${fieldWords(field)}
                  .value=${value}
                  .own=${own}
                  .most=${most}
                  .unseen=${unseen}
                  @bill-turn=${(event: CustomEvent<number>) => turn(id, field, event.detail)}
                  @bill-turned=${turned}
                ></gs-bill-handle>`,
            )}
          </div>`
    }`;
}

// Every element in every state, on one page. Served by `vite --config web/vite.config.ts` at /gallery/, and by the browser
// tests; never part of a learner's bundle.
import { LitElement, css, html, type TemplateResult } from 'lit';
import { entries } from './entries.ts';
import { base } from '../styles/shared.ts';

export interface Entry {
  tag: string;
  states: readonly (readonly [name: string, template: TemplateResult])[];
}

class Gallery extends LitElement {
  static override styles = [
    base,
    css`
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 2.5rem;
        max-width: 64rem;
        margin-inline: auto;
        padding: 2rem 1rem 4rem;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 1rem;
      }
      .state {
        min-width: 0;
        padding: 1rem;
        border: 1px dashed var(--line);
        border-radius: var(--radius-l);
      }
      .state > .label {
        margin-bottom: 0.75rem;
      }
    `,
  ];

  override render() {
    return html`<main>
      <h1>Gallery</h1>
      ${entries.map(
        (entry) =>
          html`<section id=${entry.tag} aria-label=${entry.tag}>
            <h2><code>${entry.tag}</code></h2>
            ${entry.states.map(
              ([name, template]) =>
                html`<div class="state">
                  <p class="label">${name}</p>
                  ${template}
                </div>`,
            )}
          </section>`,
      )}
    </main>`;
  }
}
customElements.define('gs-gallery', Gallery);

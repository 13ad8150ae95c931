import { html } from 'lit';
import { getLabSession, openLabSession } from '../data/lab-sessions.ts';
import { getLab } from '../data/labs.ts';
import { icon } from '../elements/icons.ts';
import '../elements/system-map.ts';
import type { SystemPart } from '../elements/system-map.ts';
import { picture } from '../styles/picture.ts';
import { base, controls } from '../styles/shared.ts';
import { beforePicture } from './before-picture.ts';
import { Load, Page } from './page.ts';
import { passedOf, partsOf } from './system-map/model.ts';
import { systemPageStyles } from './system-map/styles.ts';

class SystemMapPage extends Page {
  static override styles = [base, controls, picture, systemPageStyles];
  readonly #load = new Load<readonly SystemPart[]>(this, (state) => {
    void this.ready(state.status === 'ready' ? 'System map' : 'System map not available');
  });

  override arrived() {
    void this.#load.run(async () => {
      const id = this.params['lab'] ?? '';
      const [lab, { id: session }] = await Promise.all([getLab(id), openLabSession(id)]);
      return partsOf(lab, await getLabSession(session));
    }, true);
  }

  override render() {
    const { state } = this.#load;
    if (state.status !== 'ready')
      return beforePicture(this, state, { heading: 'Your system could not be drawn', what: 'your system' });
    const parts = state.value;
    return html`<div class="picture-page system-page">
      <header>
        <div class="grow">
          <p class="label">
            <a href="/labs/${this.params['lab']}">Workbench</a> <span aria-hidden="true">/</span> Picture
          </p>
          <h1 tabindex="-1">System map</h1>
          <p class="muted">
            ${passedOf(parts)} of ${parts.length} parts have passed. What has passed once stays so, also when
            you tear it down. Below each name stands what the last check read.
          </p>
        </div>
        <button aria-disabled=${this.#load.refreshing} @click=${() => this.arrived()}>
          ${icon(this.#load.refreshing ? 'busy' : 'reset')} Look again
        </button>
      </header>
      <gs-system-map .parts=${parts}></gs-system-map>
    </div>`;
  }
}
customElements.define('page-system-map', SystemMapPage);

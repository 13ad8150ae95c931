import { html, type TemplateResult } from 'lit';
import type { LoadState, Page } from './page.ts';

/** What stands in the place of a picture while it is read, or when it cannot be read: why, another try, and the way back. */
export function beforePicture(
  page: Page,
  state: Exclude<LoadState<unknown>, { status: 'ready' }>,
  words: { heading: string; what: string },
): TemplateResult {
  if (state.status === 'loading')
    return html`<div class="hold"><gs-skeleton what=${words.what}></gs-skeleton></div>`;
  return html`<div class="hold">
    <gs-problem
      page
      heading=${words.heading}
      .problem=${state.error}
      @retry=${() => page.arrived(new URL(location.href))}
    ></gs-problem>
    <p><a href="/labs/${page.params['lab']}">Back to the workbench</a></p>
  </div>`;
}

import { html, type TemplateResult } from 'lit';
import { formatDate } from '../../format.ts';
import { DAYS, PRICES, type Bucket, type Row } from './model.ts';

/** The picture in words: every change, the rules as they were read, and where the prices come from. */
export function tablesView(rows: readonly Row[], bucket: Bucket): TemplateResult {
  return html`<div class="under">
    <details class="card">
      <summary>Table of all changes</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Changes">
        <table>
          <thead>
            <tr>
              <th scope="col">Object</th>
              <th scope="col">Day</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            ${rows.flatMap((row) =>
              row.changes.length === 0
                ? [
                    html`<tr>
                      <td><code>${row.key}</code></td>
                      <td colspan="4">stays where it is for ${DAYS} days</td>
                    </tr>`,
                  ]
                : row.changes.map(
                    (change) =>
                      html`<tr>
                        <td><code>${row.key}</code></td>
                        <td class="num">${change.day}</td>
                        <td>${change.from}</td>
                        <td>${change.to}</td>
                        <td>${change.by}</td>
                      </tr>`,
                  ),
            )}
          </tbody>
        </table>
      </div>
    </details>
    <details class="card">
      <summary>The rules as they were read</summary>
      <pre tabindex="0">
${bucket.configuration === null ? bucket.message : JSON.stringify(bucket.configuration, null, 2)}</pre>
    </details>
    <p class="small muted">
      Prices of ${formatDate(PRICES.date)} for ${PRICES.region}: storage, transition requests and early-delete
      charges; requests and retrievals of your own are not in it.
    </p>
  </div>`;
}

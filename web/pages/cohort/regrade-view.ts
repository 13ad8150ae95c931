import { html, nothing, type TemplateResult } from 'lit';
import type { RegradeReply } from '../../../server/contract/index.ts';
import { formatPoints, plural } from '../../format.ts';

type Change = RegradeReply['changes'][number];

const WORDS: Record<RegradeReply['status'], string> = {
  running: 'is under way',
  ready: 'waits for a decision',
  applied: 'was applied',
  discarded: 'was thrown away',
  failed: 'failed',
};

/** One regrade: who would gain or lose and why, and the decision while it is open. */
export function regradeView(
  regrade: RegradeReply,
  { mayDecide, decide }: { mayDecide: boolean; decide: (how: 'apply' | 'lower' | 'discard') => void },
): TemplateResult {
  const { changes, done, total, status } = regrade;
  const gain = changes.filter(({ before, after }) => after.points > before.points);
  const lose = changes.filter(({ before, after }) => after.points < before.points);
  return html`<section class="card regrade" aria-labelledby="regrade">
    <h3 id="regrade">Regrade of ${regrade.lab}: it ${WORDS[status]}</h3>
    ${
      status === 'running'
        ? html`<progress max=${Math.max(1, total)} value=${done} aria-label="Attempts looked at"></progress>`
        : nothing
    }
    <p>
      ${done} of ${plural(total, 'attempt')} looked
      at${regrade.withoutEvidence > 0 ? `, ${regrade.withoutEvidence} of them without kept evidence` : ''}.
      ${plural(gain.length, 'result')} would gain points, ${lose.length} would lose some,
      ${changes.length - gain.length - lose.length} would have another reason.
      ${regrade.problem === null ? nothing : html`<strong>${regrade.problem}</strong>`}
    </p>
    ${changes.length > 0 ? table(changes) : nothing}
    ${
      mayDecide && status === 'ready'
        ? html`<div class="row">
            <button class="primary" ?disabled=${changes.length === 0} @click=${() => decide('apply')}>
              Apply; nobody loses points
            </button>
            ${
              lose.length > 0
                ? html`<button @click=${() => decide('lower')}>Apply, and take points away</button>`
                : nothing
            }
            <button class="quiet" @click=${() => decide('discard')}>Throw it away</button>
          </div>`
        : nothing
    }
  </section>`;
}

function table(changes: readonly Change[]): TemplateResult {
  const verdict = ({ status, points, reason, message }: Change['before']) =>
    html`${status}, ${formatPoints(points)} points <code>${reason}</code>
      <div class="small muted">${message}</div>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="What would change">
    <table>
      <thead>
        <tr>
          <th scope="col">Learner</th>
          <th scope="col">Task</th>
          <th scope="col">Was</th>
          <th scope="col">Would be</th>
        </tr>
      </thead>
      <tbody>
        ${changes.slice(0, 200).map(
          (change) =>
            html`<tr>
              <th scope="row">${change.name}, attempt ${change.number}</th>
              <td>${change.task}</td>
              <td>${verdict(change.before)}</td>
              <td>
                ${verdict(change.after)}${change.applied ? html`<div class="small">applied</div>` : nothing}
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
    ${changes.length > 200 ? html`<p class="small muted">The first 200 of ${changes.length}.</p>` : nothing}
  </div>`;
}

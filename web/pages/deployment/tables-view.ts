import { html, type TemplateResult } from 'lit';
import { failureAt, type Plan } from '../../../graders/semantics/deployment/index.ts';
import { formatPercent, formatSpan } from '../../format.ts';
import { nameOf, wordsOf } from './model.ts';

/** The timeline in words: each phase, and what a failure that begins in it does. */
export function tablesView(plan: Plan, notice: number | null): TemplateResult {
  const outcome = (at: number) => {
    const { title, text } = wordsOf(plan, at, failureAt(plan, at, notice));
    return `${title}. ${text[0] ?? ''}`;
  };
  return html`<details class="card under" id="words">
    <summary>The timeline as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Phases of the update">
      <table>
        <thead>
          <tr>
            ${[
              'From',
              'To',
              'Phase',
              'On the new version',
              'Instances',
              'Alarm',
              'If it begins to fail here',
            ].map((words) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${plan.phases.map(
            (phase) =>
              html`<tr>
                <th scope="row">${formatSpan(phase.from)}</th>
                <td>${formatSpan(phase.to)}</td>
                <td>${nameOf(phase)}</td>
                <td>${formatPercent(phase.share)}</td>
                <td>${phase.old} old, ${phase.fresh} new</td>
                <td>${phase.watched && notice !== null ? 'turns back' : 'does nothing'}</td>
                <td>${outcome(phase.from)}</td>
              </tr>`,
          )}
          <tr>
            <th scope="row">${formatSpan(plan.seconds)}</th>
            <td>–</td>
            <td>over</td>
            <td>100%</td>
            <td>${plan.instances} new</td>
            <td>does nothing</td>
            <td>${outcome(plan.seconds)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  </details>`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { DeploymentReply } from '../../../server/contract/index.ts';
import { icon } from '../../elements/icons.ts';
import { formatMoment } from '../../format.ts';

type Event = DeploymentReply['events'][number];

const KINDS: Record<Event['kind'], string> = {
  created: 'Created',
  updated: 'Updated',
  reweighed: 'Weights or instances changed',
  deleted: 'Deleted',
};

/** What became of the endpoint so far: calls, and the configurations that are still there. */
export function historyView({
  events,
  configs,
  alarms,
  endpoint,
  settings,
}: DeploymentReply): TemplateResult {
  return html`<div class="past">
    <section class="card" aria-labelledby="past-title">
      <h2 id="past-title">What happened to it</h2>
      ${
        events.length === 0
          ? html`<p class="small muted">The journal has no call about ${endpoint}.</p>`
          : html`<ol class="plain events">
              ${events.map(
                (event) =>
                  html`<li class="tone-${event.refused === null ? 'info' : 'fail'}">
                    <span class="dot" aria-hidden="true"></span>
                    <p>
                      <b>${KINDS[event.kind]}</b>${
                        event.config === null ? nothing : html` with <code>${event.config}</code>`
                      }${event.kind === 'updated' ? `, ${strategyOf(event)}` : ''}
                      ${event.refused === null ? nothing : html`<strong>refused: ${event.refused}</strong>`}
                    </p>
                    <time class="small muted" datetime=${event.at}>${formatMoment(event.at)}</time>
                  </li>`,
              )}
            </ol>`
      }
    </section>
    <section class="card" aria-labelledby="alarms-title">
      <h2 id="alarms-title">Alarms of the last update</h2>
      ${
        alarms.length === 0
          ? html`<p class="small muted">
              ${settings === null ? 'No update has named any.' : 'It names none: nothing would have turned it back.'}
            </p>`
          : html`<ul class="plain alarms">
              ${alarms.map(({ name, counts, problem, condition, seconds, state }) => {
                const tone = counts === null ? 'blocked' : counts ? 'pass' : 'fail';
                const verdict = counts === null ? problem : counts ? 'watches this endpoint' : problem;
                return html`<li class="tone-${tone}">
                  ${icon(tone)}
                  <p>
                    <code>${name}</code> ${verdict}.
                    <span class="small muted">
                      ${condition}${seconds === null ? '' : `, at the soonest after ${seconds} s`}${
                        state === null ? '' : `, now ${state}`
                      }
                    </span>
                  </p>
                </li>`;
              })}
            </ul>`
      }
    </section>
    <section class="card wide" aria-labelledby="configs-title">
      <h2 id="configs-title">Its configurations</h2>
      ${
        configs.length === 0
          ? html`<p class="small muted">None of them is there.</p>`
          : html`<div class="scroll" tabindex="0" role="region" aria-label="Configurations">
              <table>
                <thead>
                  <tr>
                    ${['Configuration', 'Made', 'Variant', 'Model', 'Instances', 'Weight'].map(
                      (words) => html`<th scope="col">${words}</th>`,
                    )}
                  </tr>
                </thead>
                <tbody>
                  ${configs.flatMap(({ name, createdAt, current, variants }) =>
                    variants.map(
                      (variant) =>
                        html`<tr>
                          <th scope="row">
                            <code>${name}</code>
                            ${current ? html`<span class="chip tone-pass">${icon('check')} now</span>` : nothing}
                          </th>
                          <td>${createdAt === null ? '–' : formatMoment(createdAt)}</td>
                          <td>${variant.name}</td>
                          <td>${variant.model ?? '–'}</td>
                          <td>${variant.count ?? '–'} × ${variant.type ?? 'serverless'}</td>
                          <td>${variant.weight ?? 1}</td>
                        </tr>`,
                    ),
                  )}
                </tbody>
              </table>
            </div>`
      }
    </section>
  </div>`;
}

function strategyOf({ strategy }: Event): string {
  if (strategy === null) return 'without a deployment configuration';
  return strategy === 'rolling' ? 'rolling' : `blue/green, ${strategy.replaceAll('-', ' ')}`;
}

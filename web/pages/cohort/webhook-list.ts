import { html, nothing, type TemplateResult } from 'lit';
import type { DeliveryRow, WebhookBody, WebhookEvent, WebhookRow } from '../../../server/contract/index.ts';
import { formatMoment, plural } from '../../format.ts';
import { textOf } from '../form-text.ts';

const EVENTS: readonly { event: WebhookEvent; does: string }[] = [
  { event: 'attempt.graded', does: 'an attempt was graded' },
  { event: 'run.ended', does: 'a grading run ended' },
  { event: 'regrade.applied', does: 'a regrade was applied' },
  { event: 'override.set', does: 'points were set by hand' },
  { event: 'override.removed', does: 'such points were taken back' },
  { event: 'request.opened', does: 'a student asks for another look' },
];

/** What can be done with a webhook. */
export interface WebhookActions {
  test(webhook: WebhookRow): void;
  show(webhook: WebhookRow): void;
  switch(webhook: WebhookRow): void;
  remove(webhook: WebhookRow): void;
}

/** Webhooks, each with its state, in words, and its buttons. */
export function webhookCards(webhooks: readonly WebhookRow[], actions: WebhookActions): TemplateResult {
  if (webhooks.length === 0) return html`<p class="muted">No webhook yet.</p>`;
  return html`<ul class="cards">
    ${webhooks.map((webhook) => card(webhook, actions))}
  </ul>`;
}

function card(webhook: WebhookRow, actions: WebhookActions): TemplateResult {
  const { url, events, status, withNames, waiting, dead, lastDeliveredAt } = webhook;
  const label = `${new URL(url).host}, ${events.join(', ')}`;
  return html`<li class="card">
    <h3><code>${url}</code></h3>
    <p class="small">${events.join(', ')}${withNames ? ', with names' : nothing}</p>
    <p>
      ${stateWord(webhook)}
      ${lastDeliveredAt ? `Last delivered ${formatMoment(lastDeliveredAt)}.` : 'Nothing delivered yet.'}
      ${waiting > 0 ? `${plural(waiting, 'delivery', 'deliveries')} waiting.` : nothing}
      ${dead > 0 ? `${plural(dead, 'delivery', 'deliveries')} given up.` : nothing}
    </p>
    <div class="row">
      <button class="small" aria-label="Log of ${label}" @click=${() => actions.show(webhook)}>Log</button>
      ${
        status === 'active'
          ? html`<button
              class="small"
              aria-label="Send a test to ${label}"
              @click=${() => actions.test(webhook)}
            >
              Send a test
            </button>`
          : nothing
      }
      <button
        class="small"
        aria-label="${status === 'active' ? 'Pause' : 'Switch on'} ${label}"
        @click=${() => actions.switch(webhook)}
      >
        ${status === 'active' ? 'Pause' : 'Switch on'}
      </button>
      <button class="small danger" aria-label="Remove ${label}" @click=${() => actions.remove(webhook)}>
        Remove
      </button>
    </div>
  </li>`;
}

function stateWord({ status, problem }: WebhookRow): string {
  if (status === 'disabled') return `Disabled by the server: ${problem ?? 'nothing arrived.'}`;
  return status === 'paused' ? 'Paused.' : 'Active.';
}

/** What was sent to one webhook, with each try. */
export function deliveryTable(
  deliveries: readonly DeliveryRow[],
  again: (delivery: DeliveryRow) => void,
): TemplateResult {
  if (deliveries.length === 0) return html`<p class="muted">Nothing has been sent.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of deliveries">
    <table>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col">Tries</th>
          <th scope="col"><span class="visually-hidden">Send again</span></th>
        </tr>
      </thead>
      <tbody>
        ${deliveries.map(
          (delivery) =>
            html`<tr>
              <td class="num">${formatMoment(delivery.createdAt)}</td>
              <th scope="row">
                <code>${delivery.event}</code><br /><span class="small muted">${delivery.id}</span>
              </th>
              <td>${deliveryWord(delivery)}</td>
              <td>
                ${delivery.tries.map(
                  ({ at, status, durationMs, problem }) =>
                    html`<div>${formatMoment(at)}: ${problem ?? status}, ${durationMs} ms</div>`,
                )}
              </td>
              <td>
                ${
                  delivery.status === 'dead' || delivery.status === 'delivered'
                    ? html`<button
                        class="small"
                        aria-label="Send again: ${delivery.event} ${delivery.id}"
                        @click=${() => again(delivery)}
                      >
                        Send again
                      </button>`
                    : nothing
                }
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function deliveryWord({ status, nextAt }: DeliveryRow): string {
  if (status === 'waiting') return nextAt === null ? 'waiting' : `waiting until ${formatMoment(nextAt)}`;
  return { sending: 'on its way', delivered: 'delivered', dead: 'given up' }[status];
}

/** The form for a new webhook. */
export function webhookForm(make: (event: SubmitEvent) => void): TemplateResult {
  return html`<form class="card" @submit=${make} aria-label="Make a webhook">
    <label class="field"
      >Address <input type="url" name="url" required maxlength="1000" placeholder="https://"
    /></label>
    <fieldset>
      <legend>Tell it when</legend>
      ${EVENTS.map(
        ({ event, does }) =>
          html`<label class="check"><input type="checkbox" name="events" value=${event} /> ${does}</label>`,
      )}
    </fieldset>
    <label class="check"
      ><input type="checkbox" name="names" /> Send names and student numbers too, not only ids</label
    >
    <div class="row"><button class="primary">Make the webhook</button></div>
  </form>`;
}

/** What the form says. */
export function webhookBody(form: HTMLFormElement): WebhookBody {
  const data = new FormData(form);
  return {
    url: textOf(data, 'url'),
    events: data.getAll('events').filter((event) => typeof event === 'string') as WebhookEvent[],
    withNames: data.has('names'),
  };
}

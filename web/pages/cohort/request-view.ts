import { html, nothing, type TemplateResult } from 'lit';
import type { OverridesReply, RequestsReply } from '../../../server/contract/index.ts';
import { formatMoment, formatPoints } from '../../format.ts';

type Request = RequestsReply['requests'][number];
type Override = OverridesReply['overrides'][number];

/** A student's request with its thread, the answer to it, and the points where the lab is assigned. */
export function requestView(
  request: Request,
  on: {
    assigned: boolean;
    /** Address of the attempt; empty where the reader is there already. */
    href: string;
    answer: (event: SubmitEvent) => void;
    setPoints: (event: SubmitEvent) => void;
  },
): TemplateResult {
  const { name, lab, task, number, status, reason, points } = request;
  const what = `${name}: ${lab}, ${task}`;
  return html`<article class="card request" aria-label=${what}>
    <h3>${what}</h3>
    <p class="small">
      ${status},
      ${on.href === '' ? `attempt ${number}` : html`<a href=${on.href}>attempt ${number}<span class="visually-hidden"> of ${name}</span></a>`}${reason === null ? '' : `, the grader said ${reason}`}${
        points === null ? '' : ` (${formatPoints(points)} points)`
      }
    </p>
    ${request.messages.map(
      ({ author, text, at }) =>
        html`<div>
          <p class="small muted">${author}, ${formatMoment(at)}</p>
          <blockquote>${text}</blockquote>
        </div>`,
    )}
    <form @submit=${on.answer}>
      <label class="field"
        >Answer to ${name}
        <textarea name="text" required maxlength="4000"></textarea>
      </label>
      <div class="row">
        <button class="primary">Answer</button>
        <label class="check"><input type="checkbox" name="close" /> and close the request</label>
      </div>
    </form>
    ${on.assigned ? pointsForm(request, on.setPoints) : nothing}
  </article>`;
}

function pointsForm(request: Request, setPoints: (event: SubmitEvent) => void): TemplateResult {
  return html`<details>
    <summary>Set the points of this task by hand</summary>
    <form @submit=${setPoints}>
      <div class="fields">
        <label class="field">Points <input type="number" name="points" min="0" step="0.01" required /></label>
        <label class="field"
          >Reason, for the record <input type="text" name="reason" required maxlength="1000"
        /></label>
        <button>Set<span class="visually-hidden"> the points of ${request.name}</span></button>
      </div>
    </form>
  </details>`;
}

/** Points set by hand, beside what the grader says. */
export function overrideRow(one: Override, takeBack: () => void): TemplateResult {
  const { then, now } = one.automatic;
  const said = (points: number | null): string => (points === null ? 'nothing' : formatPoints(points));
  return html`<tr>
    <th scope="row">${one.name}</th>
    <td>${one.title}: ${one.task}</td>
    <td class="num">${formatPoints(one.points)}</td>
    <td>
      ${one.changed ? html`<strong>Look again:</strong> ${said(now)} now, ${said(then)} then` : said(then)}
    </td>
    <td>${one.reason} <span class="small muted">${one.by}, ${formatMoment(one.at)}</span></td>
    <td>
      <button class="small" @click=${takeBack}>
        Take back<span class="visually-hidden"> the points of ${one.name} for ${one.task}</span>
      </button>
    </td>
  </tr>`;
}

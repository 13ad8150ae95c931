import { html, type TemplateResult } from 'lit';
import type { GraphLink } from '../../elements/identity-graph.ts';
import { factsOf, type Graph } from './model.ts';

const WORDS: Record<GraphLink['actual'], string> = {
  allow: 'allowed',
  deny: 'denied',
  unknown: 'cannot be told',
};

/** The graph in words: every line, what the task asks, and the reason. */
export function tablesView(graph: Graph): TemplateResult {
  const rows = [...graph.who, ...graph.reaches].flatMap((node) => node.links.map((link) => ({ node, link })));
  return html`<details class="card under" id="words">
    <summary>The graph as a table</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Lines of the graph">
      <table>
        <caption>
          ${graph.role}:
          ${
            graph.workloads.length === 0
              ? 'nothing runs as it'
              : graph.workloads.map(({ name, status }) => `${name} (${status})`).join(', ')
          }
        </caption>
        <thead>
          <tr>
            ${['Who or what', 'How', 'Is', 'The task asks for', 'Why', 'Used by'].map(
              (words) => html`<th scope="col">${words}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ node, link }) =>
              html`<tr>
                <th scope="row">${node.title}</th>
                <td>${link.verb}</td>
                <td>${WORDS[link.actual]}</td>
                <td>${link.asked ? WORDS[link.wanted] : '–'}</td>
                <td>${factsOf(graph, link, link.request)?.reason ?? ''}</td>
                <td>${node.usedBy.join(', ') || '–'}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

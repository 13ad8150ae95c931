import { html, type TemplateResult } from 'lit';
import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import { labFileUrl } from '../../data/labs.ts';
import '../../elements/connection.ts';
import { icon } from '../../elements/icons.ts';
import '../../elements/journal.ts';
import '../../elements/tabs.ts';
import { formatBytes, formatInteger } from '../../format.ts';
import { attemptsView } from './feedback-view.ts';
import type { LabFeedback } from './feedback.ts';
import type { LabStore } from './store.ts';

/** The tools beside a task: connection, call journal, attempts and the lab's files, as tabs. */
export function toolsView(
  lab: LabReply,
  session: LabSessionReply,
  store: LabStore,
  { tool, choose, feedback }: { tool: string; choose: (tool: string) => void; feedback: LabFeedback },
): TemplateResult {
  const { connection, journal } = store;
  const tabs = [
    { id: 'connection', label: 'Connect' },
    { id: 'journal', label: 'Call journal', note: journal.length > 0 ? formatInteger(journal.length) : '' },
    {
      id: 'attempts',
      label: 'Attempts',
      note: session.attempts.length > 0 ? formatInteger(session.attempts.length) : '',
    },
    ...(lab.files.length > 0 ? [{ id: 'files', label: 'Files', note: formatInteger(lab.files.length) }] : []),
  ];
  return html`<gs-tabs
    label="Tools"
    .tabs=${tabs}
    .selected=${tool}
    @tab-change=${(event: CustomEvent<string>) => choose(event.detail)}
  >
    <div class="tool" slot="connection"><gs-connection .connection=${connection}></gs-connection></div>
    <div class="tool" slot="journal"><gs-journal .entries=${journal}></gs-journal></div>
    <div class="tool" slot="attempts">${attemptsView(lab, store, feedback)}</div>
    <div class="tool" slot="files">
      <ul class="plain files">
        ${lab.files.map(
          (file) =>
            html`<li>
              <a href=${labFileUrl(lab.id, file.path)} download
                >${icon('download')} <code>${file.path}</code></a
              >
              <span class="small muted num">${formatBytes(file.bytes)}</span>
            </li>`,
        )}
      </ul>
    </div>
  </gs-tabs>`;
}

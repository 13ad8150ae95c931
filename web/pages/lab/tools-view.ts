import { html, nothing, type TemplateResult } from 'lit';
import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import { labFileUrl } from '../../data/labs.ts';
import '../../elements/connection.ts';
import { icon } from '../../elements/icons.ts';
import '../../elements/journal.ts';
import '../../elements/tabs.ts';
import '../../elements/terminal.ts';
import { formatBytes, formatInteger, plural } from '../../format.ts';
import type { TerminalSettings } from '../../terminal/transport.ts';
import { ownAccountView } from './own-account-view.ts';
import { isOwnAccount } from './session-state.ts';
import type { Dock } from './dock.ts';
import { attemptsView } from './feedback-view.ts';
import type { LabFeedback } from './feedback.ts';
import type { LabStore } from './store.ts';
import type { LabTerminals } from './terminals.ts';

/** What the tools show and do, beside the store. */
export interface Tools {
  tool: string;
  choose: (tool: string) => void;
  feedback: LabFeedback;
  terminals: LabTerminals;
  dock: Dock;
}

/** The tools beside a task: terminal, connection, call journal, attempts and the lab's files, as tabs. */
export function toolsView(
  lab: LabReply,
  session: LabSessionReply,
  store: LabStore,
  { tool, choose, feedback, terminals, dock }: Tools,
): TemplateResult {
  const { connection, journal } = store;
  const own = isOwnAccount(session);
  const ofSandbox = [
    {
      id: 'terminal',
      label: 'Terminal',
      note: terminals.tabs.length > 1 ? formatInteger(terminals.tabs.length) : '',
    },
    { id: 'connection', label: 'Connect' },
    { id: 'journal', label: 'Call journal', note: journal.length > 0 ? formatInteger(journal.length) : '' },
  ];
  const tabs = [
    ...(own ? [{ id: 'account', label: 'Your account' }] : ofSandbox),
    {
      id: 'attempts',
      label: 'Attempts',
      note: attemptsNote(session.attempts.length, feedback.comments.unread(lab.id)),
    },
    ...(lab.files.length > 0 ? [{ id: 'files', label: 'Files', note: formatInteger(lab.files.length) }] : []),
  ];
  return html`${dock.splitter()}<gs-tabs
      label="Tools"
      .tabs=${tabs}
      .selected=${tabs.some(({ id }) => id === tool) ? tool : (tabs[0]?.id ?? '')}
      @tab-change=${(event: CustomEvent<string>) => choose(event.detail)}
    >
      ${dock.toggle()}
      <div class="tool" slot="account">${own ? ownAccountView(session) : nothing}</div>
      <div class="tool terminal" slot="terminal">${own ? nothing : terminalView(session, terminals)}</div>
      <div class="tool" slot="connection"><gs-connection .connection=${connection}></gs-connection></div>
      <div class="tool" slot="journal"><gs-journal .entries=${journal}></gs-journal></div>
      <div class="tool" slot="attempts">${attemptsView(lab, store, feedback, tool === 'attempts')}</div>
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

function attemptsNote(attempts: number, comments: number): string {
  const count = attempts > 0 ? formatInteger(attempts) : '';
  return comments > 0 ? `${count}, ${plural(comments, 'new comment')}` : count;
}

function terminalView(session: LabSessionReply, terminals: LabTerminals): TemplateResult {
  const waits = terminals.available === null || session.status === 'preparing';
  if (waits && terminals.tabs.length === 0) return html`<gs-skeleton what="the terminal"></gs-skeleton>`;
  return html`<gs-terminal
    .tabs=${terminals.tabs}
    .selected=${terminals.selected}
    .limit=${terminals.limit}
    .problem=${terminals.problem}
    .busy=${terminals.busy}
    .notice=${terminals.notice}
    .settings=${terminals.settings}
    @open-terminal=${() => terminals.open()}
    @close-terminal=${(event: CustomEvent<string>) => terminals.close(event.detail)}
    @restart-terminal=${(event: CustomEvent<string>) => terminals.restart(event.detail)}
    @choose-terminal=${(event: CustomEvent<string>) => terminals.choose(event.detail)}
    @settings=${(event: CustomEvent<TerminalSettings>) => terminals.set(event.detail)}
    @retry=${() => terminals.read()}
  ></gs-terminal>`;
}

import { html, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { LabReply, LabSessionReply } from '../../../server/contract/index.ts';
import { putDraft } from '../../data/lab-sessions.ts';
import { Drafts, type FileKey } from './drafts.ts';
import type { LabStore } from './store.ts';

type Task = LabReply['tasks'][number];
type FileSpec = Task['artifacts'][number];

/** The files of a task: which text each shows, and what becomes of it. */
export class LabFiles implements ReactiveController {
  readonly #store: LabStore;
  readonly #host: ReactiveControllerHost;
  readonly #drafts: Drafts;
  /** Starting files by path; null while one is asked for, or could not be had. */
  readonly #starters = new Map<string, string | null>();

  constructor(host: ReactiveControllerHost, store: LabStore) {
    this.#host = host;
    this.#store = store;
    this.#drafts = new Drafts(
      ({ session, task, name }, text) => putDraft(session, task, name, text),
      () => host.requestUpdate(),
    );
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#drafts.stop();
  }

  view(session: LabSessionReply, task: Task) {
    if (task.artifacts.length > 0 && !this.#store.drafts)
      return html`<gs-skeleton what="your files"></gs-skeleton>`;
    return task.artifacts.map((file) => this.#file(session, task, file));
  }

  #file(session: LabSessionReply, task: Task, file: FileSpec) {
    const store = this.#store;
    const key: FileKey = { session: session.id, task: task.id, name: file.name };
    const isIt = (one: { task: string; name: string }) => one.task === task.id && one.name === file.name;
    const submitted = store.artifacts.find(isIt) ?? null;
    const onServer = store.drafts?.find(isIt);
    const text = this.#drafts.text(key, onServer) ?? submitted?.text ?? this.#starter(file);
    const artifact = html`<gs-artifact
      .name=${file.name}
      .language=${file.language}
      .about=${file.about ?? ''}
      .draft=${text}
      .kept=${this.#drafts.state(key, onServer)}
      .submitted=${submitted}
      .graded=${store.graded.find(isIt) ?? null}
      .starter=${file.starter !== undefined}
      .busy=${store.busy.has(`artifact ${task.id}/${file.name}`)}
      @draft=${(event: CustomEvent<string>) => this.#drafts.change(key, event.detail)}
      @hand-in=${(event: CustomEvent<string>) => this.#handIn(key, event.detail)}
      @starter=${async () => {
        const starter = await store.starter(file.starter ?? '');
        if (starter !== null) this.#drafts.change(key, starter);
      }}
    ></gs-artifact>`;
    // Another file is another editor, with its own undo and problems.
    return keyed(`${key.session}/${key.task}/${key.name}`, artifact);
  }

  async #handIn(key: FileKey, text: string) {
    await this.#drafts.settle(key);
    const done = await this.#store.handIn(key.task, key.name, text);
    this.#drafts.settled(key, text, done);
  }

  /** What an editor without a text opens with. Asked for once; until it is there the editor is empty. */
  #starter({ starter }: FileSpec): string {
    if (starter === undefined) return '';
    if (!this.#starters.has(starter)) {
      this.#starters.set(starter, null);
      void Promise.resolve()
        .then(() => this.#store.starter(starter))
        .then((text) => {
          this.#starters.set(starter, text);
          this.#host.requestUpdate();
        });
    }
    return this.#starters.get(starter) ?? '';
  }
}

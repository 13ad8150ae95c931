import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { TerminalReply, TerminalsReply } from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { asApiError } from '../../data/http.ts';
import { endTerminal, getTerminals, startTerminal, terminalTransport } from '../../data/terminals.ts';
import type { ProblemText } from '../../elements/problem.ts';
import { keepSettings, readSettings } from '../../terminal/settings.ts';
import type { TerminalSettings, TerminalTab } from '../../terminal/transport.ts';

/** Until the screen has measured itself; it tells the shell its size right after. */
const FIRST_SIZE = { cols: 80, rows: 24 };

/** The terminals of one lab session as the workbench holds them. */
export class LabTerminals implements ReactiveController {
  tabs: readonly TerminalTab[] = [];
  selected = '';
  limit = 1;
  /** Null until the server has said whether it can open terminals. */
  available: boolean | null = null;
  problem: ProblemText | null = null;
  busy = false;
  /** Why a command was not pasted. */
  notice = '';
  settings: TerminalSettings = readSettings();
  #session = '';
  /** A change of this is another account: what the tabs show has ended. */
  #of = '';
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Could a command be pasted, into a terminal that is open or one that opens for it? */
  get usable(): boolean {
    return this.tabs.length > 0 || (this.available === true && this.problem === null);
  }

  /** The tool that the workbench opens with. */
  get firstTool(): string {
    return this.available === false ? 'connection' : 'terminal';
  }

  /** Call at every change of the lab session: reads the terminals when its account is ready, and again after a new one. */
  follow(session: { id: string; status: string; generation: number }): void {
    const of = `${session.id} ${session.generation} ${session.status === 'ready'}`;
    if (of === this.#of) return;
    this.#of = of;
    this.#session = session.id;
    void this.read();
  }

  async read(): Promise<void> {
    const session = this.#session;
    try {
      const reply = await getTerminals(session);
      if (session === this.#session) this.#take(reply);
    } catch (error) {
      this.available = false;
      this.problem = asApiError(error);
    }
    this.#host.requestUpdate();
  }

  async open(): Promise<void> {
    await this.#act(async () => {
      this.#add(await startTerminal(this.#session, FIRST_SIZE));
      announce(`Terminal ${this.tabs.at(-1)?.number ?? ''} opened`);
    });
  }

  async close(id: string): Promise<void> {
    await this.#act(async () => {
      await this.#end(id);
      announce('Terminal closed');
    });
  }

  /** Another shell in the place of one that has ended. */
  async restart(id: string): Promise<void> {
    await this.#act(async () => {
      await this.#end(id);
      this.#add(await startTerminal(this.#session, FIRST_SIZE));
    });
  }

  choose(id: string): void {
    this.selected = id;
    this.#host.requestUpdate();
  }

  set(settings: TerminalSettings): void {
    this.settings = settings;
    keepSettings(settings);
    this.#host.requestUpdate();
  }

  #take(reply: TerminalsReply) {
    const known = new Map(this.tabs.map((tab) => [tab.id, tab]));
    this.available = reply.available;
    this.problem = reply.problem;
    this.limit = reply.limit;
    // A tab that is there keeps its line: a new one would draw everything again.
    this.tabs = reply.terminals.map((terminal) => known.get(terminal.id) ?? this.#tab(terminal));
    if (!this.tabs.some(({ id }) => id === this.selected)) this.selected = this.tabs.at(-1)?.id ?? '';
  }

  #tab({ id, number }: TerminalReply): TerminalTab {
    return { id, number, transport: terminalTransport(this.#session, id) };
  }

  #add(terminal: TerminalReply) {
    this.tabs = [...this.tabs, this.#tab(terminal)];
    this.selected = terminal.id;
  }

  async #end(id: string): Promise<void> {
    try {
      await endTerminal(this.#session, id);
    } catch (error) {
      // One that is gone already is as good as closed.
      if (asApiError(error).status !== 404) throw error;
    }
    this.tabs = this.tabs.filter((tab) => tab.id !== id);
    if (this.selected === id) this.selected = this.tabs.at(-1)?.id ?? '';
  }

  async #act(action: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = null;
    this.notice = '';
    this.#host.requestUpdate();
    try {
      await action();
    } catch (error) {
      this.problem = asApiError(error);
    } finally {
      this.busy = false;
      this.#host.requestUpdate();
    }
  }
}

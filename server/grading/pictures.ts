import type { LifecycleReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { LabSessions } from './lab-sessions.ts';
import type { Grader, SandboxHost } from './ports.ts';
import { readerTarget, variablesOf } from './targets.ts';

/** Pictures of a learner's account, read at the moment they are asked for. */
export class Pictures {
  readonly #sessions: LabSessions;
  readonly #host: SandboxHost;
  readonly #grader: Grader;
  readonly #today: string | null;

  constructor(sessions: LabSessions, host: SandboxHost, grader: Grader, today: string | null) {
    this.#sessions = sessions;
    this.#host = host;
    this.#grader = grader;
    this.#today = today;
  }

  /** @throws CodedError NO_LIFECYCLE_PICTURE, LAB_SESSION_NOT_READY, ENGINE_UNAVAILABLE */
  async lifecycle(learner: string, id: string): Promise<LifecycleReply> {
    const session = await this.#sessions.find(learner, id);
    const picture = await this.#grader.picture({
      lab: this.#sessions.labOf(session).manifest,
      variables: variablesOf(session),
      target: readerTarget(this.#host, session),
      today: this.#today,
    });
    if (!picture) throw new CodedError('NO_LIFECYCLE_PICTURE', { lab: session.lab });
    return picture;
  }
}

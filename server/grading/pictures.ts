import type { JournalEntry } from '../contract/index.ts';
import { CodedError, type ErrorCode } from '../errors.ts';
import type { Db } from '../store/index.ts';
import { submitted } from './artifacts.ts';
import type { LabSessions } from './lab-sessions.ts';
import type { Grader, PictureKind, PictureReplies, RealAccounts, SandboxHost } from './ports.ts';
import { isReal, readerTarget, variablesOf } from './targets.ts';

/** What a lab without such checks answers; without a bill is an account in a Region of which there are no prices. */
const ABSENT = {
  lifecycle: 'NO_LIFECYCLE_PICTURE',
  network: 'NO_NETWORK_PICTURE',
  decisions: 'NO_DECISIONS_PICTURE',
  deployment: 'NO_DEPLOYMENT_PICTURE',
  spot: 'NO_SPOT_PICTURE',
  bill: 'NO_BILL_PICTURE',
  identities: 'NO_IDENTITIES_PICTURE',
  pods: 'NO_PODS_PICTURE',
} as const satisfies Record<PictureKind, ErrorCode>;

const JOURNAL_PAGE = 1000;

/** Pictures of a learner's account, read at the moment they are asked for. */
export class Pictures {
  readonly #db: Db;
  readonly #sessions: LabSessions;
  readonly #where: { host: SandboxHost; accounts: RealAccounts };
  readonly #grader: Grader;
  readonly #today: string | null;

  constructor(
    db: Db,
    sessions: LabSessions,
    where: { host: SandboxHost; accounts: RealAccounts },
    grader: Grader,
    today: string | null,
  ) {
    this.#db = db;
    this.#sessions = sessions;
    this.#where = where;
    this.#grader = grader;
    this.#today = today;
  }

  /** @throws CodedError that of ABSENT, LAB_SESSION_NOT_READY, ENGINE_UNAVAILABLE */
  async draw<K extends PictureKind>(kind: K, learner: string, id: string): Promise<PictureReplies[K]> {
    const session = await this.#sessions.find(learner, id);
    const { manifest, folder } = this.#sessions.labOf(session);
    const picture = await this.#grader.picture(kind, {
      lab: manifest,
      folder,
      variables: variablesOf(session),
      target: await readerTarget(this.#where, session, manifest, `picture-${kind}`),
      artifacts: await submitted(this.#db, session.id),
      // The past of an account at AWS is in its own CloudTrail.
      ...(isReal(session) ? {} : { calls: () => this.#calls(learner, id) }),
      today: this.#today,
    });
    if (!picture) throw new CodedError(ABSENT[kind], { lab: session.lab });
    return picture;
  }

  /** The whole journal of the session, page by page. */
  async #calls(learner: string, id: string): Promise<JournalEntry[]> {
    const all: JournalEntry[] = [];
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
      const { entries } = await this.#sessions.journal(learner, id, all.at(-1)?.seq ?? 0, JOURNAL_PAGE);
      all.push(...entries);
      if (entries.length < JOURNAL_PAGE) return all;
    }
  }
}

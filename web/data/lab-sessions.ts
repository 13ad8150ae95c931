import type {
  AttemptChangesReply,
  ChangesReply,
  SolutionReply,
  TimelineReply,
  ArtifactReply,
  ArtifactsReply,
  AttemptReply,
  BillReply,
  ConnectionReply,
  CreateAttemptBody,
  DecisionsReply,
  DeploymentReply,
  DraftReply,
  IdentitiesReply,
  HintReply,
  HintsReply,
  JournalReply,
  LabSessionReply,
  LifecycleReply,
  NetworkReply,
  OpenHintBody,
  PodsReply,
  SessionTarget,
  SpotPricesReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

const url = (id: string, rest = '') => `/api/lab-sessions/${encodeURIComponent(id)}${rest}`;

/** Opens the learner's session of a lab: makes one the first time, answers the running one afterwards. */
export const openLabSession = (lab: string, target?: SessionTarget): Promise<LabSessionReply> =>
  send('POST', '/api/lab-sessions', { lab, ...(target ? { target } : {}) });
export const getLabSession = (id: string): Promise<LabSessionReply> => get(url(id));
/** Moves a lab to the sandbox, or to the learner's own AWS account, whose number they typed. */
export const moveLabSession = (id: string, target: SessionTarget): Promise<LabSessionReply> =>
  send('POST', url(id, '/target'), target);
export const resetLabSession = (id: string): Promise<LabSessionReply> => send('POST', url(id, '/reset'));
export const getConnection = (id: string): Promise<ConnectionReply> => get(url(id, '/connection'));
/** Calls with a greater number than `after`, oldest first, as many as the server gives at once. */
export const getJournal = (id: string, after: number): Promise<JournalReply> =>
  get(url(id, `/journal?after=${after}`));
export const getHints = (id: string): Promise<HintsReply> => get(url(id, '/hints'));
export const openHint = (id: string, body: OpenHintBody): Promise<HintReply> =>
  send('POST', url(id, '/hints'), body);
export const getArtifacts = (id: string): Promise<ArtifactsReply> => get(url(id, '/artifacts'));
export const putArtifact = (id: string, task: string, name: string, text: string): Promise<ArtifactReply> =>
  send('PUT', url(id, `/artifacts/${encodeURIComponent(task)}/${encodeURIComponent(name)}`), { text });
/** Keeps what is typed and not handed in. */
export const putDraft = (id: string, task: string, name: string, text: string): Promise<DraftReply> =>
  send('PUT', url(id, `/drafts/${encodeURIComponent(task)}/${encodeURIComponent(name)}`), { text });
export const createAttempt = (id: string, body: CreateAttemptBody): Promise<AttemptReply> =>
  send('POST', url(id, '/attempts'), body);
export const getAttempt = (id: string): Promise<AttemptReply> =>
  get(`/api/attempts/${encodeURIComponent(id)}`);
export const getLifecycle = (id: string): Promise<LifecycleReply> => get(url(id, '/lifecycle'));
export const getNetwork = (id: string): Promise<NetworkReply> => get(url(id, '/network'));
export const getSpotPrices = (id: string): Promise<SpotPricesReply> => get(url(id, '/spot-prices'));
export const getIdentities = (id: string): Promise<IdentitiesReply> => get(url(id, '/identities'));
export const getDeployment = (id: string): Promise<DeploymentReply> => get(url(id, '/deployment'));
export const getDecisions = (id: string): Promise<DecisionsReply> => get(url(id, '/decisions'));
export const getBill = (id: string): Promise<BillReply> => get(url(id, '/bill'));
export const getPods = (id: string): Promise<PodsReply> => get(url(id, '/pods'));
/** Per task, its last result against the one before. */
export const getChanges = (id: string): Promise<ChangesReply> => get(url(id, '/changes'));
export const getTimeline = (id: string): Promise<TimelineReply> => get(url(id, '/timeline'));
export const getSolution = (id: string, task: string): Promise<SolutionReply> =>
  get(url(id, `/solution/${encodeURIComponent(task)}`));
/** Two attempts side by side. */
export const getAttemptChanges = (id: string, since: string): Promise<AttemptChangesReply> =>
  get(`/api/attempts/${encodeURIComponent(id)}/changes?since=${encodeURIComponent(since)}`);

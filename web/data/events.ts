import type { SessionEvent } from '../../server/contract/index.ts';
import { SERVER_EVENT } from './http.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

export interface EventHandlers {
  onEvent(event: SessionEvent): void;
  onState(state: LiveState): void;
  /** The stream is back after a gap: events were missed, so read the session again. */
  onResume(): void;
}

const TYPES: readonly SessionEvent['type'][] = [
  'session',
  'attempt',
  'task-started',
  'task-result',
  'waiting',
  'journal',
];
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/** Follows GET /api/lab-sessions/:id/events until the returned function is called; reconnects with growing pauses. */
export function followSession(id: string, handlers: EventHandlers): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT_MS;
  let dropped = false;
  let closed = false;

  const receive = (message: MessageEvent<string>) => {
    try {
      handlers.onEvent(JSON.parse(message.data) as SessionEvent);
    } catch (error) {
      console.error('An event of the lab session could not be read', error);
    }
  };

  const connect = () => {
    clearTimeout(timer);
    source?.close();
    if (closed) return;
    source = new EventSource(`/api/lab-sessions/${encodeURIComponent(id)}/events`);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      handlers.onState('live');
      if (dropped) handlers.onResume();
      dropped = false;
    };
    // The browser's own retry stops for good at an HTTP error, so every error is ours to repeat.
    source.onerror = () => {
      source?.close();
      dropped = true;
      handlers.onState(navigator.onLine ? 'reconnecting' : 'offline');
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
    for (const type of TYPES) source.addEventListener(type, receive);
  };

  const online = () => connect();
  const offline = () => {
    dropped = true;
    handlers.onState('offline');
  };
  const server = (event: Event) => {
    // It answers again: no need to sit out the pause.
    if (dropped && (event as CustomEvent<boolean>).detail) connect();
  };
  addEventListener(SERVER_EVENT, server);
  addEventListener('online', online);
  addEventListener('offline', offline);
  handlers.onState('connecting');
  connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    source?.close();
    removeEventListener(SERVER_EVENT, server);
    removeEventListener('online', online);
    removeEventListener('offline', offline);
  };
}

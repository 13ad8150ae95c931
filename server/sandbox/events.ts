/** What the sandbox tells its owner while it runs; the owner logs or shows it. */
export interface SandboxEvent {
  type:
    | 'engine-progress'
    | 'engine-started'
    | 'engine-adopted'
    | 'engine-crashed'
    | 'engine-restarted'
    | 'engine-unavailable'
    | 'engine-stopped'
    | 'accounts-lost'
    | 'internal-error';
  /** One sentence for people. */
  message: string;
  /** Details for logs: ids, counts, durations in milliseconds. Never secrets. */
  data?: Record<string, unknown>;
}

export type EventSink = (event: SandboxEvent) => void;

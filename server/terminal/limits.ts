/** What one terminal, one lab session and one server may use. Bytes, seconds, milliseconds. */
export interface TerminalLimits {
  /** Living terminals of one lab session. */
  perSession: number;
  /** Pages that watch one terminal at the same time. */
  viewers: number;
  /** What is kept for those who connect later. */
  scrollbackBytes: number;
  processes: number;
  /** Address space of one process. */
  memoryBytes: number;
  /** Resident memory of all processes of a terminal together. */
  totalMemoryBytes: number;
  /** Processor time of one process, and of a terminal over its whole life. */
  processCpuSeconds: number;
  cpuSeconds: number;
  /** Largest file. */
  fileBytes: number;
  /** The home folder. */
  homeBytes: number;
  homeEntries: number;
  homeDepth: number;
  /** /tmp and /dev/shm, each; they are gone with the terminal. */
  temporaryBytes: number;
  /** What a terminal may print, per second, while somebody watches and while nobody does. */
  outputBytesPerSecond: number;
  unwatchedBytesPerSecond: number;
  /** A page that has more than this unread makes the terminal wait … */
  unreadBytes: number;
  /** … and is left behind after this. */
  unreadMs: number;
  /** Input that the programs of the box have not read. */
  inputBytes: number;
  /** Without a page, and without a key. */
  unwatchedMs: number;
  silentMs: number;
  /** A page that has connected says who it is within this. */
  helloMs: number;
  /** How often memory, processor and disk are looked at while the box works. */
  watchMs: number;
}

const MIB = 1024 ** 2;
const MINUTE = 60_000;

export const TERMINAL_LIMITS: TerminalLimits = {
  perSession: 4,
  viewers: 8,
  scrollbackBytes: 256 * 1024,
  processes: 64,
  memoryBytes: 1024 * MIB,
  totalMemoryBytes: 768 * MIB,
  processCpuSeconds: 300,
  cpuSeconds: 1_200,
  fileBytes: 32 * MIB,
  homeBytes: 128 * MIB,
  homeEntries: 5_000,
  homeDepth: 32,
  temporaryBytes: 64 * MIB,
  outputBytesPerSecond: 2 * MIB,
  unwatchedBytesPerSecond: 256 * 1024,
  unreadBytes: MIB,
  unreadMs: 30_000,
  inputBytes: MIB,
  unwatchedMs: 30 * MINUTE,
  silentMs: 240 * MINUTE,
  helloMs: 5_000,
  watchMs: 250,
};

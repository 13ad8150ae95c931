import type { IconName } from './icons.ts';

/** What can be said about a task, in the words every surface uses. */
export type StatusName = 'pass' | 'partial' | 'fail' | 'blocked' | 'skipped' | 'none' | 'busy';

const WORDS: Record<StatusName, string> = {
  pass: 'Passed',
  partial: 'Partly passed',
  fail: 'Failed',
  blocked: 'Could not be checked',
  skipped: 'Skipped',
  none: 'Not checked yet',
  busy: 'Checking',
};

export const statusName = (status: string | null | undefined): StatusName =>
  status && Object.hasOwn(WORDS, status) ? (status as StatusName) : 'none';
export const statusWord = (status: StatusName): string => WORDS[status];
export const statusIcon = (status: StatusName): IconName => status;

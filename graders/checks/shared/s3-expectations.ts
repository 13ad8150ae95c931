import type { Expectation } from './lifecycle.ts';

const KIB = 1024;
const SCRATCH = { retention: 'scratch' };
/** An age by which everything that will happen has happened; more than five years. */
export const AT_LAST = 2000;

export interface TieringParams {
  iaDays: number;
  girDays: number;
  archiveDays: number;
  scratchDays: number;
}

/** Objects of the task `tiering` and where they have to be (lab-catalogue §5). */
export function tieringExpectations(
  p: TieringParams,
): Expectation<'tiered' | 'small' | 'scratch' | 'untouched'>[] {
  const current = (key: string, extra: { size?: number; tags?: Record<string, string> } = {}) =>
    ({ kind: 'current', key, ...extra }) as const;
  const model = current('models/a.pth');
  const run = current('experiments/run1/x.bin');
  const scratch = ['experiments/y.bin', 'datasets/y.wav'].map((key) => current(key, { tags: SCRATCH }));
  return [
    { subject: 'tiered', probe: model, age: p.iaDays - 1, want: 'STANDARD' },
    { subject: 'tiered', probe: model, age: p.iaDays + 1, want: 'STANDARD_IA' },
    { subject: 'tiered', probe: model, age: p.girDays - 1, want: 'STANDARD_IA' },
    { subject: 'tiered', probe: model, age: p.girDays + 1, want: 'GLACIER_IR' },
    { subject: 'tiered', probe: model, age: AT_LAST, want: 'GLACIER_IR' },
    { subject: 'tiered', probe: run, age: p.archiveDays - 1, want: 'STANDARD' },
    { subject: 'tiered', probe: run, age: p.archiveDays + 1, want: 'DEEP_ARCHIVE' },
    { subject: 'tiered', probe: run, age: AT_LAST, want: 'DEEP_ARCHIVE' },
    {
      subject: 'small',
      probe: current('models/tiny.json', { size: 50 * KIB }),
      age: p.girDays + 1,
      want: 'STANDARD',
    },
    ...scratch.map(
      (probe) => ({ subject: 'scratch', probe, age: p.scratchDays - 1, want: 'present' }) as const,
    ),
    ...scratch.map((probe) => ({ subject: 'scratch', probe, age: p.scratchDays + 1, want: 'gone' }) as const),
    { subject: 'untouched', probe: current('datasets/x.wav'), age: AT_LAST, want: 'STANDARD' },
    { subject: 'untouched', probe: current('models-old/x.pth'), age: AT_LAST, want: 'STANDARD' },
  ];
}

export interface HygieneParams {
  noncurrentDays: number;
  keepVersions: number;
  abortDays: number;
}

/** Old versions, delete markers and uploads of the task `version-hygiene`, under three prefixes. */
export function hygieneExpectations(
  p: HygieneParams,
): Expectation<'old-version' | 'kept-version' | 'marker' | 'upload'>[] {
  const keys = ['datasets/x', 'models/x', 'top/x'];
  const version = (key: string, newer: number) =>
    ({ kind: 'noncurrent', key, newerNoncurrentVersions: newer }) as const;
  return keys.flatMap((key) => [
    {
      subject: 'old-version',
      probe: version(key, p.keepVersions),
      age: p.noncurrentDays + 1,
      want: 'gone',
    } as const,
    { subject: 'kept-version', probe: version(key, p.keepVersions - 1), age: 400, want: 'present' } as const,
    { subject: 'kept-version', probe: version(key, 50), age: p.noncurrentDays - 1, want: 'present' } as const,
    { subject: 'marker', probe: { kind: 'delete-marker', key }, age: 400, want: 'gone' } as const,
    {
      subject: 'upload',
      probe: { kind: 'multipart-upload', key },
      age: p.abortDays + 1,
      want: 'gone',
    } as const,
  ]);
}

export interface AtticParams {
  girDays: number;
  abortDays: number;
}

/** Objects of the task `attic-fix`. */
export function atticExpectations(p: AtticParams): Expectation<'model' | 'rest' | 'upload'>[] {
  const current = (key: string) => ({ kind: 'current', key }) as const;
  return [
    { subject: 'model', probe: current('models/x'), age: p.girDays + 1, want: 'GLACIER_IR' },
    { subject: 'model', probe: current('models/x'), age: AT_LAST, want: 'present' },
    { subject: 'rest', probe: current('datasets/x'), age: AT_LAST, want: 'STANDARD' },
    { subject: 'rest', probe: current('notes.txt'), age: AT_LAST, want: 'STANDARD' },
    // The task names no prefix: an upload is dead wherever it lies.
    ...['models/x', 'raw/x', 'datasets/x', 'notes.txt'].map(
      (key) =>
        ({
          subject: 'upload',
          probe: { kind: 'multipart-upload', key },
          age: p.abortDays + 1,
          want: 'gone',
        }) as const,
    ),
  ];
}

/** Objects, uploads and versions of the capstone's bucket: what it keeps for ever and what it must not. */
export function homeExpectations(): Expectation<'data' | 'upload' | 'old-version'>[] {
  const keys = ['models/x', 'datasets/x', 'top/x'];
  return [
    ...['models/x', 'datasets/x'].map(
      (key) => ({ subject: 'data', probe: { kind: 'current', key }, age: AT_LAST, want: 'present' }) as const,
    ),
    ...keys.map(
      (key) =>
        ({ subject: 'upload', probe: { kind: 'multipart-upload', key }, age: 8, want: 'gone' }) as const,
    ),
    ...keys.map(
      (key) =>
        ({
          subject: 'old-version',
          probe: { kind: 'noncurrent', key, newerNoncurrentVersions: 3 },
          age: 91,
          want: 'gone',
        }) as const,
    ),
  ];
}

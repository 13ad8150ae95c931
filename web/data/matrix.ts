import type { MatrixReply } from '../../server/contract/index.ts';
import { get } from './http.ts';

/** The matrix of a cohort; with the version that one has, only what is newer. */
export const getMatrix = (cohort: string, since?: string): Promise<MatrixReply> =>
  get(
    `/api/cohorts/${encodeURIComponent(cohort)}/matrix${
      since === undefined ? '' : `?since=${encodeURIComponent(since)}`
    }`,
  );

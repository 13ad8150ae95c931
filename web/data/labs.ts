import type { LabReply } from '../../server/contract/index.ts';
import { get, getText } from './http.ts';

const url = (lab: string) => `/api/labs/${encodeURIComponent(lab)}`;

export const getLab = (lab: string): Promise<LabReply> => get(url(lab));
/** Address of a file that the lab hands out; `path` keeps its slashes. */
export const labFileUrl = (lab: string, path: string): string =>
  `${url(lab)}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
export const getLabFile = (lab: string, path: string): Promise<string> => getText(labFileUrl(lab, path));

import type {
  Certificate,
  CertificatesReply,
  IssueCertificateBody,
  ReceiptsReply,
  ReviewAnswerBody,
  ReviewAnswerReply,
  ReviewOverviewReply,
  ReviewReply,
  VerifyRecordReply,
} from '../../server/contract/index.ts';
import { get, send } from './http.ts';

export const getReviews = (): Promise<ReviewOverviewReply> => get('/api/reviews');
/** Starts a review of what is due, or resumes the open one. */
export const startReview = (): Promise<ReviewReply> => send('POST', '/api/reviews');
export const answerReview = (id: string, body: ReviewAnswerBody): Promise<ReviewAnswerReply> =>
  send('POST', `/api/reviews/${encodeURIComponent(id)}/answers`, body);
export const getReceipts = (): Promise<ReceiptsReply> => get('/api/receipts');
export const getCertificates = (): Promise<CertificatesReply> => get('/api/certificates');
export const issueCertificate = (body: IssueCertificateBody): Promise<Certificate> =>
  send('POST', '/api/certificates', body);
export const verifyRecord = (text: string): Promise<VerifyRecordReply> =>
  send('POST', '/api/records/verify', { text });

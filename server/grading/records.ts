import type { Receipt, ReceiptsReply, VerifyRecordReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { checkName, recordLines, verifyEvidence, verifyRecord, type Signer } from '../records/index.ts';
import { evidenceOf, findCertificate, findReceipt, receiptsOf, type Db } from '../store/index.ts';

/** Receipts as they were issued, and files that claim to be records. */
export class Records {
  readonly #db: Db;
  readonly #signer: Signer;

  constructor(db: Db, signer: Signer) {
    this.#db = db;
    this.#signer = signer;
  }

  async receipts(learner: string, session?: string): Promise<ReceiptsReply> {
    return { receipts: (await receiptsOf(this.#db, learner, { session })) as Receipt[] };
  }

  /** @param id the receipt's own, or that of its attempt */
  async receipt(learner: string, id: string): Promise<Receipt> {
    const found = await findReceipt(this.#db, learner, id);
    if (!found) throw new CodedError('RECEIPT_NOT_FOUND', { id });
    return found as Receipt;
  }

  /** Checks a file against this server's key and, where it has them, against its stored evidence. */
  async verify(learner: string, { text, name }: { text: string; name?: string }): Promise<VerifyRecordReply> {
    const record = verifyRecord(text, this.#signer.publicKey);
    if (name !== undefined && name.trim() !== '') checkName(record, name);
    const receipt = record.format === 'groundschool-receipt/1';
    const find = receipt ? findReceipt : findCertificate;
    const kept = (await find(this.#db, learner, record.id)) !== undefined;
    const compared = kept ? await verifyEvidence(record, (attempt) => evidenceOf(this.#db, attempt)) : 0;
    return {
      kind: receipt ? 'receipt' : 'certificate',
      id: record.id,
      kept,
      evidence: compared > 0 ? 'matches' : 'none',
      says: recordLines(record),
    };
  }
}

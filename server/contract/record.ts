import { Type, type Static } from 'typebox';
import { Id, Instant, RowId } from './common.ts';

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** What makes a record checkable: a digest per field, and one Ed25519 signature over all of them. */
export const Seal = Type.Object({
  publicKey: Type.String({ description: 'Ed25519, the 32 raw bytes as base64url' }),
  digests: Type.Record(Type.String(), Type.String(), {
    description: 'JSON pointer of each leaf → first 32 hex digits of the SHA-256 of its JSON',
  }),
  signature: Type.String({ description: 'Ed25519 over the canonical JSON of format and digests, base64url' }),
});
export type Seal = Static<typeof Seal>;

/** What the server says of an accepted submission: files when they are handed in, an attempt when it has ended. */
export const Receipt = Type.Object({
  format: Type.Literal('groundschool-receipt/1'),
  id: RowId,
  kind: Type.Enum(['attempt', 'files']),
  learner: Type.String(),
  lab: Id,
  session: RowId,
  attempt: OrNull(RowId),
  number: OrNull(Type.Number({ description: 'Counts the attempts of the session' })),
  acceptedAt: Instant,
  endedAt: Instant,
  status: Type.Enum(['accepted', 'done', 'failed']),
  score: OrNull(Type.Number()),
  checkable: OrNull(Type.Number()),
  maxScore: Type.Number(),
  tasks: Type.Array(
    Type.Object({
      id: Id,
      status: Type.String(),
      points: Type.Number(),
      maxPoints: Type.Number(),
      reason: Type.String(),
    }),
  ),
  files: Type.Array(Type.Object({ task: Id, name: Type.String(), bytes: Type.Number(), sha256: Sha256 })),
  graderVersion: Type.String(),
  evidenceDigest: OrNull(Sha256),
  seal: Seal,
});
export type Receipt = Static<typeof Receipt>;

/** GET /api/receipts: newest first. */
export const ReceiptsReply = Type.Object({ receipts: Type.Array(Receipt) });
export type ReceiptsReply = Static<typeof ReceiptsReply>;

const CertifiedLab = Type.Object({
  id: Id,
  title: Type.String(),
  score: Type.Number(),
  maxScore: Type.Number(),
  attempts: Type.Array(
    Type.Object({
      id: RowId,
      number: Type.Number(),
      endedAt: Instant,
      score: Type.Number(),
      graderVersion: Type.String(),
      evidenceDigest: Sha256,
    }),
    { description: 'The attempts that the score comes from, oldest first' },
  ),
});

/** What a learner has completed, under the name they chose; it holds nothing that the stored evidence does not bear out. */
export const Certificate = Type.Object({
  format: Type.Literal('groundschool-certificate/1'),
  id: RowId,
  name: Type.String(),
  course: Type.String(),
  scope: Type.String({ description: '`course`, or the id of the part' }),
  issuedAt: Instant,
  graderVersion: Type.String(),
  parts: Type.Array(
    Type.Object({
      id: Id,
      title: Type.String(),
      lessonRead: Type.Boolean(),
      quizScore: OrNull(Type.Number({ description: '0 to 1' })),
      quizPassedAt: OrNull(Instant),
      labs: Type.Array(CertifiedLab),
    }),
  ),
  evidenceRoot: Sha256,
  seal: Seal,
});
export type Certificate = Static<typeof Certificate>;

/** GET /api/certificates: what could be certified, what is missing for it, and what was issued. */
export const CertificatesReply = Type.Object({
  publicKey: Type.String(),
  graderVersion: Type.String(),
  scopes: Type.Array(
    Type.Object({
      scope: Type.String(),
      title: Type.String(),
      complete: Type.Boolean(),
      missing: Type.Array(Type.Object({ label: Type.String(), href: Type.String() })),
    }),
  ),
  certificates: Type.Array(Certificate, { description: 'Newest first' }),
});
export type CertificatesReply = Static<typeof CertificatesReply>;

/** POST /api/certificates. The name stays in the database of this machine and on the certificate. */
export const IssueCertificateBody = Type.Object(
  {
    scope: Type.String({ minLength: 1, maxLength: 80 }),
    name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
  },
  { additionalProperties: false },
);
export type IssueCertificateBody = Static<typeof IssueCertificateBody>;

/** POST /api/records/verify: the text of a receipt or certificate as it was downloaded. An untrue one is an error reply. */
export const VerifyRecordBody = Type.Object(
  {
    text: Type.String({ minLength: 2, maxLength: 400_000 }),
    name: Type.Optional(Type.String({ maxLength: 80 })),
  },
  { additionalProperties: false },
);
export const VerifyRecordReply = Type.Object({
  kind: Type.Enum(['receipt', 'certificate']),
  id: RowId,
  kept: Type.Boolean({ description: 'This server has it in its database' }),
  evidence: Type.Enum(['matches', 'none'], { description: 'Whether stored evidence was compared' }),
  says: Type.Array(Type.String(), { description: 'Line by line, what it vouches for' }),
});
export type VerifyRecordReply = Static<typeof VerifyRecordReply>;

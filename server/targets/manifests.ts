/** What programs that speak AWS's protocols can and cannot show, per program and version. */
import { Type, type Static } from 'typebox';
import type { TargetGaps } from '../../graders/engine/index.ts';
import type { Identity, Program } from './identify.ts';
import awsEmulator from './manifests/aws-emulator.json' with { type: 'json' };
import localstack from './manifests/localstack.json' with { type: 'json' };
import moto from './manifests/moto-5.2.1.json' with { type: 'json' };

/**
 * - supported: it answers as AWS does, an AWS error to harmless arguments included
 * - absent: it says that it does not have the operation
 * - misrouted: something else than this operation answered
 * - unknown: it could not be found out, or nobody has tried
 */
export const READ_STATUSES = ['supported', 'absent', 'misrouted', 'unknown'] as const;
export type ReadStatus = (typeof READ_STATUSES)[number];

const Gap = Type.Object({ operation: Type.String(), why: Type.String(), source: Type.String() });

export const Manifest = Type.Object(
  {
    program: Type.Enum(['moto', 'localstack', 'aws-emulator']),
    version: Type.Union([Type.String(), Type.Null()], {
      description: 'Null: said of no version in particular',
    }),
    date: Type.String({ format: 'date' }),
    basis: Type.Enum(['tried', 'documented'], {
      description:
        '`tried`: written by `groundschool target probe`; `documented`: from the pages in `sources`, by hand',
    }),
    sources: Type.Array(Type.String(), { minItems: 1 }),
    account: Type.String({ description: 'How the account is chosen' }),
    reads: Type.Record(Type.String(), Type.Enum([...READ_STATUSES]), {
      description: 'By operation. What is not listed is unknown.',
    }),
    gaps: Type.Array(Type.Intersect([Gap, Type.Object({ kind: Type.Enum(['absent', 'untrue']) })]), {
      description:
        'Reads known from labs that were solved there: missing, or answering with something else than was configured',
    }),
    tasks: Type.Record(Type.String({ description: '`lab/task`' }), Gap, {
      description:
        'Tasks whose end state it cannot take on, with the operation that is lacking or does otherwise',
    }),
  },
  { additionalProperties: false },
);
export type Manifest = Static<typeof Manifest>;

/** Newest first within a program. */
export const MANIFESTS = [moto, localstack, awsEmulator] as readonly Manifest[];

/** The manifest of this version, else the newest of its program: what one release lacks, another mostly lacks too. */
export function manifestFor({
  program,
  version,
}: {
  program: Program;
  version: string | null;
}): Manifest | null {
  const own = MANIFESTS.filter((one) => one.program === program);
  return own.find((one) => one.version === version) ?? own[0] ?? null;
}

/** What of a lab an identified program is known not to show. */
export function gapsOf(identity: Identity, lab: string): TargetGaps {
  const manifest = manifestFor(identity);
  if (manifest === null) return { reads: {}, tasks: {} };
  const own = Object.entries(manifest.tasks).flatMap(([key, { operation, why }]) =>
    key.startsWith(`${lab}/`) ? [[key.slice(lab.length + 1), { operation, why }] as const] : [],
  );
  return {
    reads: Object.fromEntries(manifest.gaps.map(({ operation, why }) => [operation, why])),
    tasks: Object.fromEntries(own),
  };
}

import type { Certificate, Receipt } from '../contract/index.ts';
import type { SealedRecord } from './verify.ts';

/** What a record vouches for, line by line, for people and terminals. */
export function recordLines(record: SealedRecord): string[] {
  return record.format === 'groundschool-receipt/1' ? receiptLines(record) : certificateLines(record);
}

/** The same as a text file, with the seal to compare by eye. */
export function recordText(record: SealedRecord): string {
  const kind = record.format === 'groundschool-receipt/1' ? 'receipt' : 'certificate';
  return [
    ...recordLines(record),
    '',
    `Signed with key   ${record.seal.publicKey}`,
    `Signature         ${record.seal.signature}`,
    '',
    `This text is for reading. Keep the JSON file: \`groundschool ${kind} verify <file>\` checks it.`,
    '',
  ].join('\n');
}

const row = (name: string, value: string | number): string => `${name.padEnd(17)} ${value}`;

function receiptLines(receipt: Receipt): string[] {
  const { kind, tasks, files } = receipt;
  return [
    `Groundschool receipt ${receipt.id}`,
    row('Lab', receipt.lab),
    ...(kind === 'attempt' ? [row('Attempt', `${receipt.number ?? ''} (${receipt.attempt ?? ''})`)] : []),
    row('Accepted', receipt.acceptedAt),
    ...(kind === 'attempt' ? [row('Ended', receipt.endedAt)] : []),
    ...(receipt.status === 'failed' ? [row('Result', 'could not be finished; nothing was counted')] : []),
    ...(receipt.score === null
      ? []
      : [
          row('Score', `${receipt.score} of ${receipt.maxScore}, ${receipt.checkable ?? 0} could be checked`),
        ]),
    ...tasks.map((task) =>
      row(`  ${task.id}`, `${task.status} (${task.reason}), ${task.points} of ${task.maxPoints}`),
    ),
    ...files.map((file) =>
      row('File', `${file.task}/${file.name}, ${file.bytes} bytes, sha256 ${file.sha256}`),
    ),
    row('Grader', receipt.graderVersion),
    ...(receipt.evidenceDigest === null ? [] : [row('Evidence', receipt.evidenceDigest)]),
  ];
}

function certificateLines(certificate: Certificate): string[] {
  return [
    `Groundschool certificate ${certificate.id}`,
    row('Name', certificate.name),
    row('Course', certificate.course),
    row('Issued', certificate.issuedAt),
    ...certificate.parts.flatMap((part) => [
      row('Part', part.title),
      ...(part.quizScore === null ? [] : [row('  Quiz', `${Math.round(part.quizScore * 100)} %`)]),
      ...part.labs.map((lab) =>
        row(
          '  Lab',
          `${lab.title}: ${lab.score} of ${lab.maxScore}, ${lab.attempts.length} attempts behind it`,
        ),
      ),
    ]),
    row('Grader', certificate.graderVersion),
    row('Evidence root', certificate.evidenceRoot),
  ];
}

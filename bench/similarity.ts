/**
 * Looking for the values of 300 learners in the evidence of 300 attempts at s3-lifecycle, beside two floors of the same run: taking
 * the evidence out of the store and unpacking it, and looking for each value by itself. The evidence is as long as that of a graded
 * solution. Prints CPU milliseconds an attempt and the ratios. The target is 5 ms an attempt.
 *
 *   npx esbuild bench/similarity.ts --bundle --platform=node --format=esm --packages=external --log-level=warning \
 *     --outfile=.cache/bench-similarity.mjs && node .cache/bench-similarity.mjs [learners]
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommonVariables, LabManifest } from '../graders/contract/index.ts';
import { resolveVariables } from '../graders/engine/index.ts';
import { foreignValues } from '../server/insight/foreign-values.ts';
import { seededValues } from '../server/insight/seeded-values.ts';
import { ValueIndex } from '../server/insight/value-index.ts';
import { packEvidence, unpackText } from '../server/store/index.ts';

const LEARNERS = Number(process.argv[2] ?? 300);
const TARGET_MS = 5;
/** Bytes of JSON. */
const LENGTH = 60_000;

const read = (path: string): unknown => JSON.parse(readFileSync(join('labs', path), 'utf8'));
const common = read('variables.json') as CommonVariables;
const lab = read('s3-lifecycle/lab.json') as LabManifest;
const classes = Array.from({ length: LEARNERS }, (_, index) => {
  const values = resolveVariables({ lab, common, seed: `seed-${index}` });
  const account = String(100_000_000_000 + index);
  return {
    bucket: String(values['bucket']),
    own: seededValues(lab, common, { values, account }).map(({ value }) => value),
  };
});

/** Reads that name the learner's bucket all over, as real ones do; in every tenth attempt somebody else's stands too. */
function evidenceOf(index: number): unknown {
  const { bucket = '' } = classes[index] ?? {};
  const other = index % 10 === 0 ? (classes[(index + 1) % LEARNERS]?.bucket ?? '') : bucket;
  const reads = [];
  for (let length = 0; length < LENGTH;) {
    const one = {
      read: 's3:GetBucketPolicy',
      args: { bucket },
      observation: {
        state: 'present',
        value: {
          Statement: [
            {
              Effect: 'Deny',
              Action: 's3:*',
              Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${other}/*`],
            },
          ],
        },
      },
      digest: '0'.repeat(64),
    };
    reads.push(one);
    length += JSON.stringify(one).length;
  }
  return { format: 1, lab: lab.id, reads };
}

const packed = await Promise.all(classes.map((_, index) => packEvidence(evidenceOf(index))));
const texts = await Promise.all(packed.map(({ body }) => unpackText(body)));
const index = new ValueIndex(classes.flatMap(({ own }) => own));
const owned = classes.map(({ own }) => new Set(own));

/** CPU milliseconds for each attempt. */
async function cost(work: (place: number) => unknown): Promise<number> {
  for (let place = 0; place < 20; place += 1) await work(place);
  const began = process.cpuUsage();
  for (let place = 0; place < LEARNERS; place += 1) await work(place);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000 / LEARNERS;
}

let found = 0;
const building = await cost((place) =>
  place % 100 === 0 ? new ValueIndex(classes.flatMap(({ own }) => own)) : undefined,
);
const unpack = await cost((place) => unpackText(packed[place]?.body ?? ''));
const look = await cost((place) => {
  found += foreignValues(texts[place] ?? '', index, owned[place] ?? new Set()).length;
});
const each = await cost((place) =>
  classes.filter(({ own }) => own.some((value) => texts[place]?.includes(value))),
);
if (found < LEARNERS / 10) throw new Error('bench/similarity: it did not find what was put there.');

const show = (ms: number): string => `${ms.toFixed(2)} ms an attempt`;
console.log(`${LEARNERS} learners, ${LEARNERS * 3} values, evidence of ${LENGTH / 1_000} kB each`);
console.log(`looking                       ${show(look)} (target ${TARGET_MS} ms)`);
console.log(`making the index              ${(building * 100).toFixed(1)} ms each time the sessions change`);
console.log(`floor: unpacking              ${show(unpack)}, ratio ${(look / unpack).toFixed(1)}`);
console.log(`each value by itself          ${show(each)}, ratio ${(look / each).toFixed(2)}`);
if (look > TARGET_MS) process.exitCode = 1;

import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { after, artifactReasons, cannotEvaluate, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact, type Artifact } from '../../reads/artifact.ts';
import { spotPrices } from '../../reads/ec2-spot-prices.ts';
import catalogue from '../../semantics/data/ec2-types.json' with { type: 'json' };

const NAME = 'choice.json';
const Choice = Type.Object({ type: Type.String(), hourly: Type.Number() });
const Answer = Type.Object({
  dev: Choice,
  tune: Choice,
  scale: Choice,
  spot: Type.Object({ zone: Type.String(), price: Type.Number() }),
});
type Job = 'dev' | 'tune' | 'scale';
const JOBS: readonly Job[] = ['dev', 'tune', 'scale'];

interface Need {
  readonly gpus: number;
  /** Of each GPU. */
  readonly gib: number;
}
const NEEDS: Readonly<Record<'a' | 'b' | 'c', Readonly<Record<Job, Need>>>> = {
  a: { dev: { gpus: 1, gib: 16 }, tune: { gpus: 1, gib: 40 }, scale: { gpus: 8, gib: 40 } },
  b: { dev: { gpus: 1, gib: 24 }, tune: { gpus: 1, gib: 80 }, scale: { gpus: 4, gib: 24 } },
  c: { dev: { gpus: 1, gib: 16 }, tune: { gpus: 1, gib: 48 }, scale: { gpus: 8, gib: 80 } },
};

interface InstanceType {
  readonly usd: number;
  readonly gpus?: number;
  readonly gib?: number;
}
const TYPES: Readonly<Record<string, InstanceType>> = catalogue.types;
const HOURLY_TOLERANCE = 0.01;
const ZONE_TOLERANCE = 0.02;
const SPOT_TOLERANCE = 0.1;

const offered = (type: string): InstanceType | undefined =>
  Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
const meets = ({ gpus = 0, gib = 0 }: InstanceType, need: Need): boolean =>
  gpus >= need.gpus && gib >= need.gib;
const inWords = ({ gpus, gib }: Need): string => `${gpus} × ${gib} GB`;

/** The answer, or why the text is none. */
function parse(
  file: Artifact | undefined,
): { answer: Static<typeof Answer> } | { problem: string } | undefined {
  if (!file) return undefined;
  if (file.problem !== null || file.text === null) return { problem: file.problem ?? 'it is empty' };
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch (error) {
    return { problem: `it is not JSON (${error instanceof Error ? error.message : 'unknown'})` };
  }
  if (Value.Check(Answer, value)) return { answer: value };
  const [first] = Value.Errors(Answer, value);
  return { problem: `${first?.instancePath || 'its top level'} ${first?.message ?? 'has another shape'}` };
}

export default defineCheck({
  id: 'ec2/gpu-choice',
  title: 'An instance type for each job, by memory and price',
  params: Type.Object({ cards: Type.Union([Type.Literal('a'), Type.Literal('b'), Type.Literal('c')]) }),
  reads: { file: artifact, prices: spotPrices },
  bind: (_params, _run, task) => ({
    file: { task, name: NAME, anyName: true },
    prices: after('file', (file: Artifact | undefined) => {
      const parsed = parse(file);
      const type = parsed && 'answer' in parsed ? parsed.answer.dev.type : '';
      return offered(type) ? { type } : null;
    }),
  }),
  reasons: {
    chosen: pass(
      'Each job has the cheapest machine that fits. On Spot {type} costs {spot} USD an hour in {zone}, {saving} % less than on demand.',
    ),
    ...artifactReasons,
    'unknown-type': fail(
      '{job}: {type} is not in the price list of {date}: not offered any more, or misspelt.',
      'Choose a type of the list.',
    ),
    'too-small': fail('{job}: {type} has {has}; the job needs {need}.', 'Look at the memory of each GPU.'),
    'not-cheapest': fail(
      '{job}: {other} fits too, for {usd} an hour instead of {paid}.',
      'Sort the list by price.',
    ),
    'wrong-price': fail(
      '{job}: {type} costs {usd} USD an hour; you wrote {given}.',
      'Look the price up again.',
    ),
    'wrong-zone': fail(
      '{zone} is cheaper for {type} on Spot: {usd} USD an hour against {paid} in {chosen}.',
      'Compare the newest price of every zone.',
    ),
  },
  judge(saw, { cards }) {
    const needs = NEEDS[cards];
    const answer = () => {
      const parsed = parse(saw.file());
      return parsed && 'answer' in parsed ? parsed.answer : undefined;
    };
    const each = <R extends string>(
      look: (
        job: Job,
        type: string,
        hourly: number,
        known: InstanceType | undefined,
      ) => Record<string, unknown> | undefined,
      reason: R,
      path: 'type' | 'hourly',
    ) =>
      JOBS.map((job) => () => {
        const given = answer()?.[job];
        const data = given && look(job, given.type, given.hourly, offered(given.type));
        if (!given || !data) return undefined;
        const expected = data['other'] ?? data['usd'] ?? data['need'] ?? 'a type of the list';
        return {
          reason,
          data: { job, type: given.type, ...data },
          evidence: [saw.file.at(`${job}.${path}`, expected, given[path])],
        };
      });
    /** Newest price of each zone for the type that the dev job runs on. */
    const zones = () => {
      const type = answer()?.dev.type ?? '';
      if (!offered(type)) return undefined;
      const known = (saw.prices() ?? []).filter(({ SpotPrice }) => SpotPrice > 0);
      const cheapest = known.toSorted((a, b) => a.SpotPrice - b.SpotPrice)[0];
      if (!cheapest) cannotEvaluate(spotPrices.id, `no zone has a Spot price for ${type}`);
      const chosen = known.find(({ AvailabilityZone }) => AvailabilityZone === answer()?.spot.zone);
      return { type, cheapest, chosen };
    };
    return decide(
      [
        () =>
          saw.file()
            ? undefined
            : {
                reason: 'artifact-missing' as const,
                data: { name: NAME },
                evidence: [saw.file.at('', NAME, 'nothing handed in')],
              },
        () => {
          const parsed = parse(saw.file());
          if (!parsed || 'answer' in parsed) return undefined;
          return {
            reason: 'artifact-unreadable' as const,
            data: { name: NAME, problem: parsed.problem },
            evidence: [saw.file.at('', 'JSON with dev, tune, scale and spot', parsed.problem)],
          };
        },
        ...each(
          (_job, _type, _hourly, known) => (known ? undefined : { date: catalogue.date }),
          'unknown-type',
          'type',
        ),
        ...each(
          (job, _type, _hourly, known) =>
            known && !meets(known, needs[job])
              ? { has: inWords({ gpus: known.gpus ?? 0, gib: known.gib ?? 0 }), need: inWords(needs[job]) }
              : undefined,
          'too-small',
          'type',
        ),
        ...each(
          (job, _type, _hourly, known) => {
            if (!known || !meets(known, needs[job])) return undefined;
            const [best] = Object.entries(TYPES)
              .filter(([, one]) => meets(one, needs[job]) && one.usd < known.usd)
              .toSorted(([, one], [, another]) => one.usd - another.usd);
            return best && { other: best[0], usd: best[1].usd, paid: known.usd };
          },
          'not-cheapest',
          'type',
        ),
        ...each(
          (_job, _type, hourly, known) =>
            known && !within(hourly, known.usd, HOURLY_TOLERANCE)
              ? { usd: known.usd, given: hourly }
              : undefined,
          'wrong-price',
          'hourly',
        ),
        () => {
          const found = zones();
          if (!found) return undefined;
          const { type, cheapest, chosen } = found;
          if (chosen && chosen.SpotPrice <= cheapest.SpotPrice * (1 + ZONE_TOLERANCE)) return undefined;
          const zone = cheapest.AvailabilityZone;
          return {
            reason: 'wrong-zone' as const,
            data: {
              zone,
              type,
              usd: cheapest.SpotPrice,
              paid: chosen?.SpotPrice ?? 'no price',
              chosen: answer()?.spot.zone ?? '',
            },
            evidence: [
              saw.prices.at(
                `SpotPriceHistory[?AvailabilityZone=='${zone}'] | [0].SpotPrice`,
                zone,
                answer()?.spot.zone,
              ),
            ],
          };
        },
        () => {
          const found = zones();
          const given = answer()?.spot.price ?? 0;
          if (!found?.chosen || within(given, found.chosen.SpotPrice, SPOT_TOLERANCE)) return undefined;
          return {
            reason: 'wrong-price' as const,
            data: { job: 'spot', type: found.type, usd: found.chosen.SpotPrice, given },
            evidence: [saw.file.at('spot.price', found.chosen.SpotPrice, given)],
          };
        },
      ],
      () => {
        const { dev, tune, scale, spot } = answer() ?? {};
        const now = zones()?.chosen?.SpotPrice ?? 0;
        const onDemand = offered(dev?.type ?? '')?.usd ?? 0;
        const saving = Math.round((1 - now / onDemand) * 100);
        return {
          reason: 'chosen',
          data: { zone: spot?.zone, type: dev?.type, spot: now, saving },
          evidence: [
            saw.file.at('dev.type', 'the cheapest that fits', dev?.type),
            saw.file.at('tune.type', 'the cheapest that fits', tune?.type),
            saw.file.at('scale.type', 'the cheapest that fits', scale?.type),
            saw.file.at('spot.zone', 'the cheapest zone', spot?.zone),
          ],
        };
      },
    );
  },
});

function within(given: number, right: number, tolerance: number): boolean {
  return Math.abs(given - right) <= right * tolerance + 1e-9;
}

import { Type } from 'typebox';
import { after, artifactReasons, cannotEvaluate, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact, type Artifact } from '../../reads/artifact.ts';
import { spotPrices } from '../../reads/ec2-spot-prices.ts';
import {
  CHOICE_FILE as NAME,
  isCheapEnough,
  isSpotPrice,
  JOBS,
  meets,
  NEEDS,
  offered,
  parseChoice as parse,
  PRICES_OF,
  TYPES,
  within,
  zonesOf,
  type InstanceType,
  type Job,
  type Need,
} from '../shared/gpu-jobs.ts';

const HOURLY_TOLERANCE = 0.01;
const inWords = ({ gpus, gib }: Need): string => `${gpus} × ${gib} GB`;

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
      const found = zonesOf(saw.prices() ?? [], answer()?.spot.zone ?? '');
      if (!found) cannotEvaluate(spotPrices.id, `no zone has a Spot price for ${type}`);
      return { type, ...found };
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
          (_job, _type, _hourly, known) => (known ? undefined : { date: PRICES_OF }),
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
          if (chosen && isCheapEnough(chosen, cheapest)) return undefined;
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
          if (!found?.chosen || isSpotPrice(given, found.chosen.SpotPrice)) return undefined;
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

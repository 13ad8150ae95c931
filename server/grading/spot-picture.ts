import { fillTemplate, type Observation } from '../../graders/kit/index.ts';
import {
  CHOICE_FILE,
  isCheapEnough,
  isSpotPrice,
  JOBS,
  meets,
  NEEDS,
  offered,
  parseChoice,
  PRICES_OF,
  TYPES,
  zonesOf,
  type Cards,
  type GpuAnswer,
} from '../../graders/checks/shared/gpu-jobs.ts';
import { artifact, type Artifact } from '../../graders/reads/artifact.ts';
import { spotPriceHistory, type PriceChange, type ZonePrice } from '../../graders/reads/ec2-spot-prices.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { SpotPricesReply } from '../contract/index.ts';
import { blockedMessage, withPictureSession, type AskRead } from './picture-session.ts';
import type { PictureJob } from './ports.ts';
import { USE_READS, usesOf, type UseParams } from './spot-uses.ts';

const READS = [callerIdentity, artifact, spotPriceHistory, ...USE_READS];
const DAY = 86_400_000;
/** AWS keeps 90 days; a month shows how a price moves. */
const SHOWN = 30 * DAY;
/** More would be a wall of lines: what the learner has chosen comes first. */
const MOST_TYPES = 12;

/** What the checks of a lab say of Spot. */
interface Subject extends UseParams {
  choice: { task: string; cards: Cards } | null;
}

/**
 * How the Spot prices of the account moved, for the types that fit the learner's job and those that they have chosen, with
 * the choice handed in and what uses it. Whether the choice stands is decided by the functions of the check.
 *
 * @returns null when no check of the lab is about Spot capacity
 */
export async function spotPicture(job: PictureJob): Promise<SpotPricesReply | null> {
  const subject = subjectOf(job);
  if (subject.choice === null && subject.group === null) return null;
  return await withPictureSession(job, READS, async ({ now, ask }) => {
    const since = new Date(Date.parse(now) - SHOWN).toISOString();
    const [file, { uses, unread }] = await Promise.all([choiceFile(ask, subject), usesOf(ask, subject)]);
    const parsed = parseChoice(file);
    const answer = parsed && 'answer' in parsed ? parsed.answer : undefined;
    const types = typesOf(subject, answer, uses);
    const names = types.map(({ type }) => type);
    const history = await ask<PriceChange[]>(spotPriceHistory, { types: names, since });
    if (history.state === 'blocked') unread.push({ what: 'prices', message: blockedMessage(history) });
    const changes = history.state === 'present' ? history.value : [];
    return {
      region: job.target.region,
      since,
      now,
      pricesOf: PRICES_OF,
      choice: choiceOf(parsed, changes),
      types,
      series: seriesOf(changes, names),
      uses,
      unread,
    };
  });
}

const SUBJECTS: ReadonlySet<string> = new Set(['ec2/gpu-choice', 'ec2/spot-group', 'ec2/launch-template']);

function subjectOf({ lab, variables }: PictureJob): Subject {
  const subject: Subject = { choice: null, group: null, template: null };
  for (const { id, checks } of lab.tasks)
    for (const { use, params } of checks) {
      if (!SUBJECTS.has(use)) continue;
      const filled = fillTemplate(params, variables) as Record<string, string>;
      if (use === 'ec2/gpu-choice') subject.choice = { task: id, cards: filled['cards'] as Cards };
      if (use === 'ec2/spot-group') subject.group = filled['asg'] ?? null;
      if (use === 'ec2/launch-template') subject.template = filled['template'] ?? null;
    }
  return subject;
}

async function choiceFile(ask: AskRead, { choice }: Subject): Promise<Artifact | undefined> {
  if (choice === null) return undefined;
  const args = { task: choice.task, name: CHOICE_FILE, anyName: true };
  const found: Observation<Artifact> = await ask<Artifact>(artifact, args);
  return found.state === 'present' ? found.value : undefined;
}

/** What the learner has chosen and uses, then what else is enough for the job, in the order of the price list. */
function typesOf(
  { choice }: Subject,
  answer: GpuAnswer | undefined,
  uses: SpotPricesReply['uses'],
): SpotPricesReply['types'] {
  const need = choice && NEEDS[choice.cards].dev;
  const fits = (type: string): boolean => {
    const known = offered(type);
    return need !== null && known !== undefined && meets(known, need);
  };
  const enough = Object.entries(TYPES).flatMap(([type, { gpus }]) =>
    fits(type) && gpus === need?.gpus ? [type] : [],
  );
  const chosen = answer ? JOBS.map((one) => answer[one].type).filter(offered) : [];
  const wanted = new Set([...chosen, ...uses.flatMap(({ types }) => types), ...enough]);
  return [...wanted].slice(0, MOST_TYPES).map((type) => {
    const { usd = null, gpus = 0, gib = 0 } = offered(type) ?? {};
    const chosenFor = answer ? JOBS.filter((one) => answer[one].type === type) : [];
    return { type, onDemand: usd, gpus, gib, fits: fits(type), chosenFor };
  });
}

function choiceOf(
  parsed: ReturnType<typeof parseChoice>,
  changes: readonly PriceChange[],
): SpotPricesReply['choice'] {
  const unknown = { type: null, zone: null, usd: null, zoneStands: null, priceStands: null };
  if (!parsed) return { state: 'none', message: `You have not handed in ${CHOICE_FILE} yet.`, ...unknown };
  if ('problem' in parsed) {
    const message = `${CHOICE_FILE} could not be understood: ${parsed.problem}.`;
    return { state: 'unreadable', message, ...unknown };
  }
  const { dev, spot } = parsed.answer;
  const drawn = { type: dev.type, zone: spot.zone, usd: spot.price };
  const found = zonesOf(newestOf(changes, dev.type), spot.zone);
  if (!offered(dev.type) || !found) return { state: 'read', message: '', ...unknown, ...drawn };
  const { chosen, cheapest } = found;
  return {
    state: 'read',
    message: '',
    ...drawn,
    zoneStands: chosen !== undefined && isCheapEnough(chosen, cheapest),
    priceStands: chosen ? isSpotPrice(spot.price, chosen.SpotPrice) : null,
  };
}

/** The price in force in each zone; the changes are oldest first. */
function newestOf(changes: readonly PriceChange[], type: string): ZonePrice[] {
  const own = changes.filter(({ InstanceType }) => InstanceType === type);
  return [...new Map(own.map((one) => [one.AvailabilityZone, one])).values()];
}

function seriesOf(changes: readonly PriceChange[], types: readonly string[]): SpotPricesReply['series'] {
  const found = new Map<string, SpotPricesReply['series'][number]>();
  for (const { InstanceType: type, AvailabilityZone: zone, SpotPrice, Timestamp } of changes) {
    const key = `${type} ${zone}`;
    const one = found.get(key) ?? { type, zone, points: [] };
    const previous = one.points.at(-1);
    if (previous?.[1] !== SpotPrice) one.points.push([Math.round(Date.parse(Timestamp) / 1000), SpotPrice]);
    found.set(key, one);
  }
  return [...found.values()].toSorted(
    (a, b) => types.indexOf(a.type) - types.indexOf(b.type) || (a.zone < b.zone ? -1 : 1),
  );
}

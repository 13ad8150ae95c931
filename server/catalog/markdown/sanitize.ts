import sanitizeHtml from 'sanitize-html';

const words = (text: string): string[] => text.trim().split(/\s+/);

const TEXT_TAGS = words(`
  a abbr aside blockquote br code data del details div em figcaption figure h2 h3 h4 h5 h6 hr
  input kbd li ol p pre section span strong sub summary sup table tbody td th thead tr ul`);

/**
 * Keeps what rendered Markdown may hold: structure, classes, ids and links. No style, no script, no event handler, no
 * image that the page would fetch. The renderer escapes raw HTML already; this is the second wall, the CSP the third.
 */
export function sanitizeProse(html: string): string {
  return sanitizeHtml(html, {
    allowedTags: TEXT_TAGS,
    allowedAttributes: {
      '*': ['class', 'id'],
      a: ['href', 'rel', 'class'],
      data: ['value', 'title', 'class'],
      figure: ['data-figure', 'data-language', 'data-kind', 'class'],
      input: ['type', 'checked', 'disabled'],
      ol: ['start', 'class'],
      th: ['scope', 'align', 'class'],
      td: ['align', 'class'],
      pre: ['tabindex', 'class'],
    },
    allowedSchemes: ['https', 'http', 'mailto'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'discard',
  });
}

const SVG_TAGS = words(`
  svg g path rect circle ellipse line polyline polygon text tspan title desc defs marker
  linearGradient radialGradient stop clipPath mask pattern use symbol`);
const SVG_ATTRIBUTES = words(`
  xmlns viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points dx dy transform fill
  fill-opacity fill-rule stroke stroke-width offset stroke-dasharray stroke-dashoffset
  stroke-linecap stroke-linejoin stroke-opacity opacity font-size font-family font-weight
  font-style text-anchor dominant-baseline class id letter-spacing marker-start marker-mid
  marker-end markerWidth markerHeight markerUnits refX refY orient gradientUnits
  gradientTransform stop-color stop-opacity clip-path clip-rule mask patternUnits
  patternTransform preserveAspectRatio href role aria-label aria-labelledby aria-describedby
  aria-hidden focusable text-rendering shape-rendering vector-effect paint-order baseline-shift
  alignment-baseline color textLength lengthAdjust`);

export interface Svg {
  svg: string;
  /** What was left out: tags, and attributes with their values. Empty for a figure that needed no cleaning. */
  refused: string[];
}

/**
 * Makes a figure fit to be inlined: only shapes and text, references only inside itself, ids made unique by a prefix,
 * and the alternative text as its accessible name.
 */
export function sanitizeSvg(source: string, prefix: string, alternative: string): Svg {
  const refused: string[] = [];
  const own = (value: string): string => `${prefix}-${value}`;
  let outermost = true;
  const svg = sanitizeHtml(source.replace(/<\?xml[\s\S]*?\?>/g, ''), {
    allowedTags: SVG_TAGS,
    allowedAttributes: { '*': SVG_ATTRIBUTES },
    allowedSchemes: [],
    allowedSchemesAppliedToAttributes: [],
    parser: { lowerCaseTags: false, lowerCaseAttributeNames: false },
    nonTextTags: ['script', 'style', 'foreignObject', 'iframe', 'textarea', 'option', 'noscript'],
    transformTags: {
      '*': (tagName, attributes) => {
        if (!SVG_TAGS.includes(tagName)) refused.push(`<${tagName}>`);
        const kept: Record<string, string> = {};
        for (const [name, value] of Object.entries(attributes)) {
          const outside = /url\(\s*(?!["']?#)/i.test(value) || (name === 'href' && !value.startsWith('#'));
          if (!SVG_ATTRIBUTES.includes(name) || outside) refused.push(`${name}="${value}"`);
          else kept[name] = scoped(name, value, own);
        }
        if (tagName === 'svg' && outermost) {
          outermost = false;
          delete kept['aria-labelledby'];
          Object.assign(kept, { role: 'img', 'aria-label': alternative, class: 'figure-svg' });
        }
        return { tagName, attribs: kept };
      },
    },
  });
  return { svg: svg.trim(), refused };
}

function scoped(name: string, value: string, own: (id: string) => string): string {
  if (name === 'id') return own(value);
  if (name === 'href') return `#${own(value.slice(1))}`;
  if (name === 'aria-labelledby' || name === 'aria-describedby') return value.split(/\s+/).map(own).join(' ');
  return value.replace(/url\(\s*["']?#([^"')]+)["']?\s*\)/g, (_, id: string) => `url(#${own(id)})`);
}

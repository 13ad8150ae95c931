/** Reading and writing of XML text: just what AWS protocols use. No DTD, so no entity tricks. */

export interface XmlElement {
  /** Without its prefix. */
  name: string;
  /** Names as written, such as `xsi:type`. */
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

export class XmlSyntaxError extends Error {}

const token =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s<>/]+)\s*>|<([A-Za-z_][^\s<>/]*)((?:\s+[^\s<>/=]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/y;
const attribute = /([^\s<>/=]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;
const maxDepth = 64;

/** Parses a document into its root element. Throws XmlSyntaxError when it is not well-formed or declares a DTD. */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open: { element: XmlElement; tag: string }[] = [{ element: root, tag: '' }];
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) throw new XmlSyntaxError(`not well-formed at character ${at}`);
    const [, cdata, closing, opening, attributes, selfClosing, characters] = match;
    const top = open.at(-1);
    if (top === undefined) throw new XmlSyntaxError('more than one root element');
    if (cdata !== undefined) top.element.text += cdata;
    else if (characters !== undefined) top.element.text += decodeEntities(characters);
    else if (closing !== undefined) {
      if (open.length === 1 || top.tag !== closing) throw new XmlSyntaxError(`</${closing}> closes nothing`);
      open.pop();
    } else if (opening !== undefined) {
      if (open.length > maxDepth) throw new XmlSyntaxError('elements are nested too deeply');
      const element = {
        name: localName(opening),
        attributes: readAttributes(attributes),
        children: [],
        text: '',
      };
      top.element.children.push(element);
      if (selfClosing !== '/') open.push({ element, tag: opening });
    }
  }
  const [document, second] = root.children;
  if (open.length > 1) throw new XmlSyntaxError(`<${open.at(-1)?.tag}> is not closed`);
  if (document === undefined || second !== undefined || root.text.trim() !== '') {
    throw new XmlSyntaxError('a document has exactly one root element');
  }
  return document;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function readAttributes(source: string | undefined): Record<string, string> {
  const found: [string, string][] = [];
  for (const [, name, double, single] of (source ?? '').matchAll(attribute)) {
    found.push([name ?? '', decodeEntities(double ?? single ?? '')]);
  }
  return Object.fromEntries(found);
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w+));|&/g, (whole, decimal, hex, name) => {
    const value =
      name === undefined ? codePoint(decimal, hex) : Object.hasOwn(named, name) ? named[name] : undefined;
    if (value === undefined) throw new XmlSyntaxError(`unknown entity ${whole}`);
    return value;
  });
}

function codePoint(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code =
    decimal !== undefined ? Number.parseInt(decimal, 10) : hex !== undefined ? Number.parseInt(hex, 16) : -1;
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** Escapes text for element content and attribute values. Line ends are kept through any parser. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r\n\u0085\u2028]/g, (character) => escapes[character] ?? character);
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

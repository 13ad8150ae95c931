const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&nbsp;': ' ',
  '&amp;': '&',
};
/** What stands for a learner's variable in rendered task texts (markdown/variables.ts). */
const PLACEHOLDER = /\uE000[\uE100-\uF8FF]+\uE001/g;

/**
 * Our own rendered HTML as text of one line: drawings are left out, blocks are kept apart, and a learner's variables
 * become an ellipsis. Not a sanitiser: its result is text, and is shown as text.
 */
export function plainText(html: string): string {
  return html
    .replace(/<svg[\s\S]*?<\/svg>/g, ' ')
    .replace(/<\/?(?:code|strong|em|a|span|data|sub|sup|kbd|abbr)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(PLACEHOLDER, '…')
    .replace(/\s+/g, ' ')
    .trim();
}

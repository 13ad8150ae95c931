import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';

const languages = {
  bash,
  diff,
  dockerfile,
  ini,
  javascript,
  json,
  powershell,
  python,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** Languages a fenced block may name; `text` is shown as it is. */
export const LANGUAGES: ReadonlySet<string> = new Set([...Object.keys(languages), 'text']);

/** Code as HTML with classes only (a strict Content-Security-Policy forbids style attributes). */
export function highlight(code: string, language: string): string {
  return language in languages
    ? hljs.highlight(code, { language, ignoreIllegals: true }).value
    : escapeHtml(code);
}

/** A block of code as prose shows it, with what copy buttons look for. @param language one of LANGUAGES */
export function highlightedBlock(code: string, language: string): string {
  return `<figure class="code" data-language="${language}" data-kind="plain"><pre tabindex="0"><code class="hljs language-${language}">${highlight(code.replace(/\n$/, ''), language)}\n</code></pre></figure>`;
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

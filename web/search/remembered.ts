// What the search remembers in this browser. A browser that keeps nothing searches as well.

const RECENT = 'groundschool.search.recent';
const SLASH = 'groundschool.search.slash';
const KEEP = 6;

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch (error) {
    console.warn('This browser keeps nothing for the search', error);
    return null;
  }
}
function write(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch (error) {
    console.warn('This browser keeps nothing for the search', error);
  }
}

/** What was searched for and found lately, the latest first. */
export function recentSearches(): string[] {
  try {
    const kept: unknown = JSON.parse(read(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, KEEP) : [];
  } catch (error) {
    console.warn('The recent searches could not be read', error);
    return [];
  }
}

export function rememberSearch(query: string): void {
  const text = query.trim().slice(0, 80);
  if (text === '') return;
  const others = recentSearches().filter((one) => one.toLowerCase() !== text.toLowerCase());
  write(RECENT, JSON.stringify([text, ...others].slice(0, KEEP)));
}

export const forgetSearches = (): void => write(RECENT, null);

/** Whether the key `/` opens the search. Speech input and stray keys can press it by accident: people may turn it off. */
export const slashOpens = (): boolean => read(SLASH) !== 'off';
export const setSlashOpens = (on: boolean): void => write(SLASH, on ? null : 'off');

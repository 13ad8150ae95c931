import type { ITheme } from '@xterm/xterm';

/** The sixteen colours of a terminal in the page's own, so that both speak one language in both themes. */
const COLOURS: Readonly<Record<keyof Omit<ITheme, 'extendedAnsi'>, string>> = {
  background: '--code-bg',
  foreground: '--code-ink',
  cursor: '--accent',
  cursorAccent: '--code-bg',
  selectionBackground: '--accent-soft',
  selectionForeground: '--ink',
  selectionInactiveBackground: '--sunken',
  scrollbarSliderBackground: '--line',
  scrollbarSliderHoverBackground: '--line-strong',
  scrollbarSliderActiveBackground: '--line-strong',
  overviewRulerBorder: '--line',
  black: '--ink-3',
  red: '--fail',
  green: '--pass',
  yellow: '--blocked',
  blue: '--info',
  magenta: '--accent',
  cyan: '--zone-2',
  white: '--ink-2',
  brightBlack: '--ink-3',
  brightRed: '--fail',
  brightGreen: '--pass',
  brightYellow: '--blocked',
  brightBlue: '--info',
  brightMagenta: '--accent-hover',
  brightCyan: '--zone-2',
  brightWhite: '--ink',
};

/** Reads the colours as they are now: tokens are functions of the theme, a terminal needs their values. */
export function readPalette(parent: HTMLElement): ITheme {
  const probe = document.createElement('span');
  probe.hidden = true;
  parent.append(probe);
  const style = getComputedStyle(probe);
  const theme = Object.fromEntries(
    Object.entries(COLOURS).map(([name, token]) => {
      probe.style.color = `var(${token})`;
      return [name, style.color];
    }),
  );
  probe.remove();
  return theme;
}

/** Calls `changed` whenever the page's theme does, until the returned function is called. */
export function watchTheme(changed: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}

import type { TerminalSettings } from './transport.ts';

const KEY = 'groundschool-terminal';
export const FONT_SIZES = { least: 10, usual: 13, most: 24 } as const;

/** The learner's settings; the usual ones where none are kept or storage is forbidden. */
export function readSettings(): TerminalSettings {
  const usual: TerminalSettings = { fontSize: FONT_SIZES.usual, screenReader: false };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<TerminalSettings>;
    return {
      fontSize: clampFont(typeof kept.fontSize === 'number' ? kept.fontSize : usual.fontSize),
      screenReader: kept.screenReader === true,
    };
  } catch {
    return usual;
  }
}

export function keepSettings(settings: TerminalSettings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is left.
  }
}

export const clampFont = (size: number): number =>
  Math.min(FONT_SIZES.most, Math.max(FONT_SIZES.least, Math.round(size)));

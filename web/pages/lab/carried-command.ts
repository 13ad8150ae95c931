const KEY = 'groundschool.paste';

/** Keeps a command of a lesson for the workbench of a lab, in this tab alone. */
export function carryCommand(lab: string, text: string): void {
  sessionStorage.setItem(KEY, JSON.stringify({ lab, text }));
}

/** The command that was carried to this lab, once. */
export function takeCommand(lab: string): string | null {
  const kept = sessionStorage.getItem(KEY);
  if (kept === null) return null;
  sessionStorage.removeItem(KEY);
  try {
    const carried = JSON.parse(kept) as { lab?: unknown; text?: unknown };
    return carried.lab === lab && typeof carried.text === 'string' ? carried.text : null;
  } catch {
    return null; // Somebody else's text under our name: there is nothing to paste.
  }
}

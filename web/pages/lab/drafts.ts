// Texts that are typed but not handed in survive a reload: kept in this browser, by session, task and file.
const key = (session: string, task: string, name: string) => `groundschool-draft:${session}:${task}:${name}`;

export function readDraft(session: string, task: string, name: string): string | null {
  try {
    return localStorage.getItem(key(session, task, name));
  } catch {
    return null;
  }
}

export function keepDraft(session: string, task: string, name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key(session, task, name));
    else localStorage.setItem(key(session, task, name), text);
  } catch {
    // Storage may be forbidden or full; the text then lives as long as the page.
  }
}

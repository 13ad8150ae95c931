/** Says a short sentence to screen readers through the page's one live region. */
export function announce(text: string): void {
  const region = document.getElementById('announcer');
  if (!region) return;
  // The same text twice is no change to a live region; clearing it first makes the second one heard.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = text;
  }, 60);
}

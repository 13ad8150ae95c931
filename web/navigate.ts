// Apart from the router, which knows every page: a page that leads on must not know them all.

/** Goes to an address of the app. */
export function navigate(path: string, replace = false): void {
  dispatchEvent(new CustomEvent('gs-navigate', { detail: { path, replace } }));
}

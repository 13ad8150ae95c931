import { slashOpens } from './remembered.ts';

/**
 * True for `/` outside of fields, and for Ctrl+K or Cmd+K outside of editors and terminals, where it deletes to the end of
 * the line.
 */
export function asksForSearch(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return false;
  const [target] = event.composedPath();
  const element = target instanceof HTMLElement ? target : null;
  const editor = element?.isContentEditable === true || element?.localName === 'textarea';
  if (event.key.toLowerCase() === 'k') return (event.ctrlKey || event.metaKey) && !event.shiftKey && !editor;
  if (event.key !== '/' || event.ctrlKey || event.metaKey) return false;
  return !editor && !['input', 'select'].includes(element?.localName ?? '') && slashOpens();
}

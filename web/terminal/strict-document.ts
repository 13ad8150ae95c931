let done = false;

/**
 * From now on the page makes elements as its policy wants them: a <style> carries the nonce, and a style attribute is
 * written through the object model, which the policy allows. xterm makes its style sheets and coloured letters at run time
 * and takes no nonce; without this every colour beyond the sixteen is lost.
 */
export function makeElementsStrict(): void {
  if (done) return;
  done = true;
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  const make = document.createElement.bind(document);
  document.createElement = (tag: string, options?: ElementCreationOptions) => {
    const element = make(tag, options);
    if (tag === 'style') element.nonce = nonce;
    else if (tag === 'span') writeStyleAsObject(element);
    return element;
  };
}

function writeStyleAsObject(element: HTMLElement): void {
  const set = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else set(name, value);
  };
}

// Names and labels. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/

/** A label of a DNS name: 63 characters at most. */
export const NAME = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
/** A DNS name: 253 characters at most. */
export const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
export const LABEL_VALUE = /^(?=.{0,63}$)([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$/;
const KEY_NAME = /^(?=.{1,63}$)[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/;

/** Whether a text can be the key of a label, annotation, taint or extended resource: `name` or `domain/name`. */
export function labelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return KEY_NAME.test(key);
  return SUBDOMAIN.test(key.slice(0, slash)) && KEY_NAME.test(key.slice(slash + 1));
}

/** Whether a text can be the name of a port: 15 characters, one of them a letter. */
export function isPortName(name: string): boolean {
  return /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9](-?[a-z0-9])*$/.test(name);
}

export function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65_535;
}

import { fieldsOf, knownKinds, pathText } from '../../graders/semantics/manifests/index.ts';
import { placeAt, typeAt, type YamlPlace } from './yaml-place.ts';

/** One thing that fits at the cursor. */
export interface Offer {
  label: string;
  /** Its type in words, and whether it is required. */
  detail: string;
  required: boolean;
  /** Text to put in; a field comes with its colon, and with the next line begun where its value is more than a word. */
  insert: string;
}
export interface Offers {
  /** What is replaced: from here to the cursor. */
  from: number;
  offers: Offer[];
}

const HEAD: Readonly<Record<string, string>> = {
  apiVersion: 'string!',
  kind: 'string!',
  metadata: 'ObjectMeta!',
};

/** What the API server writes; nobody hands it in. */
const SERVERS_OWN: Readonly<Record<string, readonly string[]>> = {
  '': ['status'],
  ObjectMeta: [
    'creationTimestamp',
    'deletionGracePeriodSeconds',
    'deletionTimestamp',
    'generation',
    'managedFields',
    'resourceVersion',
    'selfLink',
    'uid',
  ],
};

/** `[]Container!` → `list of Container`. */
export function typeInWords(type: string): string {
  const bare = type.replace('!', '');
  if (bare.startsWith('[]')) return `list of ${typeInWords(bare.slice(2))}`;
  if (bare.startsWith('{}')) return `map of ${typeInWords(bare.slice(2))}`;
  const words: Record<string, string> = {
    string: 'text',
    integer: 'whole number',
    boolean: 'true or false',
    'int-or-string': 'number or text',
    quantity: 'quantity, as 500m or 4Gi',
    any: 'anything',
  };
  return words[bare] ?? bare;
}

/** The fields that fit at the cursor and are not there yet, required ones first; values where they are few. */
export function offersAt(text: string, offset: number): Offers | null {
  const place = placeAt(text, offset);
  if (!place) return null;
  const offers = place.key === null ? fieldOffers(place) : valueOffers(place, place.key);
  return offers.length > 0 ? { from: place.from, offers } : null;
}

function fieldOffers(place: YamlPlace): Offer[] {
  const fields = fieldsAt(place);
  return Object.entries(fields)
    .filter(([name]) => !place.present.includes(name))
    .map(([name, type]) => {
      const required = type.endsWith('!');
      return {
        label: name,
        detail: `${typeInWords(type)}${required ? ', required' : ''}`,
        required,
        insert: name + begun(type, place.indent),
      };
    })
    .toSorted((a, b) => Number(b.required) - Number(a.required));
}

function fieldsAt(place: YamlPlace): Readonly<Record<string, string>> {
  const type = typeAt(place);
  const fields = { ...(type === undefined ? undefined : fieldsOf(type)) };
  const top = place.path.length === 0;
  // The schema asks for neither of these; the API server does.
  if (top) Object.assign(fields, HEAD);
  if (place.path.length === 1 && place.path[0] === 'metadata') fields['name'] = 'string!';
  for (const name of SERVERS_OWN[top ? '' : (type ?? '')] ?? []) delete fields[name];
  return fields;
}

/** What follows the name of a field of that type. */
function begun(type: string, indent: number): string {
  const bare = type.replace('!', '');
  const pad = `\n${' '.repeat(indent + 2)}`;
  if (bare.startsWith('[]')) return `:${pad}- `;
  if (bare.startsWith('{}') || fieldsOf(bare)) return `:${pad}`;
  return ': ';
}

function valueOffers(place: YamlPlace, key: string): Offer[] {
  const plain = (label: string, detail: string): Offer => ({ label, detail, required: false, insert: label });
  if (place.path.length === 0 && key === 'kind') {
    return knownKinds()
      .filter(({ apiVersion }) => place.apiVersion === '' || apiVersion === place.apiVersion)
      .map(({ kind, apiVersion }) => plain(kind, apiVersion));
  }
  if (place.path.length === 0 && key === 'apiVersion') {
    const fitting = knownKinds().filter(({ kind }) => place.kind === '' || kind === place.kind);
    return [...new Set(fitting.map(({ apiVersion }) => apiVersion))].map((version) =>
      plain(version, place.kind),
    );
  }
  return typeAt({ ...place, path: [...place.path, key] }) === 'boolean'
    ? [plain('true', ''), plain('false', '')]
    : [];
}

/** Where the cursor is, in a line: kind, path, type, and the required fields that are not there yet. */
export function placeInWords(text: string, offset: number): string {
  const place = placeAt(text, offset);
  if (!place || place.kind === '') return '';
  const type = typeAt(place);
  if (type === undefined) return place.kind;
  const path = place.path.length > 0 ? ` ${pathText(place.path)} (${typeInWords(type)})` : '';
  const missing = Object.entries(fieldsAt(place))
    .filter(([name, of]) => of.endsWith('!') && !place.present.includes(name) && name !== place.key)
    .map(([name]) => name);
  return `${place.kind}${path}${missing.length > 0 ? `: ${missing.join(', ')} still missing` : ''}`;
}

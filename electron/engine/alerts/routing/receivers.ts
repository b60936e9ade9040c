import { httpClientConfig } from '../../scrape/config/http-client-config.ts';
import type { YamlSection } from '../../scrape/config/yaml-section.ts';
import { storedSecretName } from '../secrets/stored-secret.ts';
import {
  type FieldType,
  foreignReceivers,
  type Need,
  type ReceiverKind,
  receiverKinds,
} from './receiver-fields.ts';

export type FieldValue =
  | string
  | boolean
  | number
  | string[]
  | ReadonlyMap<string, string>
  | Fields
  | Fields[];

/** Fields as they were given; a nested section as its own fields. */
export interface Fields {
  readonly values: ReadonlyMap<string, FieldValue>;
}

/** One way of telling somebody. */
export interface Integration {
  kind: ReceiverKind;
  fields: Fields;
  sendResolved: boolean;
  /** Why nothing is sent by it; null where it works. */
  off: string | null;
  line: number;
}

export interface Receiver {
  name: string;
  integrations: Integration[];
}

/** Reads the fields of a section by their types; refuses those that are not named. */
export function readFields(section: YamlSection, types: Readonly<Record<string, FieldType>>): Fields {
  const values = new Map<string, FieldValue>();
  for (const [key, type] of Object.entries(types)) {
    const value = section.has(key) ? readField(section, key, type) : undefined;
    if (value !== undefined) values.set(key, value);
  }
  for (const key of values.keys()) {
    const file = `${key}_file`;
    const both = values.get(key) !== '' && values.has(file) && values.get(file) !== '';
    if (both) section.fail(`at most one of ${key} & ${file} must be configured`, key);
  }
  return { values };
}

function readField(section: YamlSection, key: string, type: FieldType): FieldValue | undefined {
  switch (type) {
    case 'boolean':
      return section.boolean(key);
    case 'integer':
      return section.integer(key, Number.MIN_SAFE_INTEGER);
    case 'duration':
      return section.duration(key);
    case 'url':
      return url(section, key);
    case 'texts':
      return section.strings(key);
    case 'map':
      return section.stringMap(key);
    case 'section':
      return nested(section, key);
    case 'sections':
      return section.sections(key).map((one) => one.anything());
    default:
      return section.string(key);
  }
}

/** Sections of an HTTP client are looked through here already, so that what is wrong is told with its line. */
function nested(section: YamlSection, key: string): Fields | undefined {
  const found = section.section(key);
  if (found && key === 'http_config') {
    httpClientConfig(found, '');
    found.end();
  }
  return section.section(key)?.anything();
}

function url(section: YamlSection, key: string): string | undefined {
  const text = section.text(key);
  if (text === undefined || /^https?:\/\/[^/]+/.test(text)) return text;
  return section.fail(`${key}: unsupported scheme or missing host for URL "${text}"`, key);
}

/** @param global as readFields gave it */
export function readReceiver(section: YamlSection, global: Fields): Receiver {
  const name = section.text('name') ?? section.fail('missing name in receiver');
  const integrations = receiverKinds.flatMap((kind) =>
    section.sections(kind.key).map((one) => readIntegration(one, kind, global)),
  );
  for (const kind of foreignReceivers) readForeign(section, kind, global);
  section.end();
  return { name, integrations };
}

function readIntegration(section: YamlSection, kind: ReceiverKind, global: Fields): Integration {
  const own = readFields(section, kind.fields);
  const extra = kind.key === 'email_configs' ? mailShortcuts(section, own) : new Map<string, FieldValue>();
  const fields = { values: new Map([...own.values, ...extra]) };
  const sendResolved = section.boolean('send_resolved') ?? kind.sendsResolved;
  section.end();
  const stands = ({ field, global: inherited }: Need) =>
    isGiven(fields, field) || (inherited !== undefined && isGiven(global, inherited));
  for (const need of kind.needs) {
    const { field, global: inherited } = need;
    if (stands(need) || (need.or && stands(need.or))) continue;
    section.fail(
      inherited
        ? `no global ${inherited} set, and no ${field} in ${section.name}`
        : `missing ${field} in ${section.name}`,
    );
  }
  if (
    kind.key === 'slack_configs' &&
    fields.values.get('update_message') === true &&
    fields.values.has('api_url')
  ) {
    section.fail('update_message needs an app token: a webhook cannot change a message', 'update_message');
  }
  const off = badAddress(fields, kind);
  if (off) section.warn(`${off}: nothing is sent by it`);
  return { kind, fields, sendResolved, off, line: section.line };
}

/** What guides tell people to write in an e-mail receiver and Alertmanager does not know. */
function mailShortcuts(section: YamlSection, { values }: Fields): Map<string, FieldValue> {
  const found = new Map<string, FieldValue>();
  if (section.has('subject')) {
    section.warn('subject is taken as headers.Subject', 'subject');
    const headers = values.get('headers');
    const others = headers instanceof Map ? [...headers] : [];
    found.set('headers', new Map([...others, ['Subject', section.string('subject') ?? '']]));
  }
  if (section.has('body')) {
    section.warn('body is taken as text', 'body');
    found.set('text', section.string('body') ?? '');
    // The standard page would be shown in its place.
    if (!values.has('html')) found.set('html', '');
  }
  return found;
}

function isGiven({ values }: Fields, field: string): boolean {
  return [field, `${field}_file`].some((key) => values.has(key) && values.get(key) !== '');
}

/** Secret addresses may be anything in a file that is only looked at; here they are looked at. */
function badAddress({ values }: Fields, kind: ReceiverKind): string | null {
  const key = ['api_url', 'webhook_url', 'url'].find((name) => kind.fields[name] === 'secret');
  const address = key === undefined ? undefined : values.get(key);
  if (key === undefined || typeof address !== 'string' || address === '') return null;
  if (/^https?:\/\/[^/]+/.test(address) || storedSecretName(address) !== undefined) return null;
  return `${kind.label}: ${key} is no URL`;
}

function readForeign(
  section: YamlSection,
  { key, needs, global: inherited }: (typeof foreignReceivers)[number],
  global: Fields,
): void {
  for (const one of section.sections(key)) {
    const { values } = one.anything();
    const missing = needs.find((any) => !any.some((field) => values.has(field)));
    if (missing && !(inherited && isGiven(global, inherited))) {
      one.fail(`${key}: one of ${missing.join(', ')} must be set`);
    }
    one.warn(`${key} is not supported: nothing is sent by it`);
  }
}

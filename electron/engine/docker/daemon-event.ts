import { type ContainerEvent, entityKey } from '../../../shared/model/container.ts';
import { unixNano } from '../../../shared/model/time.ts';
import { maskNamed } from './secrets.ts';

/** Attributes kept of one event; labels of a container come with each of its events. */
const MOST_ATTRIBUTES = 128;
const LONGEST_VALUE = 1_024;

/**
 * What goes on inside a container without changing it: health checks run an exec every few seconds, and
 * listing processes is Trivet's own doing.
 */
const UNREMARKABLE = /^(exec_(create|start|die|detach)|top|resize|attach|detach|archive-path|export)\b/;

/**
 * One line of GET /events, of any API version: before 1.22 there are only status, id, from and time. Null for
 * a line that is no event, and for events that are not worth remembering.
 */
export function parseDaemonEvent(line: string): ContainerEvent | null {
  const raw = parseObject(line);
  if (!raw) return null;
  const actor = object(raw.Actor);
  const action = text(raw.Action) || text(raw.status);
  const time = eventTime(line, raw);
  if (action === '' || time === null || UNREMARKABLE.test(action)) return null;
  const type = text(raw.Type) || 'container';
  const id = text(actor.ID) || text(raw.id);
  const attributes = Object.entries(object(actor.Attributes)).map(([key, value]): [string, string] => [
    key.slice(0, LONGEST_VALUE),
    maskLabel(key, text(value)).slice(0, LONGEST_VALUE),
  ]);
  if (!attributes.some(([key]) => key === 'image') && text(raw.from)) {
    attributes.push(['image', text(raw.from)]);
  }
  return daemonEvent(type, action, id, time, attributes);
}

function daemonEvent(
  type: string,
  action: string,
  id: string,
  time: bigint,
  attributes: [string, string][],
): ContainerEvent {
  const byName = new Map(attributes);
  const name = byName.get('name') ?? (type === 'container' ? id.slice(0, 12) : id);
  return {
    timeUnixNano: unixNano(time),
    type,
    // Podman says died and remove where Docker says die and destroy.
    action: type === 'container' ? (podmanActions[action] ?? action) : action,
    id,
    name,
    entity: type === 'container' ? entityKey(name, byName) : `${type}:${name}`,
    attributes: withExitCode(attributes).slice(0, MOST_ATTRIBUTES),
  };
}

/** The daemon's own attributes, which hold ids; all else are labels, which may hold anything. */
const OWN_ATTRIBUTES = new Set([
  'image',
  'name',
  'oldName',
  'container',
  'exitCode',
  'signal',
  'type',
  'driver',
]);

const maskLabel = (key: string, value: string) => (OWN_ATTRIBUTES.has(key) ? value : maskNamed(key, value));

const podmanActions: Record<string, string> = { died: 'die', remove: 'destroy' };

/** Podman's containerExitCode under Docker's name; the first attributes are kept, so it stands in front. */
function withExitCode(attributes: [string, string][]): [string, string][] {
  const code = attributes.find(([key]) => key === 'exitCode' || key === 'containerExitCode')?.[1];
  if (code === undefined) return attributes;
  return [['exitCode', code], ...attributes.filter(([key]) => key !== 'exitCode')];
}

const LATEST = 2n ** 63n - 1n;

/** timeNano does not fit a double, so its digits are taken from the text. */
function eventTime(line: string, raw: Record<string, unknown>): bigint | null {
  const digits = [...line.matchAll(/"timeNano":\s*(\d{1,19})(?![\d.eE])/g)].at(-1)?.[1];
  const seconds = typeof raw.time === 'number' && Number.isSafeInteger(raw.time) ? raw.time : 0;
  const time = digits && raw.timeNano ? BigInt(digits) : BigInt(seconds) * 1_000_000_000n;
  return time > 0n && time <= LATEST ? time : null;
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // A cut line after a lost connection; the gap is found by its missing event.
    return null;
  }
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

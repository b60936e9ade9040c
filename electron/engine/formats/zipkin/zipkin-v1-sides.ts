import type { Attributes, AttributeValue } from '../../../../shared/model/attributes.ts';
import { SpanKind } from '../../../../shared/model/span.ts';
import { type DurationNano, durationNano, type UnixNano } from '../../../../shared/model/time.ts';
import type { JsonObject } from '../json-values.ts';

/** An annotation's time, text and the endpoint that wrote it. */
export interface Annotation {
  time: UnixNano;
  value: string;
  endpoint: JsonObject | null;
}

export interface BinaryAnnotation {
  key: string;
  value: AttributeValue;
  endpoint: JsonObject | null;
}

/** What one service saw of a v1 span. */
export interface V1Side {
  kind: SpanKind;
  local: JsonObject;
  remote: JsonObject | null;
  /** Null where nothing tells. */
  start: UnixNano | null;
  duration: DurationNano | null;
  /** The span's id is another service's, who made it. */
  shared: boolean;
  events: Annotation[];
  tags: Attributes;
}

interface OwnTimes {
  start: UnixNano | null;
  duration: DurationNano | null;
}

/** The core annotations that begin and end what each kind of side saw, and the key of the other side's address. */
interface Core {
  kind: SpanKind;
  begin: string;
  end: string;
  address: string;
  /** The annotation without which there is no such side; for an RPC either will do. */
  needs: readonly string[];
}

const CLIENT: Core = { kind: SpanKind.client, begin: 'cs', end: 'cr', address: 'sa', needs: ['cs', 'cr'] };
const SERVER: Core = { kind: SpanKind.server, begin: 'sr', end: 'ss', address: 'ca', needs: ['sr', 'ss'] };
const PRODUCER: Core = { kind: SpanKind.producer, begin: 'ms', end: 'ws', address: 'ma', needs: ['ms'] };
const CONSUMER: Core = { kind: SpanKind.consumer, begin: 'wr', end: 'mr', address: 'ma', needs: ['mr'] };
/** Who makes an id stands before who shares it. */
const CORES = [CLIENT, SERVER, PRODUCER, CONSUMER];
/** Binary annotations whose endpoint is the point: the value only says true. */
const ADDRESSES = new Set(CORES.map(({ address }) => address));

/**
 * The sides of a v1 span, at least one. What no endpoint claims belongs to the first.
 *
 * @param own the span's own timestamp and duration, which are those of the side that made it
 */
export function sidesOf(
  annotations: readonly Annotation[],
  binary: readonly BinaryAnnotation[],
  own: OwnTimes,
): V1Side[] {
  const addresses = new Map(binary.filter(isAddress).map(({ key, endpoint }) => [key, endpoint]));
  const found = CORES.filter(({ needs }) => annotations.some(({ value }) => needs.includes(value)));
  const sides = found.map((core) => coreSide(core, found, annotations, own));
  if (sides.length === 0) sides.push(localSide(annotations, binary, addresses, own));
  else for (const [i, side] of sides.entries()) side.remote ??= addresses.get(found[i]!.address) ?? null;
  const used = new Set(found.flatMap(({ begin, end }) => [begin, end]));
  for (const annotation of annotations) {
    if (!used.has(annotation.value)) ownerOf(sides, annotation.endpoint).events.push(annotation);
  }
  for (const item of binary) {
    if (isAddress(item) || isMarker(item)) continue;
    ownerOf(sides, item.endpoint).tags.push([item.key, item.value]);
  }
  return sides;
}

const isAddress = ({ key, value }: BinaryAnnotation): boolean =>
  ADDRESSES.has(key) && (value === true || value === 'true' || value instanceof Uint8Array);

/** `lc` without a name only says that the span is local, for versions that could not say so. */
const isMarker = ({ key, value }: BinaryAnnotation): boolean => key === 'lc' && value === '';

function coreSide(
  core: Core,
  found: readonly Core[],
  annotations: readonly Annotation[],
  own: OwnTimes,
): V1Side {
  const begin = annotations.find(({ value }) => value === core.begin);
  const end = annotations.findLast(({ value }) => value === core.end);
  const seen = begin ?? end;
  // A span that two sides annotated is the first one's, and so are its times.
  const isSecond = found.indexOf(core) > 0;
  const isOwner = !isSecond && own.start !== null;
  return {
    kind: core.kind,
    local: seen?.endpoint ?? {},
    remote: null,
    start: isOwner ? own.start : (seen?.time ?? null),
    duration: (isOwner ? own.duration : null) ?? between(begin, end),
    // v1 has no flag: by convention who joined a span leaves its timestamp to the one who made it.
    shared: isSecond || (core === SERVER && own.start === null),
    events: [],
    tags: [],
  };
}

function between(begin: Annotation | undefined, end: Annotation | undefined): DurationNano | null {
  if (!begin || !end) return null;
  return durationNano(end.time > begin.time ? end.time - begin.time : 0n);
}

/** No side of an RPC or message: work inside a service, or what was told of it afterwards. */
function localSide(
  annotations: readonly Annotation[],
  binary: readonly BinaryAnnotation[],
  addresses: ReadonlyMap<string, JsonObject | null>,
  own: OwnTimes,
): V1Side {
  const sa = addresses.get('sa') ?? null;
  const ca = addresses.get('ca') ?? null;
  const wrote = [...annotations, ...binary.filter((item) => !isAddress(item))];
  const local = wrote.find(({ endpoint }) => endpoint !== null)?.endpoint ?? (sa && ca) ?? {};
  const first = annotations.reduce<UnixNano | null>(
    (earliest, { time }) => (earliest === null || time < earliest ? time : earliest),
    null,
  );
  return {
    kind: ca && !sa ? SpanKind.server : SpanKind.unspecified,
    local,
    remote: sa ?? ca,
    start: own.start ?? first,
    duration: own.duration,
    shared: false,
    events: [],
    tags: [],
  };
}

function ownerOf(sides: readonly V1Side[], endpoint: JsonObject | null): V1Side {
  const service = endpoint?.serviceName;
  return sides.find(({ local }) => service !== undefined && local.serviceName === service) ?? sides[0]!;
}

import { createHash } from 'node:crypto';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import { type Resource, type Scope, type Span, SpanKind, StatusCode } from '../../../../shared/model/span.ts';
import { durationNano, unixNano } from '../../../../shared/model/time.ts';
import { withWarning } from '../span-warnings.ts';
import type { ChromeTrace } from './chrome-trace.ts';
import type { Slice } from './slice.ts';

const NO_SCOPE: Scope = { name: '', version: '', attributes: [] };

export interface ChromeSpan {
  resource: Resource;
  scope: Scope;
  span: Span;
}

/**
 * The spans of a finished Chrome trace. The file is one trace, for its flows cross processes; a process is a service.
 * Ids come from the content, so that the same file again gives the same spans.
 *
 * @param offset added to every time: Chrome counts from the start of a clock of its own
 */
export function* chromeSpans(trace: ChromeTrace, offset: bigint): Generator<ChromeSpan> {
  const traceId = traceIdOf(trace);
  const resources = new Map<string, Resource>();
  const idOf = (no: number | string) => Number(no).toString(16).padStart(16, '0');
  for (const slice of trace.slices) {
    let resource = resources.get(slice.pid);
    if (!resource) {
      resource = { attributes: processAttributes(trace, slice.pid) };
      resources.set(slice.pid, resource);
    }
    const span: Span = {
      traceId,
      spanId: idOf(slice.no),
      parentSpanId: slice.parent ? idOf(slice.parent.no) : '',
      traceState: '',
      name: slice.name,
      kind: SpanKind.internal,
      startTimeUnixNano: unixNano(slice.start + offset),
      durationNano: durationNano(slice.end - slice.start),
      statusCode: StatusCode.unset,
      statusMessage: '',
      attributes: [...threadAttributes(trace, slice), ...slice.attributes],
      events: slice.events.map((event) => ({
        ...event,
        timeUnixNano: unixNano(event.timeUnixNano + offset),
      })),
      links: slice.links.map((link) => ({ ...link, traceId, spanId: idOf(link.spanId) })),
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
    yield {
      resource,
      scope: NO_SCOPE,
      span: slice.warning === null ? span : withWarning(span, slice.warning),
    };
  }
}

function processAttributes(trace: ChromeTrace, pid: string): Attributes {
  const process = trace.processes.get(pid);
  const number = /^\d{1,15}$/.test(pid) ? BigInt(pid) : pid;
  return [
    ['service.name', process?.name || `process ${pid}`],
    ['process.pid', number],
    ...(process?.labels ?? []),
  ];
}

function threadAttributes(trace: ChromeTrace, { pid, tid, category, async }: Slice): Attributes {
  const attributes: Attributes = [];
  if (category !== '') attributes.push(['category', category]);
  if (async) return attributes;
  attributes.push(['thread.id', /^-?\d{1,15}$/.test(tid) ? BigInt(tid) : tid]);
  const name = trace.threads.get(`${pid} ${tid}`);
  if (name !== undefined) attributes.push(['thread.name', name]);
  return attributes;
}

function traceIdOf(trace: ChromeTrace): string {
  const digest = createHash('sha256');
  for (const { pid, tid, name, start, end } of trace.slices)
    digest.update(`${pid}\0${tid}\0${name}\0${start}\0${end}\n`);
  return digest.digest('hex').slice(0, 32);
}

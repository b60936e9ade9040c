import type { TraceDetail } from '../../../shared/contract/traces.ts';
import { packSpanIds } from '../../../shared/model/span-ids.ts';

export interface FixtureSpan {
  name: string;
  service?: string;
  parent?: number;
  start: number;
  end: number;
  error?: boolean;
  kind?: number;
  /** Without its values. */
  statement?: string;
  followsFrom?: boolean;
}

/** A trace's columns from readable rows; times in nanoseconds after its start. */
export function traceFixture(spans: FixtureSpan[]): TraceDetail {
  const services = [...new Set(spans.map(({ service }) => service ?? 'web'))];
  const statements = [...new Set(['', ...spans.map(({ statement }) => statement ?? '')])];
  const names = [...new Set(spans.map(({ name }) => name))];
  return {
    summary: {
      traceId: `${'0'.repeat(31)}1`,
      rootService: services[0] ?? '',
      rootName: names[0] ?? '',
      startTimeUnixNano: 0n,
      durationNano: 0n,
      spanCount: spans.length,
      serviceCount: services.length,
      services,
      errorCount: spans.filter(({ error }) => error).length,
      pinned: false,
    },
    startTimeUnixNano: 0n,
    services,
    names,
    spanIds: packSpanIds(spans.map((_, i) => i.toString(16).padStart(16, '0'))),
    parent: Int32Array.from(spans, ({ parent }) => parent ?? -1),
    service: Uint32Array.from(spans, ({ service }) => services.indexOf(service ?? 'web')),
    name: Uint32Array.from(spans, ({ name }) => names.indexOf(name)),
    kind: Uint8Array.from(spans, ({ kind }) => kind ?? 1),
    status: Uint8Array.from(spans, ({ error }) => (error ? 2 : 0)),
    startNano: Float64Array.from(spans, ({ start }) => start),
    durationNano: Float64Array.from(spans, ({ start, end }) => end - start),
    missingParent: new Uint8Array(spans.length),
    eventCount: new Uint32Array(spans.length),
    statement: Uint32Array.from(spans, ({ statement }) => statements.indexOf(statement ?? '')),
    statements,
    followsFrom: Uint8Array.from(spans, ({ followsFrom }) => (followsFrom ? 1 : 0)),
    sources: [],
    containers: [],
    warnings: [],
  };
}

import type { TraceDetail } from '../../shared/contract/traces.ts';
import { packSpanIds } from '../../shared/model/span-ids.ts';

/** Columns of a generated trace: services, operations and statements as a shop of 24 services has them. */
export function largeTrace(spans: number, depth: number): TraceDetail {
  const services = Array.from({ length: 24 }, (_, i) => `service-${i}`);
  const names = Array.from({ length: 200 }, (_, i) => `operation ${i}`);
  const statements = ['', ...Array.from({ length: 50 }, (_, i) => `SELECT * FROM table_${i} WHERE id = ?`)];
  const parent = new Int32Array(spans);
  const level = new Uint32Array(spans);
  const startNano = new Float64Array(spans);
  const durationNano = new Float64Array(spans);
  // Park and Miller's minimal standard generator: the same trace every time.
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  parent[0] = -1;
  durationNano[0] = spans * 10_000;
  for (let i = 1; i < spans; i++) {
    // The first spans make a chain of the full depth; later ones hang somewhere on what there is.
    const above = i < depth ? i - 1 : Math.floor(random() * i);
    const own = level[above]! + 1 < depth ? above : parent[above]!;
    parent[i] = own;
    level[i] = level[own]! + 1;
    startNano[i] = i * 10_000;
    const end = startNano[own]! + durationNano[own]!;
    durationNano[i] =
      i < depth ? end - startNano[i]! - 1_000 : random() * Math.max(0, end - startNano[i]!) * 1.01;
  }
  const pick = (of: number, step: number) => Uint32Array.from({ length: spans }, (_, i) => (i * step) % of);
  return {
    summary: {
      traceId: '1'.padStart(32, '0'),
      rootService: services[0]!,
      rootName: names[0]!,
      startTimeUnixNano: 0n,
      durationNano: BigInt(spans) * 10_000n,
      spanCount: spans,
      serviceCount: services.length,
      services,
      errorCount: Math.ceil(spans / 97),
      pinned: false,
    },
    startTimeUnixNano: 0n,
    services,
    names,
    statements,
    spanIds: packSpanIds(Array.from({ length: spans }, (_, i) => i.toString(16).padStart(16, '0'))),
    parent,
    service: pick(services.length, 7),
    name: pick(names.length, 13),
    statement: pick(statements.length, 3),
    kind: Uint8Array.from({ length: spans }, (_, i) => 1 + (i % 3)),
    status: Uint8Array.from({ length: spans }, (_, i) => (i % 97 === 0 ? 2 : 0)),
    startNano,
    durationNano,
    missingParent: new Uint8Array(spans),
    followsFrom: new Uint8Array(spans),
    eventCount: new Uint32Array(spans),
    sources: [],
    containers: [],
    warnings: [],
  };
}

/** The columns as JSON text, as another tool would send them. */
export const columnsJson = (detail: TraceDetail): string =>
  JSON.stringify(detail, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    return ArrayBuffer.isView(value) ? Array.from(value as unknown as number[]) : value;
  });

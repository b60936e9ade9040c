import type { LogRow, LogVolume } from '../../../shared/contract/logs.ts';
import type { RangeResult } from '../../../shared/contract/metrics.ts';
import type { ServiceRed, TracePoints, TraceSummary } from '../../../shared/contract/traces.ts';
import { durationNano, msToNano, nanoToMs } from '../../../shared/model/time.ts';
import { noise, ramp } from './noise.ts';
import { deployMs, entityOf, figure, type Member, MIB, oomMs } from './shop.ts';

const KINDS: Record<string, [kind: string, scale: number]> = {
  container_cpu_usage_seconds_total: ['cpu', 1 / 100],
  container_memory_working_set_bytes: ['memory', 1],
  container_network_receive_bytes_total: ['rx', 1],
  container_network_transmit_bytes_total: ['tx', 1],
  container_fs_reads_bytes_total: ['read', 1],
  container_fs_writes_bytes_total: ['write', 1],
};

export function range(
  params: {
    metric: string;
    startMs: number;
    endMs: number;
    stepMs: number;
    matchers: { name: string; values: string[] }[];
  },
  team: Member[],
  now: number,
): RangeResult {
  const { metric, startMs, endMs, stepMs, matchers } = params;
  const first = Math.ceil(startMs / stepMs) * stepMs;
  const length = Math.max(0, Math.floor((endMs - first) / stepMs) + 1);
  const timesMs = Float64Array.from({ length }, (_, i) => first + i * stepMs);
  const names = matchers.find(({ name }) => name === 'name')?.values;
  const chosen = team.filter(({ name, state }) => state === 'running' && (!names || names.includes(name)));
  const [kind, scale] = KINDS[metric] ?? ['', 1];
  const at = (member: Member, t: number): number =>
    metric === 'container_spec_memory_limit_bytes'
      ? (member.limit || 15_872) * MIB
      : figure(member, kind, t, now) * scale;
  return {
    timesMs,
    series: chosen.map((member) => ({
      labels: [
        ['__name__', metric],
        ['name', member.name],
      ],
      values: timesMs.map((t) => at(member, t)),
    })),
    truncated: false,
  };
}

const hurt = (t: number, now: number) => oomMs(now).some((at) => t > at - 1000 && t < at + 22_000);

export function volume(
  params: { start: bigint; end: bigint; buckets: number },
  now: number,
  share = 1,
): LogVolume {
  const startMs = nanoToMs(params.start);
  const stepMs = Math.max(1000, (nanoToMs(params.end) - startMs) / params.buckets);
  const counts = (base: number, name: string) =>
    Float64Array.from({ length: params.buckets }, (_, i) => {
      const t = startMs + i * stepMs;
      const trouble = t < deployMs(now) ? 0.1 : 1;
      const worse = hurt(t, now) ? 2.6 : 1;
      const size = name === 'info' || name === 'debug' ? 1 : trouble * worse;
      return Math.round(
        (base * share * size * stepMs * (0.8 + 0.4 * noise(name, Math.floor(t / 5000)))) / 5000,
      );
    });
  const rows: LogVolume['counts'] = [
    ['debug', counts(34, 'debug')],
    ['info', counts(215, 'info')],
    ['warn', counts(13, 'warn')],
    ['error', counts(4, 'error')],
  ];
  return {
    startMs,
    stepMs,
    counts: rows,
    total: rows.reduce((sum, [, values]) => sum + values.reduce((a, b) => a + b, 0), 0),
  };
}

const LINES: [level: number, text: string][] = [
  [9, 'order received cart=c-51920 items=48 trace_id=7be1f0c4'],
  [13, 'slow load: 48 queries for one cart cart=c-51920 duration=441ms'],
  [9, 'order stored order=o-88213 total=412.60 EUR'],
  [13, 'heap above soft limit heap=478MiB limit=460MiB gc=forced'],
  [9, 'connected db=postgres:5432 pool=20'],
  [17, 'response cache refused entry: out of budget size=3.10MiB used=489MiB'],
  [5, 'load items cart=c-51920 strategy=per-item'],
];

/** One line every 700 ms and container; hostile ones where a member's name is hostile itself. */
export function logs(
  params: {
    start: bigint;
    end: bigint;
    entities?: string[] | undefined;
    limit: number;
    direction: string;
    levels?: string[] | undefined;
  },
  team: Member[],
): LogRow[] {
  const chosen = team.filter((member) => !params.entities || params.entities.includes(entityOf(member)));
  const startMs = nanoToMs(params.start);
  const endMs = nanoToMs(params.end);
  const rows: LogRow[] = [];
  const backward = params.direction === 'backward';
  for (let i = 0; rows.length < params.limit && chosen.length > 0 && i < 20_000; i++) {
    const at = backward ? endMs - i * 700 : startMs + i * 700;
    if (at < startMs || at > endMs) break;
    const step = Math.floor(at / 700);
    const member = chosen[step % chosen.length] as Member;
    const [severityNumber, text] = LINES[step % LINES.length] as [number, string];
    rows.push({
      id: `${member.name}:${step}`,
      timeUnixNano: msToNano(step * 700),
      severityNumber,
      severityText: ['debug', 'info', 'warn', 'error'][Math.floor((severityNumber - 5) / 4)] ?? 'info',
      body: member.name.includes('<') ? `${member.name} \u001b[31mred\u001b[0m ${text}` : text,
      attributes: [],
      traceId: '',
      spanId: '',
      entity: entityOf(member),
      container: member.name,
      stream: severityNumber > 12 ? 'stderr' : 'stdout',
      format: 'unknown',
      service: '',
      source: 'docker',
      pattern: 0,
      truncated: false,
    });
  }
  return rows;
}

const traceIdOf = (i: number) =>
  Array.from({ length: 4 }, (_, k) =>
    Math.floor(noise(`trace${k}`, i) * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');

/** A checkout every 1.5 s; slow since the deploy, one in ten of them failing. */
export function traces(
  params: { start: bigint; end: bigint; limit: number; error?: boolean | undefined; order?: string },
  now: number,
): TraceSummary[] {
  const startMs = nanoToMs(params.start);
  const found: TraceSummary[] = [];
  for (let i = Math.floor(nanoToMs(params.end) / 1500); i * 1500 >= startMs && found.length < 20_000; i--) {
    const t = i * 1500;
    const slow = t > deployMs(now) && noise('slow', i) < 0.35;
    const errorCount = slow && noise('error', i) < 0.25 ? 3 : 0;
    const ms = slow ? 560 + 520 * noise('ms', i) * ramp(t, deployMs(now), now) : 50 + 60 * noise('ms', i);
    const services = slow ? ['web', 'api', 'orders', 'postgres', 'redis', 'pay'] : ['web', 'api', 'redis'];
    found.push({
      traceId: traceIdOf(i),
      rootService: 'web',
      rootName: slow ? 'POST /checkout' : 'GET /products',
      startTimeUnixNano: msToNano(t),
      durationNano: durationNano(BigInt(Math.round(ms * 1e6))),
      spanCount: slow ? 143 : 12,
      serviceCount: services.length,
      services,
      errorCount,
      pinned: false,
    });
  }
  const wanted = params.error ? found.filter(({ errorCount }) => errorCount > 0) : found;
  if (params.order === 'longest') wanted.sort((a, b) => (a.durationNano < b.durationNano ? 1 : -1));
  return wanted.slice(0, params.limit);
}

export function points(params: { start: bigint; end: bigint; limit: number }, now: number): TracePoints {
  const all = traces(params, now);
  return {
    traceIds: all.map(({ traceId }) => traceId),
    startMs: Float64Array.from(all, ({ startTimeUnixNano }) => nanoToMs(startTimeUnixNano)),
    durationNano: Float64Array.from(all, (trace) => Number(trace.durationNano)),
    errorCounts: Uint32Array.from(all, ({ errorCount }) => errorCount),
    root: new Uint32Array(all.length),
    roots: [{ service: 'web', name: 'POST /checkout' }],
    truncated: false,
  };
}

const MS = 1e6;
export const red: ServiceRed[] = [
  { service: 'web', calls: 23_670, errors: 19, p50Nano: 131 * MS, p95Nano: 612 * MS, p99Nano: 688 * MS },
  { service: 'api', calls: 28_620, errors: 33, p50Nano: 92.4 * MS, p95Nano: 588 * MS, p99Nano: 671 * MS },
  { service: 'orders', calls: 4_680, errors: 27, p50Nano: 341 * MS, p95Nano: 574 * MS, p99Nano: 652 * MS },
  { service: 'pay', calls: 3_690, errors: 280, p50Nano: 64.2 * MS, p95Nano: 171 * MS, p99Nano: 176 * MS },
  { service: 'worker', calls: 3_510, errors: 0, p50Nano: 118 * MS, p95Nano: 212 * MS, p99Nano: 264 * MS },
  {
    service: 'postgres',
    calls: 227_700,
    errors: 0,
    p50Nano: 4.12 * MS,
    p95Nano: 9.84 * MS,
    p99Nano: 12.6 * MS,
  },
  { service: 'redis', calls: 207_900, errors: 0, p50Nano: 0.31 * MS, p95Nano: 0.72 * MS, p99Nano: 1.04 * MS },
];

/** Before the deploy all was well. */
export function redAt(endMs: number, now: number): ServiceRed[] {
  if (endMs > deployMs(now) + 60_000) return red;
  return red.map((service) => ({ ...service, errors: 3, p95Nano: (service.p95Nano ?? 0) / 5.2 }));
}

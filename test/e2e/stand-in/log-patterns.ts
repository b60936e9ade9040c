import type { LogPattern, LogPatterns, NewLogPattern } from '../../../shared/contract/logs.ts';
import type { SeverityLevel } from '../../../shared/model/log-record.ts';
import { noise } from './noise.ts';
import { entityOf, type Member } from './shop.ts';

interface Told {
  of: string;
  level: SeverityLevel;
  template: string;
  example: string;
  count: number;
  before: number;
  /** Minutes ago. */
  first: number;
}

const told: Told[] = [
  ...problem('pay', 'error', 'charge failed: context deadline exceeded (budget <*>, left <*>)', 199, 0),
  ...problem('api', 'error', 'orders unreachable', 121, 0),
  ...problem('orders', 'warn', 'slow load: <*> queries for one cart', 1912, 0),
  ...problem('orders', 'warn', 'heap above soft limit heap=<*> limit=<*> gc=<*>', 64, 12),
  ...usual('api', 'info', 'request completed', 28_402, 27_950),
  ...usual('orders', 'info', 'order stored order=<*> total=<*> EUR', 9_120, 9_004),
  ...usual('orders', 'debug', 'load items cart=<*> strategy=<*>', 6_120, 2_411),
  ...usual('postgres', 'info', 'checkpoint complete: wrote <*> buffers (<*>); <*> WAL file(s) added', 16, 15),
];

function problem(of: string, level: SeverityLevel, template: string, count: number, before: number): Told[] {
  const example = `{"level":"${level}","msg":"${template.replaceAll('<*>', '162')}","order":"o-88213","attempt":1}`;
  return [{ of, level, template, example, count, before, first: before === 0 ? 11 : 9 * 1440 }];
}

function usual(of: string, level: SeverityLevel, template: string, count: number, before: number): Told[] {
  const example = template.replaceAll('<*>', '88213');
  return [{ of, level, template, example, count, before, first: 9 * 1440 }];
}

const rowsOf = (team: Member[], now: number) =>
  told.flatMap(({ of, first, ...row }, i) => {
    const member = team.find(({ name }) => name === of);
    if (!member) return [];
    const seen = { firstSeenMs: now - first * 60_000, lastSeenMs: now };
    return [{ ...row, ...seen, id: i + 1, entity: entityOf(member), container: of }];
  });

export function patterns(
  params: { start: bigint; buckets: number; newSince?: bigint | undefined },
  team: Member[],
  now: number,
): LogPatterns {
  const since = Number((params.newSince ?? params.start) / 1_000_000n);
  const rows = rowsOf(team, now).map((row): LogPattern => {
    const isNew = row.firstSeenMs >= since;
    const trend = Float64Array.from({ length: params.buckets }, (_, i) =>
      isNew && i < params.buckets / 3 ? 0 : noise(row.template, i) * (row.count / params.buckets),
    );
    return { ...row, isNew, trend };
  });
  const total = rows.reduce((sum, { count }) => sum + count, 0);
  const startMs = Number(params.start / 1_000_000n);
  return { patterns: rows, startMs, stepMs: 1000, others: 0, total };
}

export const newPatterns = (params: { since: bigint }, team: Member[], now: number): NewLogPattern[] =>
  rowsOf(team, now)
    .filter(({ firstSeenMs, level }) => firstSeenMs * 1e6 >= Number(params.since) && level !== 'info')
    .map(({ count, before: _, ...row }) => ({ ...row, lines: count }));

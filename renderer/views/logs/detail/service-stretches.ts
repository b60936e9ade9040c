import type { TraceDetail } from '../../../../shared/contract/traces.ts';

export interface ServiceStretch {
  service: string;
  /** Parts of the trace's length, 0 to 1. */
  from: number;
  to: number;
}

const MOST = 6;
/** Shorter ones could not be seen. */
const LEAST = 0.004;

type Columns = Pick<TraceDetail, 'services' | 'service' | 'startNano' | 'durationNano'> & {
  summary: { durationNano: bigint };
};

/** From the first span's start to the last one's end of each service, the longest ones, in the order of their starts. */
export function serviceStretches({
  services,
  service,
  startNano,
  durationNano,
  summary,
}: Columns): ServiceStretch[] {
  const whole = Math.max(1, Number(summary.durationNano));
  const ends = new Map<number, { from: number; to: number }>();
  for (let i = 0; i < service.length; i++) {
    const start = startNano[i] as number;
    const end = start + (durationNano[i] as number);
    const known = ends.get(service[i] as number);
    if (!known) ends.set(service[i] as number, { from: start, to: end });
    else {
      known.from = Math.min(known.from, start);
      known.to = Math.max(known.to, end);
    }
  }
  return [...ends]
    .map(([place, { from, to }]) => within(services[place] ?? '', from / whole, to / whole))
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MOST)
    .sort((a, b) => a.from - b.from || b.to - a.to);
}

function within(service: string, from: number, to: number): ServiceStretch {
  const start = Math.min(Math.max(from, 0), 1 - LEAST);
  return { service, from: start, to: Math.min(1, Math.max(to, start + LEAST)) };
}

import type { TraceSummary } from '../../../shared/contract/traces.ts';

/** Failing and slow traces together, each once, newest first; only those that touch one of the services, if named. */
export function slowAndFailing(
  failing: TraceSummary[],
  slow: TraceSummary[],
  services: string[] | null,
  most: number,
): TraceSummary[] {
  const byId = new Map<string, TraceSummary>();
  const half = Math.ceil(most / 2);
  const touches = (trace: TraceSummary) =>
    services === null || trace.services.some((service) => services.includes(service));
  // Half the places for each, so that many errors do not hide what is slow.
  for (const trace of failing.filter(touches).slice(0, half)) byId.set(trace.traceId, trace);
  for (const trace of [...slow, ...failing].filter(touches)) {
    if (byId.size >= most) break;
    byId.set(trace.traceId, trace);
  }
  return [...byId.values()].sort((a, b) => (a.startTimeUnixNano < b.startTimeUnixNano ? 1 : -1));
}

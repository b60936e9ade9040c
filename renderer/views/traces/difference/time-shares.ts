import type { AggregateFlame } from '../../../../shared/contract/trace-answers.ts';

export interface ServiceTime {
  service: string;
  /** Mean self time a trace, in nanoseconds. */
  inside: number;
  outside: number;
  /** Inside to outside; null where outside is none. */
  ratio: number | null;
}

type Times = Pick<AggregateFlame, 'services' | 'service' | 'selfNano' | 'traces'>;

function selfByService({ services, service, selfNano }: Times): Map<string, number> {
  const sums = new Map<string, number>();
  for (let i = 0; i < service.length; i++) {
    const name = services[service[i]!]!;
    sums.set(name, (sums.get(name) ?? 0) + selfNano[i]!);
  }
  return sums;
}

/**
 * Where the time of the selected traces goes and where that of the rest: the self time of each service by trace, most
 * of it first. `all` holds the selected ones too; the rest is what remains without them.
 */
export function serviceTimes(inside: Times, all: Times): ServiceTime[] {
  const [insideSums, allSums] = [selfByService(inside), selfByService(all)];
  const outsideTraces = Math.max(0, all.traces - inside.traces);
  return [...allSums]
    .map(([service, total]) => {
      const selected = insideSums.get(service) ?? 0;
      const mean = inside.traces > 0 ? selected / inside.traces : 0;
      const rest = outsideTraces > 0 ? Math.max(0, total - selected) / outsideTraces : 0;
      return { service, inside: mean, outside: rest, ratio: rest > 0 ? mean / rest : null };
    })
    .sort((a, b) => b.inside - a.inside || (a.service < b.service ? -1 : 1));
}

import type { ContainerSummary } from '../../../shared/model/container.ts';

const trouble = ({ state, health }: ContainerSummary): number => {
  if (state === 'restarting' || state === 'dead') return 3;
  if (state === 'running' && health === 'unhealthy') return 2;
  return state === 'running' ? 1 : 0;
};

/** Containers worth a tile: what runs or should, those in trouble first, then the busiest. */
export function tileOrder(containers: ContainerSummary[]): ContainerSummary[] {
  return containers
    .filter((container) => trouble(container) > 0)
    .sort(
      (a, b) =>
        trouble(b) - trouble(a) ||
        // Whole steps of CPU, so that tiles do not change places at every sample.
        step(b.stats?.cpuPercent) - step(a.stats?.cpuPercent) ||
        a.name.localeCompare(b.name, 'en', { numeric: true }),
    );
}

const step = (cpu: number | null | undefined): number =>
  cpu ? Math.floor(Math.log2(Math.max(cpu, 0.5)) * 0.75) : -1;

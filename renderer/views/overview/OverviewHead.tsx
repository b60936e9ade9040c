import type { ContainerSummary } from '../../../shared/model/container.ts';
import type { Attention } from './attention.ts';

/** The view's title with what matters in numbers. */
export function OverviewHead({
  attention,
  containers,
}: {
  attention: Attention[];
  containers: ContainerSummary[];
}) {
  const grave = attention.filter(({ shape }) => shape === 'error').length;
  const unhealthy = containers.filter(
    ({ state, health }) => state === 'running' && health === 'unhealthy',
  ).length;
  const running = containers.filter(({ state }) => state === 'running').length;
  const parts = [
    grave > 0 ? (
      <span key="grave" className="err">{`${grave} ${grave === 1 ? 'failure' : 'failures'}`}</span>
    ) : null,
    unhealthy > 0 ? (
      <span
        key="unhealthy"
        className="warn"
      >{`${unhealthy} ${unhealthy === 1 ? 'container' : 'containers'} unhealthy`}</span>
    ) : null,
    <span key="running">{running} running</span>,
  ].filter((part) => part !== null);
  return (
    <div className="view-head">
      <h1>Overview</h1>
      <span className="t2 fs12">{parts.flatMap((part, i) => (i === 0 ? [part] : [' · ', part]))}</span>
    </div>
  );
}

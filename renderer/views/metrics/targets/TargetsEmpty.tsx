import { CopyLines, EmptyState } from '../../../components/EmptyState.tsx';
import { EXAMPLE_CONFIG, EXAMPLE_LABELS } from './examples.ts';

/** Nothing is scraped yet: the three ways to change that. */
export function TargetsEmpty({ onConfigure }: { onConfigure(): void }) {
  return (
    <EmptyState title="Nothing is scraped yet">
      <p>
        Programs that offer metrics for Prometheus are read from here. A running container whose published
        port answers <span className="mono">/metrics</span> is offered above some seconds after it started. Or
        say it yourself:
      </p>
      <CopyLines
        caption="In a compose file, labels of the container: it is scraped wherever it runs"
        text={EXAMPLE_LABELS}
      />
      <CopyLines
        caption="In a prometheus.yml; names of compose services are understood from outside their network"
        text={EXAMPLE_CONFIG}
      />
      <button type="button" className="btn" onClick={onConfigure}>
        Name a prometheus.yml, or write one here
      </button>
    </EmptyState>
  );
}

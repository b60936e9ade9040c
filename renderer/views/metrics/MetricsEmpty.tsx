import { Link } from 'wouter';
import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useLive } from '../../connection/use-stream.ts';
import { useViewHref } from '../../time/url-state.ts';

const DEFAULT_PORTS = { 'otlp-http': 4318, statsd: 8125, 'remote-write': 9090 };

/** No metric in the range: every way in, with the exact lines. */
export function MetricsEmpty() {
  const href = useViewHref();
  const receivers = useLive('app.status', {})?.receivers ?? [];
  const portOf = (receiver: keyof typeof DEFAULT_PORTS) =>
    receivers.find(({ name }) => name === receiver)?.port ?? DEFAULT_PORTS[receiver];
  return (
    <div className="scroll">
      <EmptyState title="No metrics in this range">
        <p>
          Trivet collects what speaks Prometheus, OTLP or StatsD on this machine, and draws it here. Running
          containers are measured without any of this, as soon as Docker runs.
        </p>
        <CopyLines
          caption="An app that has a /metrics page: scraped when its container carries these labels"
          text={`docker run --label prometheus.io/scrape=true \\\n  --label prometheus.io/port=8080 --label prometheus.io/path=/metrics \\\n  my-image`}
        />
        <p>
          <Link href={href('/metrics/targets', { tab: 'configuration' })}>
            Or give Trivet your prometheus.yml as it stands
          </Link>
          , here or on the command line:
        </p>
        <CopyLines
          caption="A prometheus.yml"
          text={
            'scrape_configs:\n  - job_name: my-app\n    static_configs:\n      - targets: ["localhost:8080"]'
          }
        />
        <CopyLines
          caption="An OpenTelemetry SDK"
          text={`export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${portOf('otlp-http')}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_METRICS_EXPORTER=otlp OTEL_METRIC_EXPORT_INTERVAL=15000`}
        />
        <CopyLines
          caption="StatsD or DogStatsD, one line by hand"
          text={`printf 'orders.placed:1|c|#shop:web' | nc -u -w1 127.0.0.1 ${portOf('statsd')}`}
        />
        <CopyLines
          caption="A Prometheus that runs already"
          text={`remote_write:\n  - url: http://127.0.0.1:${portOf('remote-write')}/api/v1/write`}
        />
      </EmptyState>
    </div>
  );
}

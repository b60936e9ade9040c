import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useLive } from '../../connection/use-stream.ts';
import { OpenFileButton } from '../../files/OpenFileButton.tsx';

const DEFAULT_PORTS = { 'otlp-http': 4318, 'jaeger-udp-compact': 6831, 'jaeger-http': 14268, zipkin: 9411 };

/** No trace in the range: how one gets here. */
export function TracesEmpty() {
  const receivers = useLive('app.status', {})?.receivers ?? [];
  const portOf = (receiver: keyof typeof DEFAULT_PORTS) =>
    receivers.find(({ name }) => name === receiver)?.port ?? DEFAULT_PORTS[receiver];
  const port = portOf('otlp-http');
  return (
    <EmptyState title="No traces in this range">
      <p>Trivet keeps what any OpenTelemetry SDK sends it. Point yours here:</p>
      <CopyLines
        caption="A process on this machine"
        text={`export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_SERVICE_NAME=my-service`}
      />
      <CopyLines
        caption="A container"
        text={`docker run --add-host=host.docker.internal:host-gateway \\\n  -e OTEL_EXPORTER_OTLP_ENDPOINT=http://host.docker.internal:${port} \\\n  -e OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf \\\n  my-image`}
      />
      <CopyLines
        caption="A Jaeger client or a Zipkin reporter"
        text={`export JAEGER_AGENT_HOST=127.0.0.1 JAEGER_AGENT_PORT=${portOf('jaeger-udp-compact')}\nexport JAEGER_ENDPOINT=http://127.0.0.1:${portOf('jaeger-http')}/api/traces\nexport OTEL_EXPORTER_ZIPKIN_ENDPOINT=http://127.0.0.1:${portOf('zipkin')}/api/v2/spans`}
      />
      <p>
        Or open a file: Jaeger, Zipkin or OTLP, what an SDK printed, a Chrome trace, a build trace of Docker
        Desktop; packed or not.
      </p>
      <OpenFileButton />
    </EmptyState>
  );
}

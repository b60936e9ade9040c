import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useLive } from '../../connection/use-stream.ts';
import { OpenFileButton } from '../../files/OpenFileButton.tsx';

const DEFAULT_PORT = 4318;

/** No trace in the range: how one gets here. */
export function TracesEmpty() {
  const receivers = useLive('app.status', {})?.receivers ?? [];
  const port = receivers.find(({ name }) => name === 'otlp-http')?.port ?? DEFAULT_PORT;
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
      <p>
        Or open a file: Jaeger, Zipkin or OTLP, what an SDK printed, a Chrome trace, a build trace of Docker
        Desktop; packed or not.
      </p>
      <OpenFileButton />
    </EmptyState>
  );
}

import { CopyLines, EmptyState } from '../../components/EmptyState.tsx';
import { useLive } from '../../connection/use-stream.ts';
import { OpenFileButton } from '../../files/OpenFileButton.tsx';

const DEFAULT_PORTS = { 'otlp-http': 4318, loki: 3100, syslog: 5514, elasticsearch: 9200 };
type Receiver = keyof typeof DEFAULT_PORTS;

/** Nothing was ever logged: what will appear here by itself, and the exact lines that send more. */
export function LogsEmpty() {
  const status = useLive('app.status', {});
  const docker = status?.sources.find(({ name }) => name === 'docker');
  const portOf = (receiver: Receiver) =>
    status?.receivers.find(({ name }) => name === receiver)?.port ?? DEFAULT_PORTS[receiver];
  return (
    <div className="scroll">
      <EmptyState title="No logs yet">
        <p>
          Every line that a running container writes is kept here, also after the container is gone, and is
          read as it is written: JSON, logfmt, syslog, access logs, stack traces and a dozen more need no
          configuration.
        </p>
        {docker && docker.state !== 'connected' ? (
          <p>
            Docker is not connected: {docker.cause?.replace(/\.$/, '') ?? 'looking for it'}. {docker.cure}
          </p>
        ) : (
          <CopyLines
            caption="A container that says something"
            text={
              'docker run --rm --name hello busybox sh -c \'for i in 1 2 3; do echo "level=info msg=hello i=$i"; sleep 1; done\''
            }
          />
        )}
        <CopyLines
          caption="Anything that prints, and files that grow"
          text={"some-command 2>&1 | trivet tail -\ntrivet serve --log-file '/var/log/app/*.log'"}
        />
        <CopyLines
          caption="An application with an OpenTelemetry SDK"
          text={`export OTEL_LOGS_EXPORTER=otlp\nexport OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${portOf('otlp-http')}\nexport OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf\nexport OTEL_SERVICE_NAME=my-service`}
        />
        <CopyLines
          caption="A logger that ships to Loki, winston-loki say"
          text={`new LokiTransport({ host: 'http://127.0.0.1:${portOf('loki')}', labels: { app: 'api' } })`}
        />
        <CopyLines
          caption="A container of another daemon, by its syslog driver"
          text={`docker run --log-driver syslog \\\n  --log-opt syslog-address=udp://127.0.0.1:${portOf('syslog')} \\\n  --log-opt tag=my-service my-image`}
        />
        <p>
          <OpenFileButton /> or drag a log file into the window.
        </p>
      </EmptyState>
    </div>
  );
}

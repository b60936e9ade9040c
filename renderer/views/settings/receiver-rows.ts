import type { EngineStatus, ReceiverName, ReceiverStatus } from '../../../shared/contract/app.ts';

export interface ReceiverRow extends ReceiverStatus {
  received: number;
  rate: number;
  dropped: [cause: string, items: number][];
}

/** What listens, with what came in and what was dropped there and why. */
export function receiverRows({ receivers, received, dropped }: EngineStatus): ReceiverRow[] {
  return receivers.map((receiver) => {
    const own = received.filter((entry) => entry.receiver === receiver.name);
    return {
      ...receiver,
      received: own.reduce((sum, { items }) => sum + items, 0),
      rate: own.reduce((sum, { rate }) => sum + rate, 0),
      dropped: causes(dropped.filter((entry) => entry.receiver === receiver.name)),
    };
  });
}

function causes(entries: EngineStatus['dropped']): [cause: string, items: number][] {
  const byCause = new Map<string, number>();
  for (const { cause, items } of entries) byCause.set(cause, (byCause.get(cause) ?? 0) + items);
  return [...byCause].sort(([, a], [, b]) => b - a);
}

const sendLines: Partial<Record<ReceiverName, (port: number) => string[]>> = {
  'otlp-grpc': (port) => [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
    'export OTEL_SERVICE_NAME=my-service',
    'export OTEL_LOGS_EXPORTER=otlp   # logs too, where they are not sent by default',
  ],
  'otlp-http': (port) => [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:${port}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    'export OTEL_SERVICE_NAME=my-service',
    'export OTEL_LOGS_EXPORTER=otlp   # logs too, where they are not sent by default',
  ],
  'jaeger-http': (port) => [
    `export JAEGER_ENDPOINT=http://127.0.0.1:${port}/api/traces`,
    'export JAEGER_SERVICE_NAME=my-service',
    'export JAEGER_SAMPLER_TYPE=const JAEGER_SAMPLER_PARAM=1',
  ],
  'jaeger-udp-compact': (port) => [
    'export JAEGER_AGENT_HOST=127.0.0.1',
    `export JAEGER_AGENT_PORT=${port}   # Go, Java, Python, C++, .NET`,
    'export JAEGER_SAMPLER_TYPE=const JAEGER_SAMPLER_PARAM=1',
  ],
  'jaeger-udp-binary': (port) => [
    'export JAEGER_AGENT_HOST=127.0.0.1',
    `export JAEGER_AGENT_PORT=${port}   # Node.js`,
    'export JAEGER_SAMPLER_TYPE=const JAEGER_SAMPLER_PARAM=1',
  ],
  zipkin: (port) => [
    `export OTEL_EXPORTER_ZIPKIN_ENDPOINT=http://127.0.0.1:${port}/api/v2/spans   # OpenTelemetry's exporter`,
    `# Spring Boot 3: management.zipkin.tracing.endpoint=http://127.0.0.1:${port}/api/v2/spans`,
    `# Spring Boot 2 (Sleuth): spring.zipkin.base-url=http://127.0.0.1:${port}/`,
  ],
  statsd: (port) => [
    'export STATSD_HOST=127.0.0.1',
    `export STATSD_PORT=${port}`,
    'export DD_AGENT_HOST=127.0.0.1',
    `export DD_DOGSTATSD_PORT=${port}   # DogStatsD`,
    `echo 'shop.orders:1|c|#shop:web' | nc -u -w1 127.0.0.1 ${port}`,
  ],
  'remote-write': (port) => [
    '# prometheus.yml; in a container host.docker.internal instead of 127.0.0.1',
    'remote_write:',
    `  - url: http://127.0.0.1:${port}/api/v1/write`,
  ],
  loki: (port) => [
    `new LokiTransport({ host: 'http://127.0.0.1:${port}', labels: { app: 'my-service' } })   // winston-loki`,
    '',
    '# promtail, Grafana Agent; in a container host.docker.internal instead of 127.0.0.1',
    'clients:',
    `  - url: http://127.0.0.1:${port}/loki/api/v1/push`,
    '',
    '# Fluent Bit',
    '[OUTPUT]',
    '    Name   loki',
    '    Match  *',
    '    Host   127.0.0.1',
    `    Port   ${port}`,
    '    Labels job=my-service',
  ],
  elasticsearch: (port) => [
    '// winston-elasticsearch, @elastic/elasticsearch',
    `new ElasticsearchTransport({ clientOpts: { node: 'http://127.0.0.1:${port}' } })`,
    '',
    '# Filebeat; in a container host.docker.internal instead of 127.0.0.1',
    'output.elasticsearch:',
    `  hosts: ["http://127.0.0.1:${port}"]`,
    '',
    '# Fluent Bit',
    '[OUTPUT]',
    '    Name   es',
    '    Match  *',
    '    Host   127.0.0.1',
    `    Port   ${port}`,
    '    Suppress_Type_Name On',
  ],
  syslog: (port) => [
    '# for a Docker that Trivet does not read itself: the lines of one that it reads would be there twice',
    `docker run --log-driver syslog --log-opt syslog-address=udp://127.0.0.1:${port} my-image`,
    `logger --server 127.0.0.1 --port ${port} --udp hello`,
    '',
    '# rsyslog.conf; with one @ over UDP',
    `*.* @@127.0.0.1:${port}`,
  ],
};

/** Lines to copy that point a sender at the receiver; null where it does not listen. */
export function howToSend({
  name,
  state,
  port,
}: Pick<ReceiverStatus, 'name' | 'state' | 'port'>): string | null {
  if (state !== 'listening' || port === null) return null;
  return sendLines[name]?.(port).join('\n') ?? null;
}

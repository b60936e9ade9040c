import type { ReceiverName, ReceiverStatus } from '../../shared/contract/app.ts';

const portOf = (receivers: ReceiverStatus[], name: ReceiverName, standard: number): number =>
  receivers.find((receiver) => receiver.name === name && receiver.state === 'listening')?.port ?? standard;

/** The environment with which an OpenTelemetry SDK on this machine sends here. */
export function otlpLines(receivers: ReceiverStatus[], service: string, host = 'localhost'): string {
  return [
    `OTEL_EXPORTER_OTLP_ENDPOINT=http://${host}:${portOf(receivers, 'otlp-http', 4318)}`,
    'OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    `OTEL_SERVICE_NAME=${service}`,
  ].join('\n');
}

/** The same for a service in a compose file; the host's name is known there only when it is named. */
export function composeLines(receivers: ReceiverStatus[], service: string): string {
  return [
    'environment:',
    ...otlpLines(receivers, service, 'host.docker.internal')
      .split('\n')
      .map((line) => `  ${line.replace('=', ': ')}`),
    'extra_hosts:',
    '  - host.docker.internal:host-gateway',
  ].join('\n');
}

import { textSeverity } from '../../../../shared/log-format/severity.ts';
import { spanIdOf, traceIdOf } from '../../../../shared/log-format/trace-ids.ts';
import type { Attributes } from '../../../../shared/model/attributes.ts';
import type { DecodedStream, IncomingLogRecord, LogProducer } from '../logs/decoded-logs.ts';
import type { LogCollector } from '../logs/log-collector.ts';
import { firstText } from '../logs/producer.ts';

/** In the order in which Loki looks for a service's name (limits_config, discover_service_name), Docker's before it. */
const SERVICE_KEYS = [
  'service_name',
  'service',
  'compose_service',
  'com_docker_compose_service',
  'app',
  'application',
  'name',
  'app_kubernetes_io_name',
  'component',
  'workload',
  'job',
];
const CONTAINER_KEYS = ['container', 'container_name', 'k8s_container_name'];
const CONTAINER_ID_KEYS = ['container_id', 'container_short_id'];
const HOST_KEYS = ['host', 'hostname', 'nodename'];
const FILE_KEYS = ['filename', 'path'];
const LEVEL_KEYS = ['level', 'detected_level', 'severity', 'severity_text', 'lvl'];
const TRACE_KEYS = ['trace_id', 'traceid', 'traceID', 'traceId'];
const SPAN_KEYS = ['span_id', 'spanid', 'spanID', 'spanId'];

/** Who wrote a stream, by its labels. Collectors name the container, the file or the host that they read from. */
export function labelProducer(labels: Attributes): LogProducer {
  const containerName = firstText(labels, CONTAINER_KEYS);
  const containerId = firstText(labels, CONTAINER_ID_KEYS);
  const file = firstText(labels, FILE_KEYS);
  return {
    service: firstText(labels, SERVICE_KEYS) ?? '',
    containerId,
    containerName,
    hostName: firstText(labels, HOST_KEYS),
    file,
    relayed: containerName !== null || containerId !== null || file !== null,
  };
}

/** Adds one entry to its stream. Level and trace are taken from structured metadata, the level else from a label. */
export function addEntry(
  collector: LogCollector,
  stream: DecodedStream,
  timeUnixNano: bigint,
  line: string,
  metadata: Attributes,
): void {
  const level = firstText(metadata, LEVEL_KEYS) ?? firstText(stream.labels, LEVEL_KEYS) ?? '';
  const record: IncomingLogRecord = {
    timeUnixNano,
    severityNumber: textSeverity(level),
    body: line,
    attributes: metadata,
    traceId: traceIdOf('', firstText(metadata, TRACE_KEYS)),
    spanId: spanIdOf('', firstText(metadata, SPAN_KEYS)),
  };
  collector.add(stream, record);
}

/** What Loki answers where a stream has no labels. */
export const NO_LABELS = 'error at least one label pair is required per stream';

/** Labels sorted by name, as Loki's own streams are: the same set is the same stream however it is written. */
export function sortedLabels(labels: Attributes): Attributes {
  return labels.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

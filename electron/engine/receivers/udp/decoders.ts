import { type AgentProtocol, JaegerDatagrams } from '../../formats/jaeger/jaeger-datagram.ts';
import { defaultLimits } from '../../formats/limits.ts';
import type { DecodedLogs } from '../../formats/logs/decoded-logs.ts';
import type { DecodedTraces } from '../../formats/otlp/traces-request.ts';
import { transferables } from '../../formats/spans/span-batch.ts';
import { SpanCollector } from '../../formats/spans/span-collector.ts';
import { type StatsdBatch, StatsdCollector } from '../../formats/statsd/statsd-batch.ts';
import { SyslogCollector } from '../../formats/syslog/syslog-batch.ts';
import type { DatagramDecoder } from './datagram-decoder.ts';

/** One entry a protocol: what makes its decoder in the thread. */
const decoders = {
  'jaeger-compact': () => jaegerDatagrams('compact'),
  'jaeger-binary': () => jaegerDatagrams('binary'),
  statsd: statsdDatagrams,
  syslog: syslogDatagrams,
} satisfies Record<string, () => DatagramDecoder>;

export type DatagramFormat = keyof typeof decoders;

export const createDatagramDecoder = (format: DatagramFormat): DatagramDecoder => decoders[format]();

function jaegerDatagrams(protocol: AgentProtocol): DatagramDecoder<DecodedTraces> {
  const datagrams = new JaegerDatagrams(protocol, defaultLimits);
  return {
    count: (bytes) => datagrams.count(bytes),
    begin(limits) {
      datagrams.limits = limits;
      const collector = new SpanCollector(limits);
      return {
        add: (bytes) => datagrams.decode(bytes, collector),
        finish() {
          const value = collector.finish();
          return { value, transfer: transferables(value.batch) };
        },
      };
    },
  };
}

function statsdDatagrams(): DatagramDecoder<StatsdBatch> {
  return {
    count: (bytes) => countLines(bytes),
    begin(limits) {
      const collector = new StatsdCollector(limits);
      return {
        add: (bytes) => collector.add(bytes),
        finish: () => ({ value: collector.finish(), transfer: [] }),
      };
    },
  };
}

function syslogDatagrams(): DatagramDecoder<DecodedLogs> {
  return {
    count: () => 1,
    begin(limits) {
      const collector = new SyslogCollector(limits);
      return {
        add: (bytes) => collector.add(bytes),
        finish: () => ({ value: collector.finish(), transfer: [] }),
      };
    },
  };
}

function countLines(bytes: Uint8Array): number {
  let lines = 1;
  for (let i = 0; i < bytes.length - 1; i++) if (bytes[i] === NEWLINE) lines++;
  return lines;
}

const NEWLINE = 0x0a;

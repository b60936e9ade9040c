import { type AgentProtocol, JaegerDatagrams } from '../../formats/jaeger/jaeger-datagram.ts';
import { defaultLimits } from '../../formats/limits.ts';
import type { DecodedTraces } from '../../formats/otlp/traces-request.ts';
import { transferables } from '../../formats/spans/span-batch.ts';
import { SpanCollector } from '../../formats/spans/span-collector.ts';
import type { DatagramDecoder } from './datagram-decoder.ts';

/** One entry a protocol: what makes its decoder in the thread. */
const decoders = {
  'jaeger-compact': () => jaegerDatagrams('compact'),
  'jaeger-binary': () => jaegerDatagrams('binary'),
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

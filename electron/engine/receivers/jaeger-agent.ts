import type { DecodedTraces } from '../formats/otlp/traces-request.ts';
import type { TraceIngest } from '../traces/trace-ingest.ts';
import type { ReceiverFaults } from './receiver-faults.ts';
import type { UdpProtocol } from './udp/udp-receiver.ts';

/** What Jaeger's agent takes, on one port for each encoding of Thrift (jaeger-idl agent.thrift). */
export const jaegerAgent = (traces: TraceIngest, faults: ReceiverFaults): UdpProtocol<DecodedTraces>[] => [
  agent('jaeger-udp-compact', 'jaeger-compact', traces, faults),
  agent('jaeger-udp-binary', 'jaeger-binary', traces, faults),
];

function agent(
  name: 'jaeger-udp-compact' | 'jaeger-udp-binary',
  format: UdpProtocol<DecodedTraces>['format'],
  traces: TraceIngest,
  faults: ReceiverFaults,
): UdpProtocol<DecodedTraces> {
  return {
    name,
    format,
    async take(decoded, peer) {
      // The batch is the store's from here on.
      const { count } = decoded.batch;
      const outcome = await traces.acceptDecoded(name, decoded, peer);
      // Nobody can be asked to send them again.
      if (outcome.kind === 'unavailable' || outcome.kind === 'failed') {
        faults.refused(name, 'full', `spans could not be stored: ${outcome.message}`, count);
      }
    },
  };
}

import pino from 'pino';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../electron/engine/clock.ts';
import { Counters } from '../../../electron/engine/counters.ts';
import { defaultLimits } from '../../../electron/engine/formats/limits.ts';
import { BridgeNetworks } from '../../../electron/engine/receivers/bridge-networks.ts';
import { InFlight } from '../../../electron/engine/receivers/in-flight.ts';
import { ReceiverFaults } from '../../../electron/engine/receivers/receiver-faults.ts';
import { receiverHosts } from '../../../electron/engine/receivers/receiver-hosts.ts';
import type { ReceiverSurroundings } from '../../../electron/engine/receivers/surroundings.ts';
import { UdpThread } from '../../../electron/engine/receivers/udp/udp-thread.ts';
import { noDocker } from './no-docker.ts';

const logger = pino({ level: 'silent' });

type TestSurroundings = ReceiverSurroundings & { counters: Counters };

/** What a receiver of the running test's own shares with no other; `otel.local` is a name that the user allowed. */
export function testSurroundings(inFlight = new InFlight(2 ** 20)): TestSurroundings {
  const { around, dispose } = createSurroundings(inFlight);
  onTestFinished(dispose);
  return around;
}

/** The same for whoever ends it. */
export function createSurroundings(inFlight = new InFlight(2 ** 20)): {
  around: TestSurroundings;
  dispose(): void;
} {
  const bridges = new BridgeNetworks(noDocker, logger);
  const udp = new UdpThread(bridges, logger, () => defaultLimits);
  const counters = new Counters(systemClock);
  const around: TestSurroundings = {
    inFlight,
    bridges,
    bind: [],
    hosts: receiverHosts(bridges, [], ['otel.local']),
    faults: new ReceiverFaults(counters, systemClock),
    udp,
    cors: () => true,
    limits: () => defaultLimits,
    counters,
  };
  return {
    around,
    dispose() {
      udp.dispose();
      bridges.dispose();
    },
  };
}

import type { DecodeLimits } from '../formats/limits.ts';
import type { HostGuard } from '../http/host-guard.ts';
import type { BridgeNetworks } from './bridge-networks.ts';
import type { InFlight } from './in-flight.ts';
import type { ReceiverFaults } from './receiver-faults.ts';
import type { UdpThread } from './udp/udp-thread.ts';

/** What every receiver shares with the others. */
export interface ReceiverSurroundings {
  inFlight: InFlight;
  bridges: BridgeNetworks;
  /** More addresses to bind, as the user said. */
  bind: readonly string[];
  /** Names under which a receiver may be asked. */
  hosts: HostGuard;
  faults: ReceiverFaults;
  /** Where every UDP receiver's sockets are. */
  udp: UdpThread;
  cors(): boolean;
  /** What items are held to now, for who decodes by itself. */
  limits(): DecodeLimits;
}

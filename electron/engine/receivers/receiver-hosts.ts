import { containerGatewayNames, createHostGuard, type HostGuard, loopbackNames } from '../http/host-guard.ts';
import { boundNames } from '../net/addresses.ts';
import type { BridgeNetworks } from './bridge-networks.ts';

/**
 * Names under which receivers may be asked: this machine's own, those by which containers reach it, the gateways
 * of Docker's bridges as they are now, and what the user added.
 */
export function receiverHosts(
  bridges: BridgeNetworks,
  bind: readonly string[],
  allowHosts: readonly string[],
): HostGuard {
  const fixed = [...loopbackNames, ...containerGatewayNames, ...boundNames(bind), ...allowHosts];
  const known = createHostGuard(fixed);
  return (header) => known(header) || createHostGuard(bridges.gateways)(header);
}

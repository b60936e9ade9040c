import { type BlockList, isIPv6 } from 'node:net';
import { plainAddress } from './addresses.ts';

export const familyOf = (address: string): 'ipv6' | 'ipv4' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** False for what is no subnet. */
export function addSubnet(list: BlockList, subnet: string): boolean {
  const [network = '', prefix = ''] = subnet.split('/');
  try {
    list.addSubnet(network, Number(prefix), familyOf(network));
    return true;
  } catch {
    // The daemon may leave it empty: a network without addresses.
    return false;
  }
}

export function subnetsContain(list: BlockList, address: string): boolean {
  const plain = plainAddress(address);
  return list.check(plain, familyOf(plain));
}

import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

export const loopbackAddresses: readonly string[] = ['127.0.0.1', '::1'];

const WILDCARDS = ['0.0.0.0', '::'];

/** Loopback and what the user adds; an address that a wildcard covers cannot be bound beside it. */
export function bindAddresses(bind: readonly string[]): string[] {
  const covered = (address: string) => bind.includes(address.includes(':') ? '::' : '0.0.0.0');
  const more = bind.filter((address) => WILDCARDS.includes(address) || !covered(address));
  return [...new Set([...loopbackAddresses.filter((address) => !covered(address)), ...more])];
}

/**
 * The addresses by which a Host header may then name this machine: those bound, and with a wildcard every one
 * that it has. An address cannot be rebound as a name can, so this lets no page in.
 */
export function boundNames(
  bind: readonly string[],
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): string[] {
  if (!bind.some((address) => WILDCARDS.includes(address))) return [...bind];
  const own = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  return [...bind, ...own.map(({ address }) => address)];
}

/** An address as lists have it: an IPv4 peer of an IPv6 socket without its prefix. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/** Who is at the other end of a socket; null for this machine itself, which says nothing about the producer. */
export function senderAddress(remoteAddress: string | undefined): string | null {
  const address = plainAddress(remoteAddress ?? '');
  return address === '' || loopbackAddresses.includes(address) ? null : address;
}

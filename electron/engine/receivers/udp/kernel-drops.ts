import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';

/**
 * How many datagrams the kernel dropped for each bound address because its receive buffer was full: the last column
 * of /proc/net/udp and udp6 (proc(5)), by the table's own text for an address. Empty elsewhere than on Linux, where
 * nobody tells.
 */
export function readKernelDrops(): Map<string, number> {
  const drops = new Map<string, number>();
  if (process.platform !== 'linux') return drops;
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    try {
      for (const [address, count] of parseUdpTable(readFileSync(table, 'latin1'))) drops.set(address, count);
    } catch {
      // No IPv6, or a /proc that is not to be read: what the kernel dropped stays unknown.
    }
  }
  return drops;
}

/** Local address -> drops. */
export function parseUdpTable(text: string): [address: string, drops: number][] {
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length >= 13)
    .map((fields) => [fields[1]!, Number(fields.at(-1))]);
}

/** An address and port as the table writes them: each 32-bit word in the machine's byte order, in hex. */
export function tableAddress(address: string, port: number): string {
  const bytes = isIPv6(address) ? ipv6Bytes(address) : address.split('.').map(Number);
  let text = '';
  for (let word = 0; word < bytes.length; word += 4) {
    for (let byte = 3; byte >= 0; byte--) text += hex(bytes[word + byte] ?? 0, 2);
  }
  return `${text}:${hex(port, 4)}`;
}

const hex = (value: number, digits: number) => value.toString(16).toUpperCase().padStart(digits, '0');

function ipv6Bytes(address: string): number[] {
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const groups = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { ListenOptions } from './listen-tcp.ts';

/** A bound receiver's bursts wait here while its thread is at work. */
export const RECEIVE_BUFFER_BYTES = 4 * 2 ** 20;
const SMALLEST_BUFFER_BYTES = 64 * 1024;
const FREE_PORT_TRIES = 20;

export interface UdpSockets {
  port: number;
  addresses: string[];
  /** What the kernel gave of RECEIVE_BUFFER_BYTES, of all sockets the least. */
  bufferBytes: number;
  close(): void;
}

type OnDatagram = (bytes: Uint8Array, from: RemoteInfo) => void;

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;

/**
 * One socket per address, all on one port; of the addresses but the first those that the machine does not have are
 * left out.
 *
 * @throws the bind's error; with EADDRINUSE another program has the port
 */
export async function bindUdp(options: ListenOptions, onDatagram: OnDatagram): Promise<UdpSockets> {
  for (let tries = 1; ; tries++) {
    try {
      return await bindAll(options, onDatagram);
    } catch (error) {
      // The free port of the first address may be taken on another.
      if (codeOf(error) !== 'EADDRINUSE' || options.port !== 0 || tries >= FREE_PORT_TRIES) throw error;
    }
  }
}

async function bindAll(options: ListenOptions, onDatagram: OnDatagram): Promise<UdpSockets> {
  const sockets: Socket[] = [];
  const addresses: string[] = [];
  let { port } = options;
  const close = () => {
    for (const socket of sockets) socket.close();
  };
  try {
    for (const address of options.addresses) {
      const socket = await bindOne(address, port, addresses.length > 0);
      if (!socket) continue;
      socket.on('message', onDatagram);
      // An ICMP error that comes back for nothing that was sent; the socket goes on.
      socket.on('error', () => undefined);
      sockets.push(socket);
      addresses.push(address);
      port = socket.address().port;
    }
    const bufferBytes = Math.min(...sockets.map(enlargeBuffer));
    return { port, addresses, bufferBytes, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Null when the machine has no such address and it may be left out. */
function bindOne(address: string, port: number, optional: boolean): Promise<Socket | null> {
  const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4', ipv6Only: isIPv6(address) });
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      socket.close();
      const absent = codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT';
      if (absent && optional) resolve(null);
      else reject(error);
    };
    socket.once('error', fail);
    socket.bind(port, address, () => {
      socket.removeListener('error', fail);
      resolve(socket);
    });
  });
}

/** Asks for the whole buffer, and for less where that is refused instead of capped. Answers what was granted. */
function enlargeBuffer(socket: Socket): number {
  for (let bytes = RECEIVE_BUFFER_BYTES; bytes >= SMALLEST_BUFFER_BYTES; bytes /= 2) {
    try {
      socket.setRecvBufferSize(bytes);
      break;
    } catch {
      // ENOBUFS, where the kernel does not cap by itself.
    }
  }
  // Linux doubles what is asked for its own bookkeeping, and tells the double (socket(7)).
  return process.platform === 'linux' ? socket.getRecvBufferSize() / 2 : socket.getRecvBufferSize();
}

import type { DropCause } from '../../../../shared/contract/app.ts';
import type { ListenOptions } from '../../net/listen-tcp.ts';
import type { DatagramFormat } from './decoders.ts';

/** Asked of the thread: `bind` -> UdpBound, `close`, `subnets`, `next` with the limits in force -> UdpBatch once
 * there is any, `losses` -> UdpLoss[] once there are any. */
export interface UdpBind extends ListenOptions {
  /** Names the sockets, to close them. */
  id: number;
  receiver: string;
  format: DatagramFormat;
  /** Only senders inside the subnets are heard. */
  guarded: boolean;
}

export type UdpBound =
  | { kind: 'bound'; port: number; addresses: string[]; bufferBytes: number }
  | { kind: 'failed'; code: string; message: string };

export interface UdpLoss {
  receiver: string;
  cause: DropCause;
  items: number;
}

export interface UdpBatch {
  receiver: string;
  peer: string | null;
  value: unknown;
}

import type { RemoteInfo } from 'node:dgram';
import { BlockList } from 'node:net';
import type { DropCause } from '../../../../shared/contract/app.ts';
import type { DecodeLimits } from '../../formats/limits.ts';
import { senderAddress } from '../../net/addresses.ts';
import { bindUdp, type UdpSockets } from '../../net/bind-udp.ts';
import { addSubnet, subnetsContain } from '../../net/subnets.ts';
import type { DatagramDecoder } from './datagram-decoder.ts';
import { DatagramQueue } from './datagram-queue.ts';
import { createDatagramDecoder } from './decoders.ts';
import { readKernelDrops, tableAddress } from './kernel-drops.ts';
import type { UdpBatch, UdpBind, UdpBound, UdpLoss } from './messages.ts';

/** Beyond this the queue is full: a few seconds of a very busy sender. */
const MOST_QUEUED_BYTES = 32 * 2 ** 20;
/** A batch is closed at so many bytes: decoding them takes a few milliseconds, then the sockets are read again. */
const BYTES_A_BATCH = 128 * 1024;
/** So many datagrams between two batches mean that more wait in the kernel: libuv reads at most 32 a turn. */
const BURST = 24;
const LOOK_AT_LOSSES_MS = 1_000;

type Reply = (value: UdpBatch, transfer: ArrayBuffer[]) => void;

interface Asked {
  limits: DecodeLimits;
  reply: Reply;
}

interface Binding {
  receiver: string;
  sockets: UdpSockets;
  /** As the kernel's table names the sockets. */
  tableAddresses: string[];
}

/**
 * Sockets, the queue behind them and the decoders. The engine asks for the next batch and asks again once that is
 * stored: what comes faster waits in the queue, and in the kernel's buffer while this thread decodes.
 */
export class DatagramReceiver {
  readonly #queue = new DatagramQueue(MOST_QUEUED_BYTES);
  readonly #bindings = new Map<number, Binding>();
  readonly #decoders = new Map<string, DatagramDecoder>();
  readonly #asked: Asked[] = [];
  readonly #losses = new Map<string, UdpLoss>();
  #askedLosses: ((losses: UdpLoss[]) => void) | null = null;
  readonly #kernelDrops = new Map<string, number>();
  #subnets = new BlockList();
  #pumping = false;
  #sinceBatch = 0;
  #heard = false;
  /** Runs while datagrams come. */
  #timer: NodeJS.Timeout | undefined;

  async bind({ id, receiver, format, guarded, port, addresses }: UdpBind): Promise<UdpBound> {
    if (!this.#decoders.has(receiver)) this.#decoders.set(receiver, createDatagramDecoder(format));
    try {
      const sockets = await bindUdp({ port, addresses }, (bytes, from) => {
        if (!guarded || subnetsContain(this.#subnets, from.address)) this.#take(receiver, bytes, from);
      });
      const tableAddresses = sockets.addresses.map((address) => tableAddress(address, sockets.port));
      this.#bindings.set(id, { receiver, sockets, tableAddresses });
      const { bufferBytes } = sockets;
      return { kind: 'bound', port: sockets.port, addresses: sockets.addresses, bufferBytes };
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      return { kind: 'failed', code, message };
    }
  }

  unbind(id: number): void {
    const binding = this.#bindings.get(id);
    if (!binding) return;
    this.#bindings.delete(id);
    binding.sockets.close();
    for (const address of binding.tableAddresses) this.#kernelDrops.delete(address);
  }

  setSubnets(subnets: readonly string[]): void {
    this.#subnets = new BlockList();
    for (const subnet of subnets) addSubnet(this.#subnets, subnet);
  }

  /** Answers once there is something. */
  next(limits: DecodeLimits, reply: Reply): void {
    this.#asked.push({ limits, reply });
    this.#pump();
  }

  /** Answers once there are any. */
  losses(reply: (losses: UdpLoss[]) => void): void {
    this.#askedLosses = reply;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const id of [...this.#bindings.keys()]) this.unbind(id);
  }

  #take(receiver: string, bytes: Uint8Array, from: RemoteInfo): void {
    this.#heard = true;
    this.#sinceBatch++;
    this.#timer ??= setInterval(() => this.#lookAtLosses(), LOOK_AT_LOSSES_MS);
    const key = `${receiver}\0${senderAddress(from.address) ?? ''}`;
    if (!this.#queue.push(key, bytes)) {
      this.#lost(receiver, 'full', this.#decoders.get(receiver)?.count(bytes) ?? 1);
    }
    this.#pump();
  }

  /**
   * One batch at a time, and between two the sockets are read. While a burst goes on it is only read, for the queue
   * holds more of it than the kernel, until half of the queue is taken.
   */
  #pump(): void {
    if (this.#pumping || this.#asked.length === 0 || this.#queue.isEmpty) return;
    this.#pumping = true;
    setImmediate(() => {
      this.#pumping = false;
      const inBurst = this.#sinceBatch >= BURST && !this.#queue.isHalfFull;
      this.#sinceBatch = 0;
      if (!inBurst) this.#answerNext();
      this.#pump();
    });
  }

  #answerNext(): void {
    const [asked] = this.#asked;
    const next = asked && this.#decodeNext(asked.limits);
    if (!next) return;
    this.#asked.shift();
    asked.reply(next.batch, next.transfer);
  }

  #decodeNext(limits: DecodeLimits): { batch: UdpBatch; transfer: ArrayBuffer[] } | null {
    const datagrams: Uint8Array[] = [];
    let bytes = 0;
    const next = this.#queue.take((datagram) => {
      if (bytes > 0 && bytes + datagram.length > BYTES_A_BATCH) return false;
      bytes += datagram.length;
      datagrams.push(datagram);
      return true;
    });
    if (!next) return null;
    const [receiver = '', peer = ''] = next.key.split('\0');
    const batch = this.#decoders.get(receiver)!.begin(limits);
    for (const datagram of datagrams) batch.add(datagram);
    const { value, transfer } = batch.finish();
    return { batch: { receiver, peer: peer === '' ? null : peer, value }, transfer };
  }

  #lost(receiver: string, cause: DropCause, items: number): void {
    const key = `${receiver}\0${cause}`;
    const loss = this.#losses.get(key);
    if (loss) loss.items += items;
    else this.#losses.set(key, { receiver, cause, items });
  }

  /** Told by the second, not by the datagram. */
  #tellLosses(): void {
    if (this.#losses.size === 0 || !this.#askedLosses) return;
    this.#askedLosses([...this.#losses.values()]);
    this.#askedLosses = null;
    this.#losses.clear();
  }

  /** The kernel drops only where datagrams come, so a silent thread sleeps. */
  #lookAtLosses(): void {
    if (this.#heard) this.#countKernelDrops();
    this.#tellLosses();
    if (!this.#heard && this.#losses.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#heard = false;
  }

  #countKernelDrops(): void {
    const drops = readKernelDrops();
    for (const { receiver, tableAddresses } of this.#bindings.values()) {
      for (const address of tableAddresses) {
        const now = drops.get(address) ?? 0;
        const more = now - (this.#kernelDrops.get(address) ?? 0);
        this.#kernelDrops.set(address, now);
        if (more > 0) this.#lost(receiver, 'kernel', more);
      }
    }
  }
}

import type { Socket } from 'node:net';
import type { DecodeLimits } from '../../formats/limits.ts';
import type { DecodedLogs } from '../../formats/logs/decoded-logs.ts';
import { FrameSplitter } from '../../formats/syslog/frame-splitter.ts';
import { SyslogCollector } from '../../formats/syslog/syslog-batch.ts';
import type { InFlight } from '../in-flight.ts';

/**
 * Senders keep a connection for as long as they live, and what they write to one that was closed is lost: who is silent
 * is only asked by the kernel whether it is still there.
 */
const KEEP_ALIVE_MS = 60_000;
/** A message that was begun goes on within this. */
const MESSAGE_WITHIN_MS = 60_000;
/** Gathered while a batch is being stored; beyond it nothing is read. */
const MOST_WAITING_BYTES = 1024 * 1024;
const MOST_WAITING_RECORDS = 10_000;

/** A page of a foreign site can make a browser send anything to a loopback port, but only behind such a line. */
const HTTP_REQUEST = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) \S/;

export interface SyslogStreamOptions {
  limits(): DecodeLimits;
  inFlight: InFlight;
  /** Settles when it is stored, or lost and counted. Must not throw. */
  take(decoded: DecodedLogs): Promise<void>;
  /** Told of a connection that is cut off because it is no syslog. */
  refused(text: string): void;
  messageWithinMs?: number;
}

/** Reads messages off a connection until it ends. While one batch is stored the next is gathered, up to a bound. */
export function readSyslogStream(socket: Socket, options: SyslogStreamOptions): void {
  const { limits, inFlight, take, refused, messageWithinMs = MESSAGE_WITHIN_MS } = options;
  let collector = new SyslogCollector(limits());
  let share = inFlight.open();
  let waitingBytes = 0;
  let isStoring = false;
  let isFirst = true;
  const frames = new FrameSplitter((message) => collector.add(message));
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.on('timeout', () => socket.destroy());
  // A sender that went away in the middle: what was whole is stored.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    if (isFirst && HTTP_REQUEST.test(chunk.toString('latin1', 0, 16))) {
      refused('an HTTP request came to the syslog port');
      socket.destroy();
      return;
    }
    isFirst = false;
    waitingBytes += chunk.length;
    const hasRoom = share.grow(chunk.length);
    frames.push(chunk);
    socket.setTimeout(frames.pending > 0 ? messageWithinMs : 0);
    const isFull = waitingBytes > MOST_WAITING_BYTES || collector.count > MOST_WAITING_RECORDS;
    if (isStoring && (isFull || !hasRoom)) socket.pause();
    void store();
  });
  socket.on('close', () => {
    frames.end();
    void store();
  });

  async function store(): Promise<void> {
    if (isStoring) return;
    isStoring = true;
    for (let decoded = next(); decoded; decoded = next()) {
      const held = share;
      share = inFlight.open();
      await take(decoded);
      held.release();
      socket.resume();
    }
    isStoring = false;
  }

  function next(): DecodedLogs | null {
    const decoded = collector.finish();
    collector = new SyslogCollector(limits());
    waitingBytes = 0;
    if (decoded.count > 0) return decoded;
    share.release();
    return null;
  }
}

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SyslogReceiver } from '../../../electron/engine/receivers/syslog/syslog-receiver.ts';
import { TrivetError } from '../../../shared/contract/errors.ts';
import { eventually } from '../../docker.ts';
import { sharedLogReceiver } from './log-receiving.ts';

const syslog = sharedLogReceiver((logs, around) => new SyslogReceiver(logs, 0, around));
const { sink, around } = syslog;

async function opened(): Promise<Socket> {
  const socket = connect(syslog.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const texts = (count: number) => eventually(`${count} records are stored`, () => sink.texts.length >= count);

test('a datagram is a message, whatever lines are in it', async () => {
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send('<11>1 2026-12-02T16:31:03Z box web 7 - - one\ntwo\n', syslog.port, '127.0.0.1');
  await texts(1);
  expect(sink.groups[0]!.origin).toMatchObject({
    source: 'syslog',
    entity: 'service:web',
    container: 'web',
    service: 'web',
    labels: [['host.name', 'box']],
  });
  expect(sink.records[0]).toMatchObject({ body: 'one\ntwo', severityNumber: 17 });
});

describe('a connection', () => {
  test('is read message by message, of both framings, in their order', async () => {
    const socket = await opened();
    socket.write('<14>first\n10 <14>sec');
    socket.write('ond<14>third\n');
    await texts(3);
    expect(sink.texts).toEqual(['first', 'second', 'third']);
  });

  test('that ends in the middle of a message leaves what it said', async () => {
    const socket = await opened();
    socket.end('<14>whole\n<14>cut o');
    await texts(2);
    expect(sink.texts).toEqual(['whole', 'cut o']);
  });

  test('that says nothing is left open: what is written to a closed one is lost', async () => {
    const silent = await opened();
    const other = await opened();
    other.write('<14>other\n');
    await texts(1);
    silent.write('<14>late\n');
    await texts(2);
    expect(sink.texts).toEqual(['other', 'late']);
  });

  test('waits while the store cannot take it, and loses nothing', async () => {
    sink.refuseWith = new TrivetError('storage_full', 'the disk is full');
    const socket = await opened();
    for (let i = 0; i < 100; i++) socket.write(`<14>line ${i}\n`);
    await eventually('bytes wait', () => around.inFlight.bytes > 0);
    sink.refuseWith = null;
    await texts(100);
    expect(sink.texts).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`));
    await eventually('the bytes are let go', () => around.inFlight.bytes === 0);
  });

  test('that speaks HTTP, as a page of a foreign site can make a browser do, is cut off', async () => {
    const socket = await opened();
    socket.write('POST / HTTP/1.1\r\nContent-Type: text/plain\r\n\r\n<11>forged: line\n');
    await once(socket, 'close');
    const other = await opened();
    other.write('<14>GET / is a line\n');
    await texts(1);
    expect(sink.texts).toEqual(['GET / is a line']);
    expect(around.faults.last('syslog')?.text).toBe('an HTTP request came to the syslog port');
  });

  test('that sends faster than is stored holds no more than a bounded part of it', async () => {
    sink.refuseWith = new TrivetError('storage_full', 'the disk is full');
    const socket = await opened();
    const line = `<14>${'x'.repeat(1000)}\n`;
    const isWritten = new Promise<void>((resolve) => socket.write(line.repeat(20_000), () => resolve()));
    // The bound is the test's room for all requests, and one read of the socket.
    await eventually(
      'the sender is held back',
      () => around.inFlight.bytes > 2 ** 19 && socket.writableLength > 0,
    );
    expect(around.inFlight.bytes).toBeLessThanOrEqual(2 ** 20);
    sink.refuseWith = null;
    await isWritten;
    await texts(20_000);
  });
});

test('datagrams that cannot be stored are counted', async () => {
  sink.refuseWith = new TrivetError('storage_full', 'the disk is full');
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send('<14>lost', syslog.port, '127.0.0.1');
  const full = await eventually('the loss is counted', () =>
    around.counters.droppedCounts().find(({ cause }) => cause === 'full'),
  );
  expect(full).toMatchObject({ receiver: 'syslog', signal: 'logs', items: 1 });
  expect(around.faults.last('syslog')?.text).toContain('the disk is full');
});

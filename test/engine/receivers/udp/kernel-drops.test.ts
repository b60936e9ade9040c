import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  parseUdpTable,
  readKernelDrops,
  tableAddress,
} from '../../../../electron/engine/receivers/udp/kernel-drops.ts';

const TABLE = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  341: 0100007F:1AAF 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 41226 2 0000000000000000 1234
`;

test('the last column is what was dropped', () => {
  expect(parseUdpTable(TABLE)).toEqual([['0100007F:1AAF', 1234]]);
});

test.each([
  ['127.0.0.1', 6831, '0100007F:1AAF'],
  ['172.17.0.1', 80, '010011AC:0050'],
  ['::1', 6831, '00000000000000000000000001000000:1AAF'],
  ['2001:db8::a:1', 6831, 'B80D0120000000000000000001000A00:1AAF'],
])('%s port %i is written %s', (address, port, text) => {
  expect(tableAddress(address, port)).toBe(text);
});

describe.skipIf(process.platform !== 'linux')('the kernel of this machine', () => {
  test('counts for a bound socket, under its address in the table', async () => {
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    expect(readKernelDrops().get(tableAddress('127.0.0.1', socket.address().port))).toBe(0);
  });
});

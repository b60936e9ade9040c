import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Dockerode from 'dockerode';
import { expect } from 'vitest';
import type { LogRow } from '../../../shared/contract/logs.ts';
import { parseLog } from '../../../shared/log-format/parse-log.ts';
import { attribute } from '../../../shared/model/attributes.ts';
import { dockerMissing, eventually, runContainer, testUnless } from '../../docker.ts';
import { collectOne } from './collect-one.ts';

const docker = new Dockerode();
const modules = realpathSync(join(dirname(createRequire(import.meta.url).resolve('pino')), '..'));
const loggerTest = testUnless(
  dockerMissing ?? (process.platform === 'linux' ? null : 'this machine’s node does not run in a container'),
);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Runs a script with this machine's node and libraries inside a container, and reads what it printed. */
async function printed(name: string, script: string, lines: number): Promise<LogRow[]> {
  const mounts = [
    ...['/lib', '/lib64', '/usr/lib'].map((path) => `${path}:${path}:ro`),
    `${dirname(realpathSync(process.execPath))}:/node:ro`,
    `${modules}:/app/node_modules:ro`,
  ];
  const args = [...mounts.flatMap((mount) => ['-v', mount]), '-w', '/app'];
  const container = await runContainer(name, args, ['/node/node', '-e', script]);
  const { rows } = await collectOne(docker, container, { watchEveryMs: 100 });
  return eventually(`${lines} lines`, async () => {
    const all = await rows();
    return all.length >= lines ? all : null;
  });
}

/** What a person sees of a record: its text as it was read. */
const seen = ({ body, format }: LogRow) => parseLog(body, format);

loggerTest('pino: level, time, message, fields, trace and error of each line', async () => {
  const script = `
    const log = require('pino')({ level: 'trace', name: 'shop' });
    log.info({ user: { id: 7 }, trace_id: '${TRACE}' }, 'order placed');
    log.warn('stock is low');
    log.error(new Error('payment failed'));
    log.trace('step');
  `;
  const rows = await printed('lreceive-pino', script, 4);
  expect(rows.map(({ severityNumber, format }) => [severityNumber, format])).toEqual([
    [9, 'json'],
    [13, 'json'],
    [17, 'json'],
    [1, 'json'],
  ]);
  expect(rows.map((row) => seen(row).message)).toEqual([
    'order placed',
    'stock is low',
    'payment failed',
    'step',
  ]);
  expect(rows[0]!.traceId).toBe(TRACE);
  const [placed, , failed] = rows.map(seen);
  expect(Number(attribute(placed!.fields, 'user.id'))).toBe(7);
  expect(attribute(placed!.fields, 'name')).toBe('shop');
  expect(failed!.exception).toMatchObject({ type: 'Error', message: 'payment failed' });
});

loggerTest('winston with its JSON console: the same', async () => {
  const script = `
    const winston = require('winston');
    const { combine, timestamp, errors, json } = winston.format;
    const log = winston.createLogger({
      level: 'silly',
      format: combine(errors({ stack: true }), timestamp(), json()),
      transports: [new winston.transports.Console()],
    });
    log.info('order placed', { user: { id: 7 }, traceId: '${TRACE}' });
    log.warn('stock is low');
    log.error(new Error('payment failed'));
    log.silly('step');
  `;
  const rows = await printed('lreceive-winston', script, 4);
  expect(rows.map(({ severityNumber, format }) => [severityNumber, format])).toEqual([
    [9, 'json'],
    [13, 'json'],
    [17, 'json'],
    [expect.toSatisfy((severity: number) => severity >= 1 && severity <= 4), 'json'],
  ]);
  const [placed, low, failed] = rows.map(seen);
  expect([placed!.message, low!.message, failed!.message]).toEqual([
    'order placed',
    'stock is low',
    expect.stringContaining('payment failed'),
  ]);
  expect(rows[0]!.traceId).toBe(TRACE);
  expect(Number(attribute(placed!.fields, 'user.id'))).toBe(7);
  expect(placed!.timeUnixNano).not.toBeNull();
});
